package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Credentials are what a person's password is compared with.
type Credentials struct {
	Slug     string
	Password *string // hashed; nil: none was chosen
}

// Credentials returns those of whoever has an email address, or ErrNotFound.
func (a *Access) Credentials(ctx context.Context, email string) (Credentials, error) {
	rows, err := a.db.Other.Query(ctx, `SELECT slug, password FROM people WHERE lower(email) = lower(@email)`, store.Named{"email": email})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Credentials], "look a person up")
}

// Verified returns the person whom an OpenID Connect issuer vouches for, or
// ErrNotFound. The first time the email address tells who that is, from then on the
// subject: an address may be given to somebody else later.
func (a *Access) Verified(ctx context.Context, subject, email string) (slug string, err error) {
	rows, err := a.db.Other.Query(ctx, `
UPDATE people
SET subject = @subject
WHERE subject = @subject
   OR subject IS NULL AND lower(email) = lower(@email) AND NOT EXISTS (SELECT FROM people WHERE subject = @subject)
RETURNING slug`, store.Named{"subject": subject, "email": email})
	return store.CollectOne(rows, err, pgx.RowTo[string], "look a verified person up")
}

// The purposes of invitations.
const (
	ToChoosePassword = "password"
	ToSignIn         = "sign_in"
)

// Invite makes a link's secret for a person, which takes the place of an earlier one
// of that purpose. Somebody who is not there is ErrNotFound.
func (a *Access) Invite(ctx context.Context, slug, purpose string, lasts time.Duration) (secret string, until time.Time, err error) {
	secret, hash := newSecret()
	err = a.db.Other.QueryRow(ctx, `
INSERT INTO invitations (hash, person, purpose, expires_at)
SELECT @hash, slug, @purpose, now() + @lasts::interval
FROM people
WHERE slug = @slug
ON CONFLICT (person, purpose) DO UPDATE
SET hash = excluded.hash, created_at = excluded.created_at, expires_at = excluded.expires_at
RETURNING expires_at`, store.Named{"hash": hash, "slug": slug, "purpose": purpose, "lasts": lasts}).Scan(&until)
	if err != nil {
		return "", until, fmt.Errorf("invite a person: %w", store.OrNotFound(err))
	}
	return secret, until, nil
}

// Invited returns whom a link of a purpose is for, or ErrNotFound. The link stays.
func (a *Access) Invited(ctx context.Context, secret, purpose string) (Person, error) {
	hash, ok := hashOf(secret)
	if !ok {
		return Person{}, store.ErrNotFound
	}
	rows, err := a.db.Other.Query(ctx, `
SELECT `+personColumns+`
FROM people p
JOIN invitations l ON l.person = p.slug
WHERE l.hash = @hash AND l.purpose = @purpose AND l.expires_at > now()`, store.Named{"hash": hash, "purpose": purpose})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Person], "look an invitation up")
}

// ChoosePassword uses a link up, and gives its person a password, which is hashed. All
// sessions of the person end: somebody else may have known the former one.
func (a *Access) ChoosePassword(ctx context.Context, secret, password string) (slug string, err error) {
	err = pgx.BeginFunc(ctx, a.db.Other, func(tx pgx.Tx) (err error) {
		if slug, err = useUp(ctx, tx, secret, ToChoosePassword); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE people SET password = @password, updated_at = clock_timestamp() WHERE slug = @slug`,
			store.Named{"slug": slug, "password": password})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE sessions SET ended_at = coalesce(ended_at, now()) WHERE person = @slug`, store.Named{"slug": slug})
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("choose a password: %w", err)
	}
	return slug, err
}

// useUp takes a link, and returns whom it was for, or ErrNotFound.
func useUp(ctx context.Context, tx pgx.Tx, secret, purpose string) (slug string, err error) {
	hash, ok := hashOf(secret)
	if !ok {
		return "", store.ErrNotFound
	}
	err = tx.QueryRow(ctx, `DELETE FROM invitations WHERE hash = @hash AND purpose = @purpose AND expires_at > now() RETURNING person`,
		store.Named{"hash": hash, "purpose": purpose}).Scan(&slug)
	return slug, store.OrNotFound(err)
}

// UseLink uses a link up with which a person signs in, and returns who that is, or
// ErrNotFound.
func (a *Access) UseLink(ctx context.Context, secret string) (slug string, err error) {
	err = pgx.BeginFunc(ctx, a.db.Other, func(tx pgx.Tx) (err error) {
		slug, err = useUp(ctx, tx, secret, ToSignIn)
		return err
	})
	return slug, err
}
