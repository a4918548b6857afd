package imports

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// UndoTask is one contact that an undo is to look at.
type UndoTask struct {
	N         int
	ContactID uuid.UUID
}

// UndoTasks lists contacts of an import that its undo has not looked at yet,
// from a row on.
func (im *Imports) UndoTasks(ctx context.Context, id uuid.UUID, limit int) ([]UndoTask, error) {
	rows, err := im.db.Other.Query(ctx, `
SELECT n, live_contact(contact_id) AS contact_id
FROM import_rows r
WHERE import_id = @id AND `+store.UndoableRowSQL+` AND undone IS NULL AND contact_id IS NOT NULL
ORDER BY n
LIMIT @limit`, store.Named{"id": id, "limit": limit})
	return store.Collect(rows, err, pgx.RowToStructByName[UndoTask], "list what to undo of import %s", id)
}

// LeaveRows notes that rows were left by an undo: their contact is gone or is
// part of another.
func (im *Imports) LeaveRows(ctx context.Context, id uuid.UUID, rows []int) error {
	_, err := im.db.Other.Exec(ctx, `UPDATE import_rows SET undone = 'left' WHERE import_id = @id AND n = ANY(@rows) AND undone IS NULL`,
		store.Named{"id": id, "rows": rows})
	if err != nil {
		return fmt.Errorf("leave rows of import %s: %w", id, err)
	}
	return nil
}

// Undoing is what undoing an import would do now.
type Undoing struct {
	store.Undoing
	// Whole is false if only the first rows were looked at, of which these are the counts.
	Whole bool
}

// Undo counts it, over so many rows at most.
func (im *Imports) Undo(ctx context.Context, id uuid.UUID, most int) (u Undoing, err error) {
	args := store.Named{"id": id, "most": most}
	err = im.db.Other.QueryRow(store.Patient(ctx), `
WITH chosen AS (
    SELECT r.n, r.contact_id, r.event_id, r.status, r.before, r.attempt
    FROM import_rows r
    WHERE r.import_id = @id AND `+store.UndoableRowSQL+` AND r.undone IS NULL AND r.contact_id IS NOT NULL
      AND `+im.in.Where("(SELECT channel_id FROM imports WHERE id = @id)", args)+`
    ORDER BY r.n
    LIMIT @most + 1
), judged AS (
    SELECT EXISTS (SELECT FROM contacts c WHERE c.id = r.contact_id AND NOT c.hidden) AS there,
           coalesce((r.before ->> 'created')::boolean, false) AS created, `+store.TouchedRowSQL("r.contact_id", "@id::uuid")+` AS touched
    FROM (SELECT * FROM chosen ORDER BY n LIMIT @most) AS r
    JOIN events own ON own.id = r.event_id
)
SELECT count(*) FILTER (WHERE there AND NOT touched AND created), count(*) FILTER (WHERE there AND NOT touched AND NOT created),
       count(*) FILTER (WHERE there AND touched), count(*) FILTER (WHERE NOT there), (SELECT count(*) <= @most FROM chosen)
FROM judged`, args).Scan(&u.Removes, &u.Restores, &u.Edited, &u.Gone, &u.Whole)
	if err != nil {
		return u, fmt.Errorf("count what undoing import %s would do: %w", id, err)
	}
	return u, nil
}

// UndoStarted shows that an import is being undone, unless its undo is further.
func (im *Imports) UndoStarted(ctx context.Context, id uuid.UUID) error {
	_, err := im.db.Other.Exec(ctx, `
WITH moved AS (
    UPDATE imports SET status = 'undoing' WHERE id = @id AND status IN `+endedOnceSQL+`
    RETURNING id
)
UPDATE import_counts SET final = false WHERE import_id IN (SELECT id FROM moved)`,
		store.Named{"id": id})
	if err != nil {
		return fmt.Errorf("show that import %s is being undone: %w", id, err)
	}
	return nil
}

// FinishUndo ends an undo, and counts what it did.
func (im *Imports) FinishUndo(ctx context.Context, id uuid.UUID) error {
	_, err := im.db.Other.Exec(ctx, `UPDATE imports SET status = 'undone', error = NULL, undo = '{}' WHERE id = @id`, store.Named{"id": id})
	if err != nil {
		return fmt.Errorf("end the undo of import %s: %w", id, err)
	}
	return im.Count(ctx, id)
}

// StopUndo ends an undo before it is through: what is undone stays so, and it can
// go on later.
func (im *Imports) StopUndo(ctx context.Context, id uuid.UUID, why string) error {
	_, err := im.db.Other.Exec(ctx, `
UPDATE imports SET status = 'cancelled', error = @why, undo = '{}'
WHERE id = @id AND status = 'undoing'`, store.Named{"id": id, "why": why})
	if err != nil {
		return fmt.Errorf("stop the undo of import %s: %w", id, err)
	}
	return im.Count(ctx, id)
}
