package ledger

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

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
var emptyValues = map[string]string{"display_name": "''", "name_source": "''", "attributes": "'{}'"}

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
		`DELETE FROM merges WHERE winner = ` + family + ` OR loser = ` + family,
		`DELETE FROM claims WHERE contact_id = ` + family,
		`DELETE FROM contact_tags WHERE contact_id = ` + family,
		`DELETE FROM identities WHERE contact_id = ` + family,
		emptyContactSQL + ` WHERE id = ` + family,
	} {
		w.Queue(sql, args)
	}
	w.emptyOnceDecided(event)
}

// emptyOnceDecided takes the words out of the event that is decided here.
func (w *writer) emptyOnceDecided(event uuid.UUID) {
	w.after = append(w.after, func() { w.Queue(store.EmptyEventSQL+` WHERE id = @event`, store.Named{"event": event}) })
}
