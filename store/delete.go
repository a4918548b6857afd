package store

import (
	"github.com/google/uuid"
)

// emptyContactSQL makes a contact a tombstone.
const emptyContactSQL = `UPDATE contacts
SET wa_id = NULL, user_id = NULL, username = NULL, username_at = NULL, display_name = '', name_source = '', whatsapp_name = NULL,
    whatsapp_name_at = NULL, first_message_id = NULL, referral = NULL, referral_at = NULL, remarks = NULL,
    assignee = NULL, attributes = '{}', opted_out_at = NULL, preference_at = NULL, preference_seq = NULL,
    preference_personal = NULL, deleted_at = now(),
    version = version + 1`

// deleteContact removes a person: messages, identities, claims, tags, and every
// word of the ledger about them. A tombstone stays, with the decisions, so that
// what arrived can still be counted and nothing arrives a second time.
func (w *writer) deleteContact(id uuid.UUID, keys []string) {
	args := named{"id": id, "channel": w.ChannelID, "keys": keys}
	const family = `(SELECT contact_family(@id))`
	for _, sql := range []string{
		// Every event that names one of the person's keys and is filed with nobody
		// else; what is still owed is decided later, about a stranger. Of those that
		// are filed with nobody it leaves what came after the person had given the
		// key up, and what came while it was somebody else's.
		`UPDATE events e
SET raw = '{}', facts = '{}', key = NULL, user_id = NULL, external_id = NULL, detail = NULL, trail = NULL, workflow_id = NULL
WHERE e.decision IS NOT NULL
  AND (e.key, e.channel_id) IN (
      SELECT key, channel_id FROM identities WHERE contact_id IN ` + family + `
      UNION SELECT key, @channel FROM unnest(@keys::text[]) AS key)
  AND (e.contact_id IN ` + family + ` OR e.contact_id IS NULL AND NOT EXISTS (
      SELECT FROM identities i
      WHERE i.key = e.key AND i.channel_id = e.channel_id
      HAVING bool_and(i.valid_to <= coalesce(e.occurred_at, e.received_at)) FILTER (WHERE i.contact_id IN ` + family + `)
          OR bool_or(i.valid_from <= coalesce(e.occurred_at, e.received_at) AND i.valid_to > coalesce(e.occurred_at, e.received_at))
             FILTER (WHERE i.contact_id NOT IN ` + family + `)))`,
		`DELETE FROM delivery_statuses d
USING channels c
WHERE c.id = @channel AND d.origin = c.phone_number_id
  AND d.key IN (SELECT key FROM identities WHERE contact_id IN ` + family + `)
  AND NOT EXISTS (
      SELECT FROM identities i
      WHERE i.key = d.key AND i.channel_id = @channel AND i.valid_to = 'infinity' AND i.contact_id NOT IN ` + family + `)`,
		`DELETE FROM conflicts WHERE contact_a IN ` + family + ` OR contact_b IN ` + family,
		`DELETE FROM merges WHERE winner IN ` + family + ` OR loser IN ` + family,
		`DELETE FROM messages WHERE contact_id IN ` + family,
		`DELETE FROM claims WHERE contact_id IN ` + family,
		`DELETE FROM contact_tags WHERE contact_id IN ` + family,
		`DELETE FROM identities WHERE contact_id IN ` + family,
		// A file keeps its rows; the person's words go.
		`UPDATE import_rows SET cells = '{}', facts = NULL, key = NULL, before = NULL
WHERE contact_id IN ` + family + `
   OR (import_id, merged_into) IN (SELECT import_id, n FROM import_rows WHERE contact_id IN ` + family + `)`,
		emptyContactSQL + ` WHERE id IN ` + family,
	} {
		w.Queue(sql, args)
	}
	w.after = append(w.after, func() {
		w.Queue(`
UPDATE events
SET raw = '{}', facts = '{}', key = NULL, user_id = NULL, external_id = NULL, detail = NULL, trail = NULL, workflow_id = NULL
WHERE contact_id = @id`, args)
	})
}
