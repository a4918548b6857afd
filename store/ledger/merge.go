package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// absorb merges other into c. Everything can be taken back by restore.
func (w *writer) absorb(ctx context.Context, tx session, c, other *contact.Contact, ev contact.Event) error {
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return err
	}
	if err := store.ReadDetails(ctx, tx, other); err != nil {
		return err
	}
	before := *c
	c.Claims = append(c.Claims, other.Claims...)
	c.Absorb(*other)
	kept, err := json.Marshal(c.BeforeMerge(before))
	if err != nil {
		return fmt.Errorf("keep what the merge changes: %w", err)
	}
	args := store.Named{"winner": c.ID, "loser": other.ID, "event": ev.ID, "before": string(kept)}
	w.Queue(`INSERT INTO merges (event_id, winner, loser, before) VALUES (@event, @winner, @loser, @before)`, args)
	w.Queue(`
UPDATE identities SET contact_id = @winner, merged_path = merged_path || @loser::uuid WHERE contact_id = @loser`, args)
	w.Queue(`
UPDATE messages SET contact_id = @winner, merged_path = merged_path || @loser::uuid WHERE contact_id = @loser`, args)
	w.Queue(`
INSERT INTO contact_tags (contact_id, tag_id, merged_from)
SELECT @winner, tag_id, @loser FROM contact_tags WHERE contact_id = @loser
ON CONFLICT DO NOTHING`, args)
	w.Queue(`UPDATE contacts SET merged_into = @winner WHERE id = @loser`, args)
	w.updateContact(*c)
	w.resolveConflict(c.ID, other.ID, "merge", ev.ID)
	return nil
}

// resolveConflict closes the conflict between two contacts, if there is one.
// A merge is recorded with its direction.
func (w *writer) resolveConflict(into, other uuid.UUID, resolution string, event uuid.UUID) {
	w.Queue(`
UPDATE conflicts
SET resolved_at = now(), resolved_event = @event,
    resolution = CASE WHEN @resolution = 'keep_both' THEN 'keep_both'
                      WHEN contact_a = @into THEN 'merge_into_a' ELSE 'merge_into_b' END
WHERE contact_a = least(@into::uuid, @other::uuid) AND contact_b = greatest(@into::uuid, @other::uuid)
  AND resolved_at IS NULL`,
		store.Named{"into": into, "other": other, "resolution": resolution, "event": event})
}

// restore takes the latest merge of loser into c back, if it is one. Identities
// and messages return to where they came from, and so does what was written to
// the loser's identities since.
func (w *writer) restore(ctx context.Context, tx session, c *contact.Contact, loser, event uuid.UUID) (done bool, err error) {
	var kept []byte
	err = tx.QueryRow(ctx, `
UPDATE merges SET undone_at = now(), undone_event = @event
WHERE winner = @winner AND loser = @loser AND undone_at IS NULL
RETURNING before`, store.Named{"winner": c.ID, "loser": loser, "event": event}).Scan(&kept)
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
	args := store.Named{
		"winner": c.ID, "loser": loser,
		"opted_out_at": store.NullTime(c.OptedOutAt), "preference_at": store.NullTime(c.PreferenceAt),
		"preference_seq": store.NullSeq(c.PreferenceSeq), "preference_personal": c.PreferencePersonal,
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
		// The ledger files what came meanwhile with whom the messages return to.
		`UPDATE events e SET contact_id = @loser
WHERE e.contact_id = @winner
  AND (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @loser)
  AND NOT EXISTS (SELECT FROM identities i WHERE i.key = e.key AND i.channel_id = e.channel_id AND i.contact_id = @winner)`,
		`UPDATE messages SET contact_id = @loser, merged_path = trim_array(merged_path, 1)
WHERE contact_id = @winner AND ` + returns,
		`DELETE FROM contact_tags WHERE contact_id = @winner AND merged_from = @loser`,
		`UPDATE contacts SET opted_out_at = @opted_out_at, preference_at = @preference_at,
       preference_seq = @preference_seq, preference_personal = @preference_personal
WHERE id = @winner`,
	} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return false, fmt.Errorf("take the merge back: %w", err)
		}
	}
	for _, id := range []uuid.UUID{c.ID, loser} {
		if err := rework(ctx, tx, id, []uuid.UUID{c.ID, loser}); err != nil {
			return false, err
		}
	}
	return true, nil
}

// addIdentity adds an identity that an event tells of a contact. When a merge is taken
// back, it goes where the one goes beside which it was told, or whose place it takes. What
// a person gives a contact stays with it, and so does the contact's own key.
func (w *writer) addIdentity(contactID uuid.UUID, i contact.Identity, ev contact.Event) {
	var beside []string
	if ev.Facts.Command == nil && i.Kind != contact.OwnKey {
		for _, named := range ev.Facts.Person.Identities() {
			beside = append(beside, named.Key())
		}
	}
	w.Queue(`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from, merged_path)
VALUES (@channel, @key, @kind, @value, @contact, @confirmed, @from, coalesce((
    SELECT merged_path FROM identities
    WHERE key = ANY(@beside::text[]) AND channel_id = @channel AND contact_id = @contact
    ORDER BY valid_to DESC, kind = 'wa_id' DESC
    LIMIT 1), '{}'))`,
		store.Named{
			"channel": w.ChannelID, "key": i.Key(), "kind": string(i.Kind), "value": i.Value,
			"contact": contactID, "confirmed": i.Confirmed, "from": i.ValidFrom, "beside": beside,
		})
}

// rework sets anew what follows from a contact's identities, messages and
// claims. among are the contacts that its events may be filed with.
func rework(ctx context.Context, tx session, id uuid.UUID, among []uuid.UUID) error {
	args := store.Named{"id": id}
	args["own"] = contact.Alone(id).OwnKey
	_, err := tx.Exec(ctx, `
WITH known AS (
    SELECT * FROM identities WHERE contact_id = @id AND valid_to = 'infinity'
), alone AS (
    INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
    SELECT channel_id, @own, 'id', @own, id, true, now() FROM contacts WHERE id = @id AND NOT EXISTS (SELECT FROM known)
)
UPDATE contacts c
SET wa_id = (SELECT value FROM known WHERE kind = 'wa_id' ORDER BY (value = c.wa_id) DESC, valid_from DESC LIMIT 1),
    user_id = (SELECT value FROM known WHERE kind IN ('user_id', 'parent_user_id')
               ORDER BY (kind = 'user_id') DESC, (value = c.user_id) DESC, valid_from DESC LIMIT 1),
    first_message_id = first.event_id, first_message_at = first.sent_at, last_conversed_at = last.sent_at,
    referral = ad.referral, referral_at = ad.sent_at
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (SELECT event_id, sent_at FROM messages WHERE contact_id = @id ORDER BY sent_at, event_id LIMIT 1) AS first ON true
LEFT JOIN LATERAL (SELECT sent_at FROM messages WHERE contact_id = @id ORDER BY sent_at DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (SELECT referral, sent_at FROM messages WHERE contact_id = @id AND referral IS NOT NULL
                   ORDER BY sent_at, event_id LIMIT 1) AS ad ON true
WHERE c.id = @id`, args)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	rows, err := tx.Query(ctx, store.ContactSQL+` WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, store.ScanContact)
	if err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	if err := store.ReadDetails(ctx, tx, &c); err != nil {
		return err
	}
	c.Version++
	w := writer{Batch: &pgx.Batch{}, ChannelID: c.ChannelID}
	if err := w.ownProfile(ctx, tx, &c, among); err != nil {
		return fmt.Errorf("rework contact %s: %w", id, err)
	}
	w.updateContact(c)
	return w.send(ctx, tx)
}

// ownProfile gives a contact the WhatsApp profile that the events of its own
// identities tell: the claim that a merge has left may be the other one's.
func (w *writer) ownProfile(ctx context.Context, tx session, c *contact.Contact, among []uuid.UUID) error {
	profile, err := lastSaid(ctx, tx, c.ID, among, "profile_name")
	if err != nil {
		return err
	}
	username, err := lastSaid(ctx, tx, c.ID, among, "username")
	if err != nil {
		return err
	}
	c.ProfileName, c.ProfileNameAt = profile.Facts.Person.ProfileName, profile.OccurredAt
	c.Username, c.UsernameAt = username.Facts.Person.Username, username.OccurredAt
	c.Show()
	w.Queue(`DELETE FROM claims WHERE contact_id = @id AND field = @field AND source = @source`, store.Named{
		"id": c.ID, "field": contact.FieldDisplayName, "source": string(contact.NameProfile),
	})
	w.claimName(*c, profile)
	return nil
}

// lastSaid finds the newest event of a contact's identities that tells its
// profile name or username; none is the zero event.
func lastSaid(ctx context.Context, tx session, id uuid.UUID, among []uuid.UUID, what string) (contact.Event, error) {
	// The text may also be found elsewhere in the facts, though hardly ever.
	rows, err := tx.Query(ctx, `
SELECT id, channel_id, 0::bigint, '{}'::text[], origin, source, kind, external_id, occurred_at, received_at, facts, 0::bigint
FROM events
WHERE (key, channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @id)
  AND contact_id IN (SELECT contact_family(root) FROM unnest(@among::uuid[]) AS root)
  AND facts LIKE '%"' || @what || '":"%'
ORDER BY coalesce(occurred_at, received_at) DESC, id DESC
LIMIT 100`, store.Named{"id": id, "among": among, "what": what})
	if err != nil {
		return contact.Event{}, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pendingEvent])
	for _, row := range found {
		ev, unreadable := row.event()
		told := map[string]string{"profile_name": ev.Facts.Person.ProfileName, "username": ev.Facts.Person.Username}
		if unreadable == nil && ev.Facts.Change == nil && told[what] != "" {
			return ev, nil
		}
	}
	return contact.Event{}, err
}
