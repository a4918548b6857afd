package ledger

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

// reopenProvisional puts back into the queue what was ignored because there was
// no contact yet, although by its own time it came after the message that makes
// the contact now: an opt-out that overtook the first message is applied after
// it.
//
// A preference counts whatever its time. A change of number that is older than
// the message is about somebody who had the number before.
func reopenProvisional(ctx context.Context, tx session, channelID string, keys []string, since time.Time) error {
	rows, err := tx.Query(ctx, overtakenSinceSQL,
		store.Named{"keys": keys, "channel": channelID, "reason": string(contact.NoContact), "since": since})
	if err != nil {
		return fmt.Errorf("look for what overtook the first message: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = reopen(ctx, tx, ids)
	return err
}

// overtakenSQL finds what reopenProvisional is about, for an event of a time.
func overtakenSQL(time string) string {
	return `
SELECT id
FROM events e
WHERE (key = ANY(@keys) OR user_id = ANY(@keys)) AND channel_id = @channel AND decision = 'ignored' AND reason = @reason AND source <> 'manual'
  AND ` + store.StrayEventSQL + ` IS NULL
  AND (kind LIKE 'preference.%' OR occurred_at >= ` + time + `)
ORDER BY occurred_at, id`
}

var (
	overtakenSinceSQL   = overtakenSQL(`@since`)
	overtakenByEventSQL = overtakenSQL(`(SELECT coalesce(occurred_at, received_at) FROM events WHERE id = @event)`)
)

// readOvertaken finds the same before the contact is created, with the time of
// the event that creates it. Nobody can add to it while the keys are locked.
func (v *view) readOvertaken(b *pgx.Batch, args store.Named) {
	args["reason"] = string(contact.NoContact)
	b.Queue(overtakenByEventSQL, args).
		Query(func(rows pgx.Rows) (err error) {
			v.overtaken, err = pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
			return err
		})
}

// trailSQL is an event's trail with its present decision added.
const trailSQL = `coalesce(trail, '[]') || jsonb_build_array(jsonb_build_object(
        'decision', decision, 'reason', reason, 'detail', detail, 'decided_at', decided_at, 'run_id', run_id))`

// reopen makes decided events pending again, in the order given, and keeps the
// decision they had in their trail. It returns how many.
func reopen(ctx context.Context, tx session, ids []uuid.UUID) (reopened int, err error) {
	for _, id := range ids {
		var facts string
		err := tx.QueryRow(ctx, `
UPDATE events
SET trail = `+trailSQL+`,
    decision = NULL, reason = NULL, detail = NULL, decided_at = NULL, contact_id = NULL, workflow_id = NULL,
    run_id = NULL
WHERE id = @id AND decision IS NOT NULL
RETURNING facts`, store.Named{"id": id}).Scan(&facts)
		if errors.Is(err, pgx.ErrNoRows) {
			continue // somebody else has reopened it
		}
		if err != nil {
			return reopened, fmt.Errorf("reopen event %s: %w", id, err)
		}
		var f contact.Facts
		if json.Unmarshal([]byte(facts), &f) != nil || f.Key() == "" {
			// One that cannot be read must not keep the others.
			if err := setAside(ctx, tx, id); err != nil {
				return reopened, err
			}
			continue
		}
		if err := reopenRow(ctx, tx, f.Row); err != nil {
			return reopened, err
		}
		if f.Detail != "" { // what was skipped stays reported
			if _, err := tx.Exec(ctx, `UPDATE events SET detail = @detail WHERE id = @id`,
				store.Named{"id": id, "detail": f.Detail}); err != nil {
				return reopened, fmt.Errorf("reopen event %s: %w", id, err)
			}
		}
		_, err = tx.Exec(ctx, `
WITH number AS MATERIALIZED (SELECT nextval('queue_seq') AS seq), kept AS (
    UPDATE events e SET seq = number.seq FROM number WHERE e.id = @id AND e.seq IS NULL
)
INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
SELECT e.channel_id, k.key, number.seq, e.id, @keys, e.source, 0, CASE WHEN k.nth = 1 THEN now() END
FROM events e, number, unnest(@keys::text[]) WITH ORDINALITY AS k (key, nth)
WHERE e.id = @id`, store.Named{"id": id, "keys": f.Keys()})
		if err != nil {
			return reopened, fmt.Errorf("queue event %s again: %w", id, err)
		}
		reopened++
	}
	return reopened, nil
}

// reopenRow has the row of an import that an event stands for, if any, wait for its
// decision again, although the import may have ended.
func reopenRow(ctx context.Context, tx session, row *contact.ImportRow) error {
	if row == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `
WITH pending AS (
    UPDATE import_rows SET status = 'pending', error = NULL, suggested_fix = NULL
    WHERE import_id = @import AND n = @n AND status = 'failed'
    RETURNING import_id
)
UPDATE import_counts SET final = false WHERE import_id IN (SELECT import_id FROM pending)`,
		store.Named{"import": row.Import, "n": row.N})
	if err != nil {
		return fmt.Errorf("reopen row %d of import %s: %w", row.N, row.Import, err)
	}
	return nil
}

// setAside quarantines an event whose stored facts cannot be read.
func setAside(ctx context.Context, tx session, id uuid.UUID) error {
	args := store.Named{"id": id, "reason": string(contact.Unreadable)}
	_, err := tx.Exec(ctx, `
UPDATE events SET decision = 'quarantined', reason = @reason, decided_at = now() WHERE id = @id`, args)
	if err == nil {
		_, err = tx.Exec(ctx, `
INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM events WHERE id = @id
ON CONFLICT DO NOTHING`, args)
	}
	if err != nil {
		return fmt.Errorf("set event %s aside: %w", id, err)
	}
	return nil
}
