package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// restore takes the latest merge of loser into c back, if it is one. Identities
// and messages return to where they came from, and so does what was written to
// the loser's identities since.
func (w *writer) restore(ctx context.Context, tx session, c *contact.Contact, loser uuid.UUID) (done bool, err error) {
	var kept []byte
	err = tx.QueryRow(ctx, `
UPDATE merges SET undone_at = now()
WHERE winner = @winner AND loser = @loser AND undone_at IS NULL
RETURNING before`, pgx.NamedArgs{"winner": c.ID, "loser": loser}).Scan(&kept)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find the merge: %w", err)
	}
	var before contact.Preference
	if err := json.Unmarshal(kept, &before); err != nil {
		return false, fmt.Errorf("read what the merge changed: %w", err)
	}
	c.RestorePreference(before)
	args := pgx.NamedArgs{
		"winner": c.ID, "loser": loser,
		"opted_out_at": nullableTime(c.OptedOutAt), "preference_at": nullableTime(c.PreferenceAt),
	}
	const returns = `merged_path[array_upper(merged_path, 1)] = @loser`
	for _, sql := range []string{
		`UPDATE contacts SET merged_into = NULL WHERE id = @loser`,
		`UPDATE identities SET contact_id = @loser, merged_path = trim_array(merged_path, 1)
WHERE contact_id = @winner AND ` + returns,
		`UPDATE messages m SET contact_id = @loser, merged_path = '{}'
FROM events e
WHERE m.event_id = e.id AND m.contact_id = @winner AND m.merged_path = '{}'
  AND (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @loser)`,
		`UPDATE messages SET contact_id = @loser, merged_path = trim_array(merged_path, 1)
WHERE contact_id = @winner AND ` + returns,
		`DELETE FROM contact_tags WHERE contact_id = @winner AND merged_from = @loser`,
		`UPDATE contacts SET opted_out_at = @opted_out_at, preference_at = @preference_at WHERE id = @winner`,
	} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return false, fmt.Errorf("take the merge back: %w", err)
		}
	}
	for _, id := range []uuid.UUID{c.ID, loser} {
		if err := rework(ctx, tx, id); err != nil {
			return false, err
		}
	}
	return true, nil
}

// rework sets anew what follows from a contact's identities, messages and
// claims.
func rework(ctx context.Context, tx session, id uuid.UUID) error {
	args := pgx.NamedArgs{"id": id}
	_, err := tx.Exec(ctx, `
UPDATE contacts c
SET wa_id = (SELECT value FROM identities WHERE contact_id = @id AND kind = 'wa_id'
                      ORDER BY valid_to DESC, (value = c.wa_id) DESC, valid_from DESC LIMIT 1),
    user_id = (SELECT value FROM identities WHERE contact_id = @id AND kind <> 'wa_id'
                        ORDER BY (kind = 'user_id') DESC, valid_to DESC, (value = c.user_id) DESC, valid_from DESC LIMIT 1),
    first_message_id = first.event_id, first_message_at = first.sent_at, last_conversed_at = last.sent_at,
    referral = ad.referral, referral_at = ad.sent_at,
    whatsapp_name = own.value, whatsapp_name_at = own.at
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (SELECT event_id, sent_at FROM messages WHERE contact_id = @id ORDER BY sent_at, event_id LIMIT 1) AS first ON true
LEFT JOIN LATERAL (SELECT sent_at FROM messages WHERE contact_id = @id ORDER BY sent_at DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (SELECT referral, sent_at FROM messages WHERE contact_id = @id AND referral IS NOT NULL
                   ORDER BY sent_at, event_id LIMIT 1) AS ad ON true
LEFT JOIN LATERAL (SELECT value, at FROM claims WHERE contact_id IN (SELECT contact_family(@id))
                     AND field = 'display_name' AND source = 'profile' ORDER BY at DESC LIMIT 1) AS own ON true
WHERE c.id = @id`, args)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	rows, err := tx.Query(ctx, contactStateColumns+` WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanContactState)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	if err := loadDetails(ctx, tx, &c); err != nil {
		return err
	}
	c.Version++
	w := writer{Batch: &pgx.Batch{}, ChannelID: c.ChannelID}
	w.updateContact(c)
	return w.send(ctx, tx)
}
