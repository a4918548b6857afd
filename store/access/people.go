package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Person is somebody who may sign in.
type Person struct {
	Slug      string
	Name      string
	Email     string
	Scopes    []string
	Channels  []string // which alone the person sees; none: all, and what belongs to no channel
	CreatedAt time.Time
	UpdatedAt time.Time
	// HasPassword tells whether the person has chosen one.
	HasPassword bool
	// InvitedUntil is when the link ends with which the person may choose one; nil
	// without such a link.
	InvitedUntil *time.Time
}

// What cannot be kept of a person.
var (
	ErrEmailTaken = errors.New("another person has this email address")
	ErrLastAdmin  = errors.New("nobody else has the scope admin")
)

const personColumns = `p.slug, p.name, p.email, p.scopes, p.channels, p.created_at, p.updated_at, p.password IS NOT NULL AS has_password,
       (SELECT i.expires_at FROM invitations i WHERE i.person = p.slug AND i.purpose = 'password' AND i.expires_at > now()) AS invited_until`

// People lists everybody, by name.
func (a *Access) People(ctx context.Context) ([]Person, error) {
	rows, err := a.db.Other.Query(ctx, `SELECT `+personColumns+` FROM people p ORDER BY lower(p.name), p.slug`)
	return store.Collect(rows, err, pgx.RowToStructByName[Person], "list people")
}

// Person returns one person or ErrNotFound.
func (a *Access) Person(ctx context.Context, slug string) (Person, error) {
	rows, err := a.db.Other.Query(ctx, `SELECT `+personColumns+` FROM people p WHERE p.slug = @slug`, store.Named{"slug": slug})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Person], "get a person")
}

// PutPerson creates a person or changes one, and reports whether it is new. The error
// is ErrEmailTaken where another has the email address, and ErrLastAdmin where nobody
// would be left who has the scope admin.
func (a *Access) PutPerson(ctx context.Context, in Person) (p Person, created bool, err error) {
	err = a.keepingAnAdmin(ctx, in.Slug, in.Scopes, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
INSERT INTO people AS p (slug, name, email, scopes, channels)
VALUES (@slug, @name, @email, @scopes, coalesce(@channels::text[], '{}'))
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, email = excluded.email, scopes = excluded.scopes, channels = excluded.channels, updated_at = clock_timestamp(),
    subject = CASE WHEN lower(p.email) = lower(excluded.email) THEN p.subject END
RETURNING `+personColumns+`, p.xmax = 0 AS created`, store.Named{
			"slug": in.Slug, "name": in.Name, "email": in.Email, "scopes": in.Scopes, "channels": in.Channels,
		})
		type row struct {
			Person
			Created bool
		}
		put, err := store.CollectOne(rows, err, pgx.RowToStructByName[row], "put a person")
		p, created = put.Person, put.Created
		return err
	})
	if store.IsCode(err, "23505") {
		err = ErrEmailTaken
	}
	return p, created, err
}

// RemovePerson removes a person, whose sessions end with that. Somebody who is not
// there is ErrNotFound.
func (a *Access) RemovePerson(ctx context.Context, slug string) error {
	return a.keepingAnAdmin(ctx, slug, nil, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM people WHERE slug = @slug`, store.Named{"slug": slug})
		if err == nil && tag.RowsAffected() == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		// What the person shares stays for the others.
		_, err = tx.Exec(ctx, `DELETE FROM views WHERE owner = 'person/' || @slug AND NOT shared`, store.Named{"slug": slug})
		return err
	})
}

// keepingAnAdmin changes a person who is to have these scopes. Of two such changes the
// second waits for the first one's end: else each could leave the admin to the other.
func (a *Access) keepingAnAdmin(ctx context.Context, slug string, scopes []string, change func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, a.db.Other, func(tx pgx.Tx) error {
		var last bool
		if _, err := tx.Exec(ctx, `LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
SELECT coalesce(bool_or(slug = @slug), false) AND count(*) = 1 AND NOT coalesce(@scopes::text[], '{}') @> ARRAY[@admin]::text[]
FROM people
WHERE scopes @> ARRAY[@admin]::text[]`, store.Named{"slug": slug, "scopes": scopes, "admin": contact.ScopeAdmin}).Scan(&last)
		switch {
		case err != nil:
			return err
		case last:
			return ErrLastAdmin
		}
		return change(tx)
	})
	if err != nil {
		return fmt.Errorf("change a person: %w", err)
	}
	return nil
}
