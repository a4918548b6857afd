package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// IdentityColumns are what ScanIdentity and CollectIdentities read of identities i, for
// an event whose first key is the expression first.
//
// Its owner's user id tells a number's national variants apart, which only Mexico,
// Argentina and Brazil have, and a number that somebody shares, whose key is not the
// first. For all others no contact is read.
func IdentityColumns(first string) string {
	return `i.contact_id, i.kind, i.value, i.confirmed, i.valid_from, nullif(i.valid_to, 'infinity'),
       CASE WHEN i.kind = 'wa_id' AND (left(i.key, 2) IN ('52', '54', '55') OR i.key <> ` + first + `)
            THEN (SELECT owner.user_id FROM contacts owner WHERE owner.id = i.contact_id) END`
}

// IdentitiesSQL reads the identities under the keys of an event of a channel.
var IdentitiesSQL = `
SELECT ` + IdentityColumns(`(@keys::text[])[1]`) + `
FROM identities i
WHERE channel_id = @channel AND key = ANY(@keys)`

// CollectIdentities reads all rows of IdentityColumns.
func CollectIdentities(rows pgx.Rows) ([]contact.Identity, error) {
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (contact.Identity, error) { return ScanIdentity(row) })
	if err != nil {
		return nil, fmt.Errorf("look up identities: %w", err)
	}
	return found, nil
}

// ScanIdentity reads what IdentityColumns select, and what comes before it.
func ScanIdentity(row pgx.CollectableRow, before ...any) (i contact.Identity, err error) {
	var to *time.Time
	var userID *string
	err = row.Scan(append(before, &i.ContactID, &i.Kind, &i.Value, &i.Confirmed, &i.ValidFrom, &to, &userID)...)
	i.ValidTo, i.OwnerUserID = OrZero(to), OrEmpty(userID)
	return i, err
}

// ContactSQL reads a contact as the rules see it.
var ContactSQL = `
SELECT id, channel_id, source, created_by_event, wa_id, user_id, username, display_name, name_source, whatsapp_name,
       whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, referral, referral_at, opted_out_at,
       preference_at, attributes, version, username_at, coalesce(preference_seq, 0),
       coalesce(preference_personal, false), consent, ` + EachTextSQL("%s") + `
FROM contacts`

// EachTextSQL is a part of a statement once for each text that a contact shows, with
// commas between them. The columns have the names of the fields.
func EachTextSQL(part string) string {
	var parts []string
	for _, f := range contact.ShownTexts() {
		parts = append(parts, strings.ReplaceAll(part, "%s", f.Name))
	}
	return strings.Join(parts, ", ")
}

// ScanContact reads a row of ContactSQL.
func ScanContact(row pgx.CollectableRow) (c contact.Contact, err error) {
	var (
		waID, userID, username, profile        *string
		usernameAt, profileAt, firstAt, lastAt *time.Time
		referralAt, optedOut, prefs            *time.Time
		first                                  *uuid.UUID
	)
	into := []any{
		&c.ID, &c.ChannelID, &c.Source, &c.CreatedByEvent, &waID, &userID, &username, &c.DisplayName,
		&c.NameSource, &profile, &profileAt, &first, &firstAt, &lastAt, &c.Referral, &referralAt, &optedOut, &prefs,
		&c.Attributes, &c.Version, &usernameAt, &c.PreferenceSeq, &c.PreferencePersonal,
		&c.Consent,
	}
	for _, f := range contact.ShownTexts() {
		into = append(into, f.Text(&c.Texts))
	}
	err = row.Scan(into...)
	c.WaID, c.UserID, c.Username, c.ProfileName = OrEmpty(waID), OrEmpty(userID), OrEmpty(username), OrEmpty(profile)
	c.UsernameAt, c.ProfileNameAt = OrZero(usernameAt), OrZero(profileAt)
	c.FirstMessageAt, c.LastConversedAt = OrZero(firstAt), OrZero(lastAt)
	c.ReferralAt, c.OptedOutAt, c.PreferenceAt = OrZero(referralAt), OrZero(optedOut), OrZero(prefs)
	if first != nil {
		c.FirstMessageID = *first
	}
	return c, err
}

// CollectContacts adds all rows of ContactSQL to contacts by id.
func CollectContacts(rows pgx.Rows, into map[uuid.UUID]*contact.Contact) error {
	found, err := pgx.CollectRows(rows, ScanContact)
	for i := range found {
		into[found[i].ID] = &found[i]
	}
	return err
}

// ClaimsSQL reads the claims of a contact and of what was merged into it. A
// function in FROM becomes part of the statement, and its plan is kept; started
// for each statement, it took longer than the rest. As an array its result is
// looked up in the index, however many rows PostgreSQL expects of it.
const ClaimsSQL = `
SELECT field, source, value, event_id, at, coalesce(seq, 0) AS seq
FROM claims
WHERE contact_id = ANY(ARRAY(SELECT id FROM contact_family(@id) AS id))
ORDER BY field, `

// Sender is a connection, a transaction or a pool: what a batch is sent through.
type Sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// ReadDetails reads the claims and tags of a contact, those of what was merged
// into it included.
func ReadDetails(ctx context.Context, tx Sender, c *contact.Contact) error {
	b := &pgx.Batch{}
	args := Named{"id": c.ID}
	b.Queue(ClaimsSQL+`source, coalesce(seq, 0), at`, args).Query(func(rows pgx.Rows) (err error) {
		c.Claims, err = pgx.CollectRows(rows, pgx.RowToStructByName[contact.Claim])
		return err
	})
	b.Queue(`
SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.contact_id = @id ORDER BY t.name`,
		args).Query(func(rows pgx.Rows) (err error) {
		c.Tags, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read the claims of contact %s: %w", c.ID, err)
	}
	c.Show() // in the claims' own spelling, so that a change can be told
	return nil
}
