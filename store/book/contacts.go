package book

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

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
}

var contactRowSQL = `
SELECT c.id, c.channel_id, c.wa_id, c.user_id, c.username, c.display_name, c.name_source, c.whatsapp_name, c.source,
       c.first_message_id, m.external_id AS first_message_wa_id, m.type AS first_message_type, m.text AS first_message_text,
       c.first_message_at, c.referral,
       coalesce((SELECT array_agg(t.name ORDER BY t.name)
                 FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id
                 WHERE ct.contact_id = c.id), '{}') AS tags,
       c.attributes, c.opted_out_at, c.consent, c.created_at, c.last_conversed_at, c.version,
       ` + store.EachTextSQL("c.%s") + `, c.deleted_at
FROM contacts c
LEFT JOIN messages m ON m.event_id = c.first_message_id`

// ContactFilter narrows a list. Empty fields do not.
type ContactFilter struct {
	ChannelID     string
	Query         string // words of a name, or part of a number or user id
	Tag           string
	Source        string
	AdID          string
	CreatedAfter  time.Time
	CreatedBefore time.Time

	tagID int64 // of Tag; 0: there is no such tag
}

func (f ContactFilter) where(in store.Channels, after *store.Position) (string, store.Named) {
	args := store.Named{}
	conditions := []string{"NOT c.hidden", in.Narrow(f.ChannelID).Where("c.channel_id", args)}
	add := func(condition, name string, value any) {
		conditions = append(conditions, condition)
		args[name] = value
	}
	if condition := f.searched(args); condition != "" {
		conditions = append(conditions, condition)
	}
	if f.Tag != "" {
		add(`EXISTS (SELECT FROM contact_tags ct WHERE ct.contact_id = c.id AND ct.tag_id = @tag)`, "tag", f.tagID)
	}
	if f.Source != "" {
		add("c.source = @source", "source", f.Source)
	}
	if f.AdID != "" {
		add("c.ad_id = @ad", "ad", f.AdID)
	}
	if !f.CreatedAfter.IsZero() {
		add("c.created_at > @created_after", "created_after", f.CreatedAfter)
	}
	if !f.CreatedBefore.IsZero() {
		add("c.created_at < @created_before", "created_before", f.CreatedBefore)
	}
	if after != nil {
		add("(c.created_at, c.id) < (@at, @id)", "at", after.At)
		args["id"] = after.ID
	}
	return strings.Join(conditions, "\n  AND "), args
}

// searchedSQL is what a search looks into. A contact that is not folded yet is found
// as it is written, but for case.
const searchedSQL = `coalesce(c.folded, c.search)`

// searched is the condition of what somebody searches for, empty if they search for
// nothing.
func (f ContactFilter) searched(args store.Named) string {
	q := contact.ReadQuery(f.Query)
	has := func(name, part string) string {
		args[name] = "%" + likeEscaper.Replace(part) + "%"
		return searchedSQL + " LIKE @" + name
	}
	var words, any []string
	for i, word := range q.Words {
		words = append(words, has(fmt.Sprint("word", i), word))
	}
	if len(words) > 0 {
		any = append(any, strings.Join(words, " AND "))
	}
	for i, number := range q.Numbers {
		any = append(any, has(fmt.Sprint("number", i), number))
	}
	if len(any) == 0 {
		return ""
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Contacts lists contacts, newest first, at most limit of them, beginning after
// a position (nil: at the start).
func (b *Book) Contacts(ctx context.Context, f ContactFilter, after *store.Position, limit int) ([]ContactRow, error) {
	if err := b.findTag(ctx, &f); err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	where, args := f.where(b.in, after)
	args["limit"] = limit
	return store.List(ctx, b.db, contactRowSQL+`
WHERE `+where+`
ORDER BY c.created_at DESC, c.id DESC
LIMIT @limit`, args, pgx.RowToStructByName[ContactRow], "list contacts")
}

// findTag looks up the id of a filter's tag. PostgreSQL knows how many contacts
// a tag has by its id only: by its name it would follow the whole list for a
// rare one.
func (b *Book) findTag(ctx context.Context, f *ContactFilter) error {
	if f.Tag == "" {
		return nil
	}
	found, err := store.List(ctx, b.db, `SELECT id FROM tags WHERE lower(name) = lower(@tag)`, store.Named{"tag": norm.NFC.String(f.Tag)},
		pgx.RowTo[int64], "find a tag")
	for _, id := range found {
		f.tagID = id
	}
	return err
}

// ErrDeleted says that the contact was deleted and only its tombstone is left.
var ErrDeleted = errors.New("deleted")

// Contact returns one contact, for a merged one the contact it became part of.
// The error is ErrNotFound or ErrDeleted if there is none to show.
func (b *Book) Contact(ctx context.Context, id uuid.UUID) (ContactRow, error) {
	args := store.Named{"id": id}
	rows, err := b.db.Other.Query(ctx, contactRowSQL+`
WHERE c.id = live_contact(@id) AND `+b.in.Where("c.channel_id", args), args)
	c, err := store.CollectOne(rows, err, pgx.RowToStructByName[ContactRow], "get contact %s", id)
	if err != nil {
		return ContactRow{}, err
	}
	if c.DeletedAt != nil {
		return ContactRow{}, fmt.Errorf("get contact %s: %w", id, ErrDeleted)
	}
	return c, nil
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
	args := store.Named{}
	return store.List(ctx, b.db, `
SELECT m.ad_id, m.channel_id, max(nullif(m.referral ->> 'source_type', '')) AS source_type,
       (array_agg(nullif(m.referral ->> 'headline', '') ORDER BY m.sent_at DESC))[1] AS headline,
       count(*) AS messages, count(*) FILTER (WHERE c.first_message_id = m.event_id) AS contacts,
       min(m.sent_at) AS first_message, max(m.sent_at) AS last_message
FROM messages m
JOIN contacts c ON c.id = m.contact_id
WHERE m.ad_id IS NOT NULL AND c.deleted_at IS NULL AND `+b.in.Narrow(channelID).Where("m.channel_id", args)+`
GROUP BY m.ad_id, m.channel_id
ORDER BY count(*) DESC, m.ad_id, m.channel_id`, args, pgx.RowToStructByName[AdRow], "count ads")
}

// exportPage is how many contacts are read at once for an export.
const exportPage = 1000

// EachContact calls f for every contact of a filter, newest first, reading a
// page at a time: memory does not grow with the list, and no transaction stays
// open while a slow reader takes its time.
func (b *Book) EachContact(ctx context.Context, f ContactFilter, each func(ContactRow) error) error {
	var after *store.Position
	for {
		page, err := b.Contacts(ctx, f, after, exportPage)
		if err != nil {
			return err
		}
		for _, c := range page {
			if err := each(c); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		last := page[len(page)-1]
		after = &store.Position{At: last.CreatedAt, ID: last.ID}
	}
}
