package ledger

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// contactStateSQL reads and locks the contacts that a set of keys leads to.
var contactStateSQL = store.ContactSQL + `
WHERE id IN (SELECT contact_id FROM identities WHERE channel_id = @channel AND key = ANY(@keys))
ORDER BY id
FOR NO KEY UPDATE`

// contactByIDSQL reads and locks contacts, unless they are tombstones or part
// of another contact.
var contactByIDSQL = store.ContactSQL + `
WHERE id = ANY(@ids) AND channel_id = @channel AND NOT hidden
ORDER BY id
FOR NO KEY UPDATE`

// insertContact answers with the version of the row. The hour of the event's message
// is written before the message is filed: the update that files it then changes no
// column that has an index, and PostgreSQL writes no entry into any.
//
// The contact is half until its event is decided, or another one is about it: nobody is
// shown it. updateContact makes it whole.
func (w *writer) insertContact(c contact.Contact, ev contact.Event) *pgx.QueuedQuery {
	args := contactArgs(c)
	args["conversed_hour"] = store.NullTime(ev.ConversedHour())
	return w.Queue(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, username, display_name, name_source,
                      whatsapp_name, whatsapp_name_at, username_at, opted_out_at, preference_at, version, folded, conversed_hour, half)
VALUES (@id, @channel, @event, @source, @wa_id, @user_id, @username, @display_name, @name_source,
        @whatsapp_name, @whatsapp_name_at, @username_at, @opted_out_at, @preference_at, @version, @folded, coalesce(@conversed_hour::timestamptz, '-infinity'), true)
RETURNING xmin`, args)
}

// removeHalf takes a contact away whose event is set aside before anything was filed with
// it. Replaying the event creates it anew.
func (w *writer) removeHalf(event uuid.UUID) {
	const half = `(SELECT id FROM contacts WHERE created_by_event = @event AND half)`
	for _, sql := range []string{
		`DELETE FROM claims WHERE contact_id = ` + half,
		`DELETE FROM identities WHERE contact_id = ` + half,
		`UPDATE erased_opt_outs SET taken_by = NULL WHERE taken_by = ` + half,
		`DELETE FROM contacts WHERE created_by_event = @event AND half`,
	} {
		w.Queue(sql, store.Named{"event": event})
	}
}

// neverConversed takes the hour back that a contact was created with, since the event
// that created it is not filed.
func (w *writer) neverConversed(event uuid.UUID) {
	w.Queue(`
UPDATE contacts SET conversed_hour = '-infinity'
WHERE created_by_event = @event AND last_conversed_at IS NULL AND conversed_hour > '-infinity'`, store.Named{"event": event})
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
    consent = @consent, attributes = @attributes, version = @version, folded = @folded,
    half = false, ` + store.EachTextSQL("%s = @%s") + `
WHERE id = @id`

func (w *writer) updateContact(c contact.Contact) { w.Queue(updateContactSQL, contactArgs(c)) }

func contactArgs(c contact.Contact) store.Named {
	var first *uuid.UUID
	if c.FirstMessageID != uuid.Nil {
		first = &c.FirstMessageID
	}
	args := store.Named{
		"id": c.ID, "channel": c.ChannelID, "event": c.CreatedByEvent, "source": string(c.Source),
		"wa_id": store.Null(c.WaID), "user_id": store.Null(c.UserID), "username": store.Null(c.Username),
		"display_name": c.DisplayName, "name_source": string(c.NameSource),
		"username_at":   store.NullTime(c.UsernameAt),
		"whatsapp_name": store.Null(c.ProfileName), "whatsapp_name_at": store.NullTime(c.ProfileNameAt),
		"first_message_id": first, "first_message_at": store.NullTime(c.FirstMessageAt),
		"last_conversed_at": store.NullTime(c.LastConversedAt),
		"referral":          referralJSON(c.Referral), "referral_at": store.NullTime(c.ReferralAt),
		"opted_out_at": store.NullTime(c.OptedOutAt), "preference_at": store.NullTime(c.PreferenceAt),
		"preference_seq": store.NullSeq(c.PreferenceSeq), "preference_personal": c.PreferencePersonal,
		"consent":    consentJSON(c.Consent),
		"attributes": attributesJSON(c.Attributes), "version": c.Version,
		"folded": c.Folded(),
	}
	for _, f := range contact.ShownTexts() {
		args[f.Name] = *f.Text(&c.Texts)
	}
	return args
}

func consentJSON(s *contact.Consent) *string {
	if s == nil {
		return nil
	}
	return jsonText(s)
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

// emptyContactSQL makes a contact a tombstone: it empties every column of a field,
// but for those that have a reason to outlive it.
var emptyContactSQL = func() string {
	set := []string{"deleted_at = now()", "version = version + 1"}
	for _, f := range contact.AllFields() {
		if f.Outlives != "" {
			continue
		}
		for _, column := range f.Columns {
			set = append(set, column+" = "+cmp.Or(emptyValues[column], "NULL"))
		}
	}
	return "UPDATE contacts\nSET " + strings.Join(set, ", ")
}()

// emptyValues are those of columns that cannot be NULL.
var emptyValues = map[string]string{"display_name": "''", "name_source": "''", "attributes": "'{}'", "folded": "''"}

// deleteContact removes a person. From its commit on nothing of them is shown: the
// contact is a tombstone, and the row in erasures hides what there may be very much
// of – messages, events, rows of imports –, until it is removed in batches. What is
// little goes at once.
func (w *writer) deleteContact(id, event uuid.UUID, keys []string) {
	args := store.Named{"id": id, "channel": w.ChannelID, "keys": keys, "event": event}
	const family = `ANY(ARRAY(SELECT id FROM contact_family(@id) AS id))`
	for _, sql := range []string{
		// The keys are locked: what is decided under them by now has an earlier time.
		`INSERT INTO erasures (contact_id, channel_id, event_id, contacts, erased_at)
VALUES (@id, @channel, @event, ARRAY(SELECT id FROM contact_family(@id) AS id), clock_timestamp())`,
		`INSERT INTO erasure_keys (contact_id, channel_id, key, erased_at, until, others_from, others_to, sole)
SELECT p.contact_id, k.channel_id, k.key, p.erased_at,
       max(i.valid_to) FILTER (WHERE i.contact_id = ANY(p.contacts)),
       coalesce(array_agg(i.valid_from) FILTER (WHERE i.contact_id <> ALL(p.contacts)), '{}'),
       coalesce(array_agg(i.valid_to) FILTER (WHERE i.contact_id <> ALL(p.contacts)), '{}'),
       NOT EXISTS (SELECT FROM identities x WHERE x.key = k.key AND x.contact_id <> ALL(p.contacts))
FROM erasures p
CROSS JOIN LATERAL (SELECT key, channel_id FROM identities WHERE contact_id = ANY(p.contacts)
                    UNION SELECT key, p.channel_id FROM unnest(@keys::text[]) AS key) AS k
LEFT JOIN identities i ON i.key = k.key AND i.channel_id = k.channel_id
WHERE p.contact_id = @id
GROUP BY p.contact_id, k.channel_id, k.key`,
		// What people ordered about two contacts names both, and may be filed with the
		// other one.
		`UPDATE events SET raw = '{}', facts = '{}'
WHERE decision IS NOT NULL AND id = ANY(ARRAY(
    SELECT unnest(ARRAY[event_id, undone_event]) FROM merges WHERE winner = ` + family + ` OR loser = ` + family + `
    UNION SELECT resolved_event FROM conflicts WHERE contact_a = ` + family + ` OR contact_b = ` + family + `))`,
		// The origin is no help: a channel has very many recipients.
		`DELETE FROM delivery_statuses
WHERE key = ANY(ARRAY(SELECT key FROM erasure_keys
                      WHERE contact_id = @id AND channel_id = @channel AND until IS NOT NULL AND 'infinity' <> ALL(others_to)))
  AND origin || '' = (SELECT phone_number_id FROM channels WHERE id = @channel)`,
		`DELETE FROM conflicts WHERE contact_a = ` + family + ` OR contact_b = ` + family,
		`DELETE FROM duplicates WHERE contact_a = ` + family + ` OR contact_b = ` + family,
		`DELETE FROM merges WHERE winner = ` + family + ` OR loser = ` + family,
		`DELETE FROM claims WHERE contact_id = ` + family,
		`DELETE FROM contact_tags WHERE contact_id = ` + family,
		// What a job found goes, and what was asked for where it was for this person alone.
		`UPDATE job_items SET before = NULL WHERE contact_id = ` + family,
		`UPDATE jobs SET args = '{}', filter = NULL WHERE total = 1 AND id IN (SELECT job_id FROM job_items WHERE contact_id = ` + family + `)`,
		`DELETE FROM identities WHERE contact_id = ` + family,
		emptyContactSQL + ` WHERE id = ` + family,
		// Last: a sample that was being kept held the contact.
		`DELETE FROM import_samples WHERE contact_id = ` + family,
	} {
		w.Queue(sql, args)
	}
	w.emptyOnceDecided(event)
}

// emptyOnceDecided takes the words out of the event that is decided here.
func (w *writer) emptyOnceDecided(event uuid.UUID) {
	w.after = append(w.after, func() { w.Queue(store.EmptyEventSQL+` WHERE id = @event`, store.Named{"event": event}) })
}
