package imports

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// OpenImport is an import that some workflow is to see through.
type OpenImport struct {
	ID     uuid.UUID
	Status contact.ImportStatus
}

// OpenImports lists imports that were started and have not ended, those that are
// being undone included, in the order of their ids, beginning after one.
func (im *Imports) OpenImports(ctx context.Context, after uuid.UUID, limit int) ([]OpenImport, error) {
	rows, err := im.db.Other.Query(ctx, `
SELECT id, status FROM imports
WHERE started_at IS NOT NULL AND status NOT IN `+endedSQL+` AND id > @after
ORDER BY id
LIMIT @limit`, store.Named{"after": after, "limit": limit})
	return store.Collect(rows, err, pgx.RowToStructByName[OpenImport], "list open imports")
}

// AbandonImport ends an import, or its undoing, that nobody sees through any more,
// as failed or cancelled. It does nothing if the import has moved on from the
// status meanwhile.
func (im *Imports) AbandonImport(ctx context.Context, in OpenImport, end contact.ImportStatus, why string) error {
	ctx = store.Patient(ctx)
	// Most rows are cancelled before, a few thousand at once.
	for more := true; more; {
		var err error
		if more, err = im.cancelRowsOf(ctx, in.ID, []contact.ImportStatus{in.Status}); err != nil {
			return fmt.Errorf("end import %s: %w", in.ID, err)
		}
	}
	args := store.Named{
		"id": in.ID, "status": in.Status, "end": end, "why": why, "limit": nil, "statuses": []contact.ImportStatus{end},
	}
	// The last ones in one transaction: an import that has ended is not looked at again.
	err := im.db.InTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockToCancelSQL, args); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
WITH abandoned AS (
    SELECT id FROM imports WHERE id = @id AND status = @status
), dropped AS (
    DELETE FROM import_chunks WHERE import_id IN (SELECT id FROM abandoned)
), unsampled AS (
    DELETE FROM import_samples WHERE import_id IN (SELECT id FROM abandoned)
)
UPDATE imports
SET status = @end, error = @why, finished_at = coalesce(finished_at, now()),
    undo = CASE WHEN @status = 'undoing' THEN '{}' ELSE undo END
WHERE id = @id AND status = @status`, args)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, cancelRowsSQL, args)
		return err
	})
	if err != nil {
		return fmt.Errorf("end import %s: %w", in.ID, err)
	}
	return im.Count(ctx, in.ID)
}
