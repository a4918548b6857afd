package erasure

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// EraseEvent takes the words out of a quarantined or dismissed event, which belongs to no
// contact and goes with none. Its decision stays; it can be replayed no more. An
// event that is empty already is left so. The error is ErrNotFound, or
// ErrNotQuarantined for an event that was decided otherwise or waits.
func (e *Erasures) EraseEvent(ctx context.Context, id uuid.UUID) error {
	args := store.Named{"id": id}
	err := e.db.InTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
WITH dismissed AS (DELETE FROM dismissals WHERE event_id = @id RETURNING event_id),
     quarantined AS (DELETE FROM quarantine WHERE event_id = @id RETURNING event_id)
SELECT event_id FROM dismissed UNION ALL SELECT event_id FROM quarantined`, args)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			var empty bool
			err := tx.QueryRow(ctx, `SELECT coalesce((decision = 'quarantined' OR reason = 'dismissed') AND raw = '{}' AND facts = '{}', false) FROM events WHERE id = @id`,
				args).Scan(&empty)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				return store.ErrNotFound
			case err == nil && !empty:
				return store.ErrNotQuarantined
			}
			return err
		}
		_, err = tx.Exec(ctx, `
WITH chosen AS MATERIALIZED (
    SELECT origin::uuid AS import_id, external_id::integer AS n FROM events WHERE id = @id AND source = 'import' AND kind = 'row'
), emptied_rows AS (
    `+store.EmptyRowSQL+`
    WHERE (import_id, n) IN (`+store.WithMergedSQL+`)
)
`+store.EmptyEventSQL+` WHERE id = @id`, args)
		return err
	})
	if err != nil {
		return fmt.Errorf("erase event %s: %w", id, err)
	}
	return nil
}
