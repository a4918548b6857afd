package store

import (
	"github.com/google/uuid"
)

// emptyContactSQL makes a contact a tombstone.
const emptyContactSQL = `UPDATE contacts
SET wa_id = NULL, user_id = NULL, username = NULL, username_at = NULL, display_name = '', name_source = '', whatsapp_name = NULL,
    whatsapp_name_at = NULL, first_message_id = NULL, referral = NULL, referral_at = NULL, remarks = NULL,
    assignee = NULL, attributes = '{}', opted_out_at = NULL, preference_at = NULL, deleted_at = now(),
    version = version + 1`

// deleteContact removes a person: messages, identities, claims, tags, and every
// word of the ledger about them. A tombstone stays, with the decisions, so that
// what arrived can still be counted and nothing arrives a second time.
func (w *writer) deleteContact(id uuid.UUID, keys []string) {
	args := named{"id": id, "channel": w.ChannelID, "keys": keys}
	const family = `(SELECT contact_family(@id))`
	for _, sql := range []string{
		// Every event that names one of the person's keys, decided or of this
		// contact; what is still owed is decided later, about a stranger.
		`UPDATE events
SET raw = '{}', facts = '{}', key = NULL, user_id = NULL, external_id = NULL, detail = NULL, trail = NULL, workflow_id = NULL
WHERE decision IS NOT NULL
  AND (key, channel_id) IN (
      SELECT key, channel_id FROM identities WHERE contact_id IN ` + family + `
      UNION SELECT key, @channel FROM unnest(@keys::text[]) AS key)`,
		`DELETE FROM delivery_statuses d
USING channels c
WHERE c.id = @channel AND d.origin = c.phone_number_id
  AND d.key IN (SELECT key FROM identities WHERE contact_id IN ` + family + `)`,
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
