package book

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Question is what Explain is asked about. One of MessageID, Phone, UserID and
// ContactID is set; ChannelID narrows it and may be empty.
type Question struct {
	MessageID string
	Lead      bool // MessageID is the id of a lead of Facebook's
	Phone     string
	Written   string // the digits of Phone as they were written; empty: those of Phone
	UserID    string
	ContactID uuid.UUID
	ChannelID string
}

// Trail is everything that is known about what was asked.
type Trail struct {
	Events   []EventRow   // oldest first, at most trailLimit
	Contacts []ContactRow // those it led to, in the channel asked for
	Others   []ContactRow // contacts of the same person in other channels
	Statuses []StatusRow  // the last delivery status of what the business sent them
	// What became of the contact that was asked about, if it is no more.
	MergedInto uuid.UUID
	DeletedAt  *time.Time
	// Elsewhere are other channels on which something arrived about it, if nothing
	// has on the channel asked for. Statuses are then theirs.
	Elsewhere []string
}

// StatusRow is the last delivery status of what was sent to a recipient.
type StatusRow struct {
	Origin     string
	ChannelID  *string
	Recipient  string
	MessageID  string
	Status     string
	ErrorCode  *int
	ErrorTitle *string
	At         time.Time
	Received   int64
}

// trailLimit bounds how many events an explanation lists.
const trailLimit = 200

// Explain gathers the decision trail of a person, message or contact.
func (b *Book) Explain(ctx context.Context, q Question) (Trail, error) {
	ctx, cancel := b.db.WithListDeadline(ctx)
	defer cancel()
	t, err := b.trail(ctx, q)
	if err != nil || q.ChannelID == "" || len(t.Events)+len(t.Contacts)+len(t.Statuses) > 0 {
		return t, err
	}
	q.ChannelID = ""
	all, err := b.trail(ctx, q)
	if err != nil {
		return Trail{}, err
	}
	for _, e := range all.Events {
		if e.ChannelID != nil {
			t.Elsewhere = append(t.Elsewhere, *e.ChannelID)
		}
	}
	t.Elsewhere, t.Statuses = store.SortedUnique(t.Elsewhere), all.Statuses
	return t, nil
}

func (b *Book) trail(ctx context.Context, q Question) (Trail, error) {
	t, err := b.history(ctx, q)
	if err != nil {
		return Trail{}, err
	}
	if t.MergedInto != uuid.Nil {
		q.ContactID = t.MergedInto
	}
	condition, args := q.events(b.in)
	events, err := store.List(ctx, b.db, eventRowSQL+`
WHERE `+condition+`
  AND NOT `+store.ErasedEventSQL+`
ORDER BY e.id DESC
LIMIT @limit`, args, pgx.RowToStructByName[EventRow], "list events")
	if err != nil {
		return Trail{}, err
	}
	for i := len(events) - 1; i >= 0; i-- { // the newest ones, told from the beginning
		t.Events = append(t.Events, events[i])
	}
	keys, ids := q.people(t.Events)
	found, err := b.contactsOf(ctx, q, keys, ids)
	if err != nil {
		return Trail{}, err
	}
	for _, c := range found {
		if q.isAbout(c, ids) {
			t.Contacts = append(t.Contacts, c)
		} else {
			t.Others = append(t.Others, c)
		}
	}
	if t.Statuses, err = b.statusesOf(ctx, keys, q.ChannelID); err != nil {
		return Trail{}, err
	}
	return t, b.addMerges(ctx, q, &t)
}

// addMerges adds to the trail of a contact the events that made it part of another one,
// and that took it back: they are ordered by the other one's key. Of a message they are
// those of the contact that it was filed with, and of whom its number came from: it went
// with them.
func (b *Book) addMerges(ctx context.Context, q Question, t *Trail) error {
	about, of := []uuid.UUID{q.ContactID}, []uuid.UUID{}
	if q.MessageID != "" {
		for _, e := range t.Events {
			of = append(of, e.ID)
			if e.ContactID != nil {
				about = append(about, *e.ContactID)
			}
		}
	}
	if q.ContactID == uuid.Nil && len(of) == 0 {
		return nil
	}
	args := store.Named{"about": about, "of": of, "limit": trailLimit}
	merges, err := store.List(ctx, b.db, eventRowSQL+`
WHERE e.id = ANY(ARRAY(
    SELECT unnest(ARRAY[event_id, undone_event]) FROM merges
    WHERE loser = ANY(@about || ARRAY(
        SELECT unnest(i.merged_path) FROM events x
        JOIN identities i ON (i.key, i.channel_id) = (x.key, x.channel_id)
        WHERE x.id = ANY(@of)))))
  AND `+b.in.Where("e.channel_id", args)+` AND NOT `+store.ErasedEventSQL+`
ORDER BY e.id DESC
LIMIT @limit`, args, pgx.RowToStructByName[EventRow], "list merges")
	if err != nil {
		return err
	}
	for _, m := range merges {
		if !slices.ContainsFunc(t.Events, func(e EventRow) bool { return e.ID == m.ID }) {
			t.Events = append(t.Events, m)
		}
	}
	slices.SortFunc(t.Events, func(a, b EventRow) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return nil
}

// history begins the trail of a contact that was merged or deleted with that.
func (b *Book) history(ctx context.Context, q Question) (t Trail, err error) {
	if q.ContactID == uuid.Nil {
		return t, nil
	}
	type become struct {
		MergedInto uuid.UUID
		DeletedAt  *time.Time
	}
	args := store.Named{"id": q.ContactID}
	found, err := store.List(ctx, b.db, `
SELECT CASE WHEN l.id <> c.id THEN l.id ELSE '00000000-0000-0000-0000-000000000000' END AS merged_into, l.deleted_at
FROM contacts c JOIN contacts l ON l.id = live_contact(c.id)
WHERE c.id = @id AND `+b.in.Where("c.channel_id", args), args, pgx.RowToStructByName[become], "see what became of contact %s", q.ContactID)
	for _, f := range found {
		t.MergedInto, t.DeletedAt = f.MergedInto, f.DeletedAt
	}
	return t, err
}

// isAbout reports whether a contact is an answer, or another one of the same
// person. Whoever names a message or a contact asks about that one.
func (q Question) isAbout(c ContactRow, ids []uuid.UUID) bool {
	if q.ChannelID != "" && c.ChannelID != q.ChannelID {
		return false
	}
	return (q.MessageID == "" && q.ContactID == uuid.Nil) || slices.Contains(ids, c.ID) || len(ids) == 0
}

func (q Question) events(in store.Channels) (string, store.Named) {
	args := store.Named{
		"limit": trailLimit, "message": q.MessageID, "key": contact.FoldNumber(q.Phone), "user": q.UserID,
		"contact": q.ContactID, "channel": q.ChannelID,
	}
	// Whose numbers two are is known from a channel, and may not be known on another.
	known := in.Where("channel_id", args)
	var condition string
	switch {
	case q.MessageID != "":
		condition = "e.external_id = @message"
	case q.ContactID != uuid.Nil:
		condition = `((e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @contact)
   AND (e.contact_id = ANY(` + familySQL + `) OR e.contact_id IS NULL))`
	case q.UserID != "":
		condition = `(e.user_id = @user OR e.key = ANY(ARRAY(
        SELECT @user UNION
        SELECT i.key FROM identities i WHERE i.contact_id IN (SELECT contact_id FROM identities WHERE key = @user AND ` + known + `))))`
	default:
		condition = `(e.key = ANY(ARRAY(
        SELECT @key UNION
        SELECT i.key FROM identities i WHERE i.contact_id IN (SELECT contact_id FROM identities WHERE key = @key AND ` + known + `)))`
		if written := cmp.Or(q.Written, q.Phone); len(written) >= significantDigits {
			// What is quarantined because its number cannot be used has no key, and what was
			// replayed with another number has that one's.
			args["written"] = "%" + likeEscaper.Replace(written) + "%"
			condition += `
    OR e.id = ANY(ARRAY(
        SELECT x.id FROM quarantine q JOIN events x ON x.id = q.event_id
        WHERE x.key IS NULL AND ` + rawDigitsSQL + ` LIKE @written
        UNION ALL
        SELECT x.id FROM events x
        WHERE x.trail IS NOT NULL AND x.source = 'form' AND ` + rawDigitsSQL + ` LIKE @written))`
		}
		condition += ")"
	}
	if q.ChannelID != "" {
		// What could not be given to a channel may well belong to this one.
		condition += "\n  AND (e.channel_id = @channel OR e.channel_id IS NULL)"
	}
	return condition + "\n  AND " + in.Where("e.channel_id", args), args
}

// rawDigitsSQL is the raw item of the event x without what people write between the
// digits of a number, and with those of the commonest other scripts in ours.
const rawDigitsSQL = `translate(x.raw, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９+-() ./~[]', '0123456789012345678901234567890123456789')`

// familySQL is the contact @contact with all that were merged into it.
const familySQL = `ARRAY(SELECT id FROM contact_family(@contact) AS id)`

// significantDigits is how long a number must be to be sought in what was quarantined
// as it was written: fewer digits are found anywhere.
const significantDigits = 6

// people lists the folded keys and contact ids that the question and the events
// found for it lead to.
func (q Question) people(events []EventRow) (keys []string, ids []uuid.UUID) {
	if q.Phone != "" {
		keys = append(keys, contact.FoldNumber(q.Phone))
	}
	if q.UserID != "" {
		keys = append(keys, q.UserID)
	}
	if q.ContactID != uuid.Nil {
		ids = append(ids, q.ContactID)
	}
	for _, e := range events {
		if e.Key != nil {
			keys = append(keys, *e.Key)
		}
		if e.ContactID != nil {
			ids = append(ids, *e.ContactID)
		}
	}
	return store.SortedUnique(keys), ids
}

// contactsOf finds the contacts that keys and ids lead to, first who has the
// number or user id that is asked about now.
func (b *Book) contactsOf(ctx context.Context, q Question, keys []string, ids []uuid.UUID) ([]ContactRow, error) {
	args := store.Named{"keys": keys, "ids": ids, "asked": q.Phone + q.UserID, "key": contact.FoldNumber(q.Phone)}
	return store.List(ctx, b.db, contactRowSQL+`
WHERE `+shownSQL+`
  AND `+b.in.Where("c.channel_id", args)+`
  AND c.id = ANY(ARRAY(
      SELECT live_contact(id) FROM unnest(@ids::uuid[]) AS id
      UNION SELECT contact_id FROM identities WHERE key = ANY(@keys) AND channel_id IN (SELECT id FROM channels)))
ORDER BY (SELECT max(CASE WHEN i.value = @asked THEN 2 ELSE 1 END) FROM identities i
          WHERE i.contact_id = c.id AND i.channel_id = c.channel_id AND i.valid_to = 'infinity' AND i.key IN (@asked, @key)) DESC NULLS LAST,
         c.created_at, c.id
LIMIT 20`, args, pgx.RowToStructByName[ContactRow], "find contacts to explain")
}

func (b *Book) statusesOf(ctx context.Context, keys []string, channelID string) ([]StatusRow, error) {
	args := store.Named{"keys": keys}
	return store.List(ctx, b.db, `
SELECT d.origin, c.id AS channel_id, d.recipient, d.message_id, d.status, d.error_code, d.error_title, d.at, d.received
FROM delivery_statuses d
LEFT JOIN channels c ON c.phone_number_id = d.origin AND c.deleted_at IS NULL
WHERE d.key = ANY(@keys) AND `+b.in.Narrow(channelID).Where("c.id", args)+`
ORDER BY d.at DESC
LIMIT 20`, args, pgx.RowToStructByName[StatusRow], "find delivery statuses")
}
