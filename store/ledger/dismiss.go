package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// dismissSQL moves events from quarantine to dismissals. It locks those first, as a replay
// does, and then the events, in the order in which they are recorded. What was wrong with
// an event stays in its detail. Of a deleted person nothing is decided anew, or it would not
// be erased.
const dismissSQL = `
WITH chosen AS MATERIALIZED (
    SELECT q.event_id FROM quarantine q JOIN events e ON e.id = q.event_id
    WHERE q.event_id = ANY(@ids::uuid[]) AND ` + store.StrayEventSQL + ` IS NULL
    ORDER BY q.event_id
    FOR UPDATE OF q
), gone AS (
    DELETE FROM quarantine q USING chosen c WHERE q.event_id = c.event_id
    RETURNING q.event_id, q.origin, q.reason, q.channel_id, q.received_at
), kept AS (
    INSERT INTO dismissals (event_id, origin, reason, channel_id, received_at, words, by)
    SELECT event_id, origin, reason, channel_id, received_at, @words, @by FROM gone
), locked AS MATERIALIZED (
    SELECT e.id FROM events e JOIN gone g ON g.event_id = e.id ORDER BY e.dedupe_key FOR NO KEY UPDATE OF e
)
UPDATE events e
SET trail = ` + trailSQL + `, decision = 'ignored', reason = @reason, decided_at = now()
FROM locked l
WHERE e.id = l.id`

// Dismiss notes that nobody becomes a contact by quarantined events, why and who says so.
// It returns how many there were: what is quarantined no more is left as it is.
func (l *Ledger) Dismiss(ctx context.Context, ids []uuid.UUID, words, by string) (dismissed int, err error) {
	tag, err := l.db.Other.Exec(ctx, dismissSQL, store.Named{"ids": ids, "words": words, "by": by, "reason": string(contact.Dismissed)})
	if err != nil {
		return 0, fmt.Errorf("dismiss %d events: %w", len(ids), err)
	}
	return int(tag.RowsAffected()), nil
}

// undismissSQL moves events back. Their trail keeps who had dismissed them, and why.
const undismissSQL = `
WITH chosen AS MATERIALIZED (
    SELECT d.event_id FROM dismissals d JOIN events e ON e.id = d.event_id
    WHERE d.event_id = ANY(@ids::uuid[]) AND ` + store.StrayEventSQL + ` IS NULL
    ORDER BY d.event_id
    FOR UPDATE OF d
), gone AS (
    DELETE FROM dismissals d USING chosen c WHERE d.event_id = c.event_id
    RETURNING d.event_id, d.origin, d.reason, d.words, d.by
), locked AS MATERIALIZED (
    SELECT e.id FROM events e JOIN gone g ON g.event_id = e.id ORDER BY e.dedupe_key FOR NO KEY UPDATE OF e
), back AS (
    UPDATE events e
    SET trail = coalesce(e.trail, '[]') || jsonb_build_array(jsonb_build_object(
            'decision', e.decision, 'reason', e.reason, 'detail', g.words, 'decided_at', e.decided_at, 'by', g.by)),
        decision = 'quarantined', reason = g.reason, decided_at = now()
    FROM gone g JOIN locked l ON l.id = g.event_id
    WHERE e.id = g.event_id
)
INSERT INTO quarantine (event_id, origin, reason) SELECT event_id, origin, reason FROM gone`

// Undismiss has dismissed events quarantined again for what was wrong with them. It returns
// how many there were.
func (l *Ledger) Undismiss(ctx context.Context, ids []uuid.UUID) (back int, err error) {
	tag, err := l.db.Other.Exec(ctx, undismissSQL, store.Named{"ids": ids})
	if err != nil {
		return 0, fmt.Errorf("take back the dismissal of %d events: %w", len(ids), err)
	}
	return int(tag.RowsAffected()), nil
}
