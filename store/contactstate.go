package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// contactStateColumns reads a contact as the rules see it.
var contactStateColumns = `
SELECT id, channel_id, source, created_by_event, wa_id, user_id, username, display_name, name_source, whatsapp_name,
       whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, referral, referral_at, opted_out_at,
       preference_at, attributes, version, username_at, coalesce(preference_seq, 0),
       coalesce(preference_personal, false), ` + eachText("%s") + `
FROM contacts`

// eachText is a part of a statement once for each text that a contact shows, with
// commas between them. The columns have the names of the fields.
func eachText(part string) string {
	var parts []string
	for _, f := range contact.ShownTexts() {
		parts = append(parts, strings.ReplaceAll(part, "%s", f.Name))
	}
	return strings.Join(parts, ", ")
}

func scanContactState(row pgx.CollectableRow) (c contact.Contact, err error) {
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
	}
	for _, f := range contact.ShownTexts() {
		into = append(into, f.Text(&c.Texts))
	}
	err = row.Scan(into...)
	c.WaID, c.UserID, c.Username, c.ProfileName = orEmpty(waID), orEmpty(userID), orEmpty(username), orEmpty(profile)
	c.UsernameAt, c.ProfileNameAt = orZero(usernameAt), orZero(profileAt)
	c.FirstMessageAt, c.LastConversedAt = orZero(firstAt), orZero(lastAt)
	c.ReferralAt, c.OptedOutAt, c.PreferenceAt = orZero(referralAt), orZero(optedOut), orZero(prefs)
	if first != nil {
		c.FirstMessageID = *first
	}
	return c, err
}

// contactStateSQL reads and locks the contacts that a set of keys leads to.
var contactStateSQL = contactStateColumns + `
WHERE id IN (SELECT contact_id FROM identities WHERE channel_id = @channel AND key = ANY(@keys))
ORDER BY id
FOR NO KEY UPDATE`

// contactByIDSQL reads and locks contacts, unless they are tombstones or part
// of another contact.
var contactByIDSQL = contactStateColumns + `
WHERE id = ANY(@ids) AND channel_id = @channel AND NOT hidden
ORDER BY id
FOR NO KEY UPDATE`

// claimsSQL reads the claims of a contact and of what was merged into it. A
// function in FROM becomes part of the statement, and its plan is kept; started
// for each statement, it took longer than the rest. As an array its result is
// looked up in the index, however many rows PostgreSQL expects of it.
const claimsSQL = `
SELECT field, source, value, event_id, at, coalesce(seq, 0)
FROM claims
WHERE contact_id = ANY(ARRAY(SELECT id FROM contact_family(@id) AS id))
ORDER BY field, `

// loadDetails reads the claims and tags of a contact, those of what was merged
// into it included.
func loadDetails(ctx context.Context, tx session, c *contact.Contact) error {
	b := &pgx.Batch{}
	args := named{"id": c.ID}
	b.Queue(claimsSQL+`source, coalesce(seq, 0), at`, args).Query(func(rows pgx.Rows) (err error) {
		c.Claims, err = pgx.CollectRows(rows, pgx.RowToStructByPos[contact.Claim])
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

// insertContact answers with the version of the row.
func (w *writer) insertContact(c contact.Contact) *pgx.QueuedQuery {
	return w.Queue(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, username, display_name, name_source,
                      whatsapp_name, whatsapp_name_at, username_at, version)
VALUES (@id, @channel, @event, @source, @wa_id, @user_id, @username, @display_name, @name_source,
        @whatsapp_name, @whatsapp_name_at, @username_at, @version)
RETURNING xmin`, contactArgs(c))
}

var updateContactSQL = `
UPDATE contacts
SET wa_id = @wa_id, user_id = @user_id, username = @username, display_name = @display_name,
    name_source = @name_source, whatsapp_name = @whatsapp_name, whatsapp_name_at = @whatsapp_name_at,
    username_at = @username_at,
    first_message_id = @first_message_id, first_message_at = @first_message_at,
    last_conversed_at = @last_conversed_at, referral = @referral, referral_at = @referral_at,
    opted_out_at = @opted_out_at, preference_at = @preference_at,
    preference_seq = @preference_seq, preference_personal = @preference_personal,
    attributes = @attributes, version = @version, ` + eachText("%s = @%s") + `
WHERE id = @id`

func (w *writer) updateContact(c contact.Contact) { w.Queue(updateContactSQL, contactArgs(c)) }

func contactArgs(c contact.Contact) named {
	var first *uuid.UUID
	if c.FirstMessageID != uuid.Nil {
		first = &c.FirstMessageID
	}
	args := named{
		"id": c.ID, "channel": c.ChannelID, "event": c.CreatedByEvent, "source": string(c.Source),
		"wa_id": nullable(c.WaID), "user_id": nullable(c.UserID), "username": nullable(c.Username),
		"display_name": c.DisplayName, "name_source": string(c.NameSource),
		"username_at":   nullableTime(c.UsernameAt),
		"whatsapp_name": nullable(c.ProfileName), "whatsapp_name_at": nullableTime(c.ProfileNameAt),
		"first_message_id": first, "first_message_at": nullableTime(c.FirstMessageAt),
		"last_conversed_at": nullableTime(c.LastConversedAt),
		"referral":          referralJSON(c.Referral), "referral_at": nullableTime(c.ReferralAt),
		"opted_out_at": nullableTime(c.OptedOutAt), "preference_at": nullableTime(c.PreferenceAt),
		"preference_seq": nullableSeq(c.PreferenceSeq), "preference_personal": c.PreferencePersonal,
		"attributes": attributesJSON(c.Attributes), "version": c.Version,
	}
	for _, f := range contact.ShownTexts() {
		args[f.Name] = *f.Text(&c.Texts)
	}
	return args
}

func attributesJSON(attributes map[string]json.RawMessage) string {
	if len(attributes) == 0 {
		return "{}"
	}
	b, err := json.Marshal(attributes)
	if err != nil {
		return "{}" // values are checked when they come in
	}
	return string(b)
}

func referralJSON(r *contact.Referral) *string {
	if r == nil {
		return nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a struct of strings always encodes
	}
	s := string(b)
	return &s
}
