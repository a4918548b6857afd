package book

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ContactRow is a contact as readers see it.
type ContactRow struct {
	ID               uuid.UUID
	ChannelID        string
	WaID             *string
	UserID           *string
	Username         *string
	DisplayName      string
	NameSource       string
	WhatsAppName     *string
	Source           string
	FirstMessageID   *uuid.UUID
	FirstMessageWaID *string // WhatsApp's own id of the first message
	FirstMessageType *string
	FirstMessageText *string
	FirstMessageAt   *time.Time
	Referral         *contact.Referral
	Tags             []string
	Attributes       map[string]json.RawMessage // strings and numbers, as they are stored
	OptedOutAt       *time.Time
	Consent          *contact.Consent
	CreatedAt        time.Time
	LastConversedAt  *time.Time
	Version          int64
	contact.Texts
	DeletedAt *time.Time
	SortName  string // what a list by name goes by
}

var contactRowSQL = `
SELECT c.id, c.channel_id, c.wa_id, c.user_id, c.username, c.display_name, c.name_source, c.whatsapp_name, c.source,
       c.first_message_id, m.external_id AS first_message_wa_id, m.type AS first_message_type, m.text AS first_message_text,
       c.first_message_at, c.referral,
       coalesce((SELECT array_agg(t.name ORDER BY t.name)
                 FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id
                 WHERE ct.contact_id = c.id), '{}') AS tags,
       c.attributes, c.opted_out_at, c.consent, c.created_at, c.last_conversed_at, c.version,
       ` + store.EachTextSQL("c.%s") + `, c.deleted_at, ` + sortNameSQL + ` AS sort_name
FROM contacts c` + firstMessageSQL

// firstMessageSQL joins the message that is shown with the contact c.
const firstMessageSQL = `
LEFT JOIN messages m ON m.event_id = c.first_message_id`

// ErrDeleted says that the contact was deleted and only its tombstone is left.
var ErrDeleted = errors.New("deleted")

// Contact returns one contact, for a merged one the contact it became part of.
// The error is ErrNotFound or ErrDeleted if there is none to show: one that is half is
// not there yet.
func (b *Book) Contact(ctx context.Context, id uuid.UUID) (ContactRow, error) {
	c, err := one[ContactRow](ctx, b, contactRowSQL, id)
	if err == nil && c.DeletedAt != nil {
		return ContactRow{}, fmt.Errorf("get contact %s: %w", id, ErrDeleted)
	}
	return c, err
}

// Live is which contact an id names, without what there is to read of it.
type Live struct {
	ID        uuid.UUID
	CreatedAt time.Time
	DeletedAt *time.Time
}

// Live is Contact for who needs no more than to know that it is there.
func (b *Book) Live(ctx context.Context, id uuid.UUID) (Live, error) {
	c, err := one[Live](ctx, b, `SELECT c.id, c.created_at, c.deleted_at FROM contacts c`, id)
	if err == nil && c.DeletedAt != nil {
		return Live{}, fmt.Errorf("get contact %s: %w", id, ErrDeleted)
	}
	return c, err
}

// one reads a contact, for a merged one the contact that it became part of. Most are not
// merged, and to ask takes longer than to read.
func one[T any](ctx context.Context, b *Book, selected string, id uuid.UUID) (c T, err error) {
	args := store.Named{"id": id}
	seen := `NOT c.half AND ` + b.in.Where("c.channel_id", args)
	for _, named := range []string{`c.id = @id AND c.merged_into IS NULL`, `c.id = live_contact(@id)`} {
		rows, asked := b.db.Other.Query(ctx, selected+`
WHERE `+named+` AND `+seen, args)
		c, err = store.CollectOne(rows, asked, pgx.RowToStructByName[T], "get contact %s", id)
		if !errors.Is(err, store.ErrNotFound) {
			break
		}
	}
	return c, err
}

// MessageRow is a message as readers see it.
type MessageRow struct {
	EventID    uuid.UUID
	ExternalID string
	Type       string
	Text       *string
	Referral   *contact.Referral
	SentAt     time.Time
}

// Messages lists a contact's messages, newest last: the newest page first, and
// before a position the page before it.
func (b *Book) Messages(ctx context.Context, contactID uuid.UUID, before *store.Position, limit int) ([]MessageRow, error) {
	args := store.Named{"contact": contactID, "limit": limit}
	older := ""
	if before != nil {
		older = "AND (sent_at, event_id) < (@at, @id)"
		args["at"], args["id"] = before.At, before.ID
	}
	return store.List(ctx, b.db, `
SELECT event_id, external_id, type, text, referral, sent_at
FROM (SELECT * FROM messages
      WHERE contact_id = @contact AND `+b.in.Where("channel_id", args)+` `+older+`
      ORDER BY sent_at DESC, event_id DESC
      LIMIT @limit) AS page
ORDER BY sent_at, event_id`, args, pgx.RowToStructByName[MessageRow], "list messages of %s", contactID)
}

// AdRow is what one ad or post brought in on one channel.
type AdRow struct {
	AdID         string
	ChannelID    string
	SourceType   *string
	Headline     *string
	Messages     int64
	Contacts     int64 // whose first message came from it
	FirstMessage time.Time
	LastMessage  time.Time
}

// Ads counts messages and new contacts per ad, busiest first.
func (b *Book) Ads(ctx context.Context, channelID string) ([]AdRow, error) {
	return b.ads(ctx, channelID, nil)
}

// ads counts per ad, of one ad if it is named.
func (b *Book) ads(ctx context.Context, channelID string, adID *string) ([]AdRow, error) {
	args, one := store.Named{}, ""
	if adID != nil {
		args["ad"], one = *adID, " AND m.ad_id = @ad"
	}
	return store.List(ctx, b.db, `
SELECT m.ad_id, m.channel_id, max(nullif(m.referral ->> 'source_type', '')) AS source_type,
       (array_agg(nullif(m.referral ->> 'headline', '') ORDER BY m.sent_at DESC))[1] AS headline,
       count(*) AS messages, count(*) FILTER (WHERE c.first_message_id = m.event_id) AS contacts,
       min(m.sent_at) AS first_message, max(m.sent_at) AS last_message
FROM messages m
JOIN contacts c ON c.id = m.contact_id
WHERE m.ad_id IS NOT NULL AND c.deleted_at IS NULL AND `+b.in.Narrow(channelID).Where("m.channel_id", args)+one+`
GROUP BY m.ad_id, m.channel_id
ORDER BY count(*) DESC, m.ad_id, m.channel_id`, args, pgx.RowToStructByName[AdRow], "count ads")
}
