package ledger

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// SweepUnknownChannels reopens events that were quarantined because their
// channel was unknown and whose channel is known by now. It returns how many.
// It is called when a channel is added and every now and then: an event may be
// quarantined in the moment in which its channel appears.
func (l *Ledger) SweepUnknownChannels(ctx context.Context) (reopened int, err error) {
	for {
		found, n, err := l.sweep(ctx)
		reopened += n
		if err != nil || found < sweepBatch {
			return reopened, err
		}
	}
}

func (l *Ledger) sweep(ctx context.Context) (found, reopened int, err error) {
	err = l.db.InTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
WITH found AS (
    SELECT q.event_id, c.id AS channel_id
    FROM quarantine q
    JOIN channels c ON c.phone_number_id = q.origin
    JOIN events e ON e.id = q.event_id
    WHERE q.reason = 'unknown_channel' AND `+store.StrayEventSQL+` IS NULL
    ORDER BY q.event_id
    LIMIT @limit
    FOR UPDATE OF q SKIP LOCKED
), freed AS (
    DELETE FROM quarantine q USING found f WHERE q.event_id = f.event_id
)
UPDATE events e SET channel_id = f.channel_id
FROM found f
WHERE e.id = f.event_id
RETURNING e.id`, store.Named{"limit": sweepBatch})
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			return err
		}
		found = len(ids)
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		reopened, err = reopen(ctx, tx, ids)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("reopen events of a new channel: %w", err)
	}
	return found, reopened, nil
}

// sweepBatch bounds how many events one sweep transaction reopens.
const sweepBatch = 500
