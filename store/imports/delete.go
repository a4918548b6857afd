package imports

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// ErrNotEnded says that an import, or its undo, is still under way.
var ErrNotEnded = errors.New("not ended")

// deleteBatch is how many rows one transaction removes at most.
const deleteBatch = 500

// DeleteImport removes an import that has ended, with its file and its rows, and
// takes what the file said out of the events of its rows. What those decided stays,
// and so do the contacts: their values still name their events. It can be called
// again if it was cut off. The error is ErrNotFound or ErrNotEnded.
func (im *Imports) DeleteImport(ctx context.Context, id uuid.UUID) error {
	for {
		removed, err := im.deleteRows(ctx, id)
		if err != nil {
			return fmt.Errorf("delete import %s: %w", id, err)
		}
		if removed < deleteBatch {
			return nil
		}
	}
}

// deleteRows removes a batch of rows, and with the last one the import. Nothing
// begins to undo it meanwhile: the row is locked. What readers are shown of it until
// then stays.
func (im *Imports) deleteRows(ctx context.Context, id uuid.UUID) (removed int, err error) {
	args := store.Named{"id": id, "limit": deleteBatch, "ends": true}
	err = im.db.InTx(ctx, func(tx pgx.Tx) error {
		var ended bool
		err := tx.QueryRow(ctx, `
SELECT status IN `+endedSQL+`
       AND NOT EXISTS (SELECT FROM import_rows WHERE import_id = @id AND status = 'pending')
FROM imports WHERE id = @id AND `+im.in.Where("channel_id", args)+`
FOR UPDATE`, args).Scan(&ended)
		if err != nil {
			return store.OrNotFound(err)
		}
		if !ended {
			return ErrNotEnded
		}
		b := &pgx.Batch{}
		b.Queue(keepCountsSQL, args)
		b.Queue(countSQL, args)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
WITH gone AS (
    DELETE FROM import_rows
    WHERE import_id = @id AND n = ANY(ARRAY(SELECT n FROM import_rows WHERE import_id = @id ORDER BY n LIMIT @limit))
    RETURNING event_id
), chosen AS MATERIALIZED (
    SELECT id FROM events
    WHERE id = ANY(ARRAY(SELECT event_id FROM gone)) AND decision IS NOT NULL
    ORDER BY dedupe_key
    FOR NO KEY UPDATE
), unlisted AS (
    DELETE FROM quarantine WHERE event_id = ANY(ARRAY(SELECT id FROM chosen))
), undismissed AS (
    DELETE FROM dismissals WHERE event_id = ANY(ARRAY(SELECT id FROM chosen))
), emptied AS (
    UPDATE events SET raw = '{}', facts = '{}', detail = NULL, trail = NULL WHERE id = ANY(ARRAY(SELECT id FROM chosen))
)
SELECT count(*) FROM gone`, args).Scan(&removed)
		if err != nil || removed == deleteBatch {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM imports WHERE id = @id`, args) // and the pieces of its file
		return err
	})
	return removed, err
}
