package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// StagedRow is a row of a file, read and judged.
type StagedRow struct {
	N            int
	Page         *int // nil: it becomes no event of its own
	Cells        []string
	Key          string
	Facts        *contact.Facts
	Status       string // pending, merged or failed
	Error        string
	SuggestedFix string
	MergedInto   *int
}

// SetImportHeader keeps a file's header, what its columns were taken for, and what
// the file turned out to be.
func (im *Imports) SetImportHeader(ctx context.Context, id uuid.UUID, header []string, columns map[string]string, file json.RawMessage) error {
	encoded, err := json.Marshal(columns)
	if err != nil {
		return fmt.Errorf("encode the columns: %w", err)
	}
	_, err = im.db.Other.Exec(ctx, `UPDATE imports SET header = @header, columns = @columns, file = @file WHERE id = @id`,
		store.Named{"id": id, "header": header, "columns": string(encoded), "file": file})
	if err != nil {
		return fmt.Errorf("keep the header of import %s: %w", id, err)
	}
	return nil
}

// SetDefined keeps which attributes an import defines, with their types.
func (im *Imports) SetDefined(ctx context.Context, id uuid.UUID, defined intake.Definitions) error {
	encoded, err := json.Marshal(defined)
	if err != nil {
		return fmt.Errorf("encode the attributes: %w", err)
	}
	_, err = im.db.Other.Exec(ctx, `UPDATE imports SET defined_attributes = coalesce(defined_attributes, '{}') || @defined::jsonb WHERE id = @id`,
		store.Named{"id": id, "defined": string(encoded)})
	if err != nil {
		return fmt.Errorf("keep what attributes import %s defines: %w", id, err)
	}
	return nil
}

// SetImportFile keeps what a file turned out to be when all of it was read.
func (im *Imports) SetImportFile(ctx context.Context, id uuid.UUID, file json.RawMessage) error {
	if _, err := im.db.Other.Exec(ctx, `UPDATE imports SET file = @file WHERE id = @id`, store.Named{"id": id, "file": file}); err != nil {
		return fmt.Errorf("keep what the file of import %s is: %w", id, err)
	}
	return nil
}

// The first rows of a file are due as if they had waited for BulkHead already, each
// bulkStep less than the one before, and after some 200 rows from now on. What is
// due longest is taken first, so that a small import does not wait behind the
// hundreds of rows that a large one has recorded.
const (
	BulkHead = time.Minute
	bulkStep = 250 * time.Millisecond
)

// What records rows of an import and what cancels those that are not recorded keep
// out of each other's way, or a row could end as both. A statement of its own
// takes the lock, so that the next one sees what others have committed.
const (
	lockToRecordSQL = `SELECT FROM imports WHERE id = @id FOR KEY SHARE` // several pages at once
	lockToCancelSQL = `SELECT FROM imports WHERE id = @id FOR UPDATE`
)

// RecordPage records the rows of a page as events of priority bulk, in one round
// trip. Rows that are recorded already are passed over.
func (im *Imports) RecordPage(ctx context.Context, id uuid.UUID, page int) (recorded int64, err error) {
	recorded, err = im.recordRows(ctx, store.Named{"id": id, "page": page, "n": nil})
	if err != nil {
		return 0, fmt.Errorf("record page %d of import %s: %w", page, id, err)
	}
	return recorded, nil
}

// recordRows records the rows of a page, or of them the one with the number n.
func (im *Imports) recordRows(ctx context.Context, args store.Named) (recorded int64, err error) {
	args["head"], args["step"] = BulkHead, bulkStep
	b := &pgx.Batch{}
	b.Queue(lockToRecordSQL, args)
	b.Queue(`
WITH chosen AS (
    SELECT r.*, nextval('queue_seq') AS seq
    FROM (SELECT r.*, i.channel_id
          FROM import_rows r JOIN imports i ON i.id = r.import_id
          WHERE r.import_id = @id AND r.page = @page AND r.status = 'pending' AND r.n = coalesce(@n, r.n)
          ORDER BY r.n) AS r
), recorded AS (
    INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, facts, raw, detail, seq)
    SELECT event_id, channel_id, import_id::text, 'import', 'row', n::text, 'import/' || import_id || '/id:' || n, key, now(),
           facts, to_json(cells)::text, facts::jsonb ->> 'detail', seq
    FROM chosen
    ORDER BY n
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
)
INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
SELECT channel_id, key, seq, event_id, ARRAY[key], 'import', 1,
       least(now() - @head::interval + @step::interval * n, now())
FROM chosen
WHERE event_id IN (SELECT id FROM recorded)`, args).Exec(func(tag pgconn.CommandTag) error {
		recorded = tag.RowsAffected()
		return nil
	})
	if err := im.db.Other.SendBatch(ctx, b).Close(); err != nil {
		return 0, err
	}
	im.db.CountRecorded(contact.SourceImport, int(recorded))
	return recorded, nil
}

// RecordRows records the rows of a page one by one, since PostgreSQL refuses them
// together. A row that it refuses alone, too, for what is in it, fails with words for
// a person; the others are recorded.
func (im *Imports) RecordRows(ctx context.Context, id uuid.UUID, page int, progress func()) (recorded int64, err error) {
	rows, err := im.db.Other.Query(ctx, `
SELECT n FROM import_rows WHERE import_id = @id AND page = @page AND status = 'pending' ORDER BY n`,
		store.Named{"id": id, "page": page})
	numbers, err := store.Collect(rows, err, pgx.RowTo[int], "list page %d of import %s", page, id)
	for _, n := range numbers {
		progress()
		one, refused := im.recordRows(ctx, store.Named{"id": id, "page": page, "n": n})
		recorded += one
		if refused == nil {
			continue
		}
		if !contentRefused(refused) {
			return recorded, fmt.Errorf("record row %d of import %s: %w", n, id, refused)
		}
		if err := im.refuseRow(ctx, id, n, store.Describe(refused)); err != nil {
			return recorded, err
		}
	}
	return recorded, err
}

// contentRefused reports whether PostgreSQL refused what a row holds: a data
// exception, a constraint, a limit, or what a trigger raises. A missing column or
// right is nothing that another file would mend.
func contentRefused(err error) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) || len(pgErr.Code) < 2 {
		return false
	}
	switch pgErr.Code[:2] {
	case "22", "23", "54", "P0":
		return true
	}
	return false
}

// refuseRow ends a row that cannot be recorded, and those that were merged into it.
func (im *Imports) refuseRow(ctx context.Context, id uuid.UUID, n int, why string) error {
	_, err := im.db.Other.Exec(ctx, `
UPDATE import_rows
SET status = 'failed', error = @reason, suggested_fix = @fix
WHERE import_id = @id AND (n = @n AND status = 'pending' OR merged_into = @n AND status = 'merged')`, store.Named{
		"id": id, "n": n, "reason": string(contact.Failed), "fix": "change this row and upload it again: " + why,
	})
	if err != nil {
		return fmt.Errorf("refuse row %d of import %s: %w", n, id, err)
	}
	return nil
}

// PagePending counts the rows of a page that have no decision yet.
func (im *Imports) PagePending(ctx context.Context, id uuid.UUID, page int) (n int, err error) {
	err = im.db.Other.QueryRow(ctx, `
SELECT count(*) FROM import_rows WHERE import_id = @id AND page = @page AND status = 'pending'`,
		store.Named{"id": id, "page": page}).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count page %d of import %s: %w", page, id, err)
	}
	return n, nil
}

// ImportPending counts the rows of an import that have no decision yet.
func (im *Imports) ImportPending(ctx context.Context, id uuid.UUID) (n int, err error) {
	err = im.db.Other.QueryRow(ctx, `SELECT count(*) FROM import_rows WHERE import_id = @id AND status = 'pending'`,
		store.Named{"id": id}).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count what is pending of import %s: %w", id, err)
	}
	return n, nil
}

// cancelBatch is how many rows are cancelled at once: few enough for a statement
// that is soon done.
const cancelBatch = 2000

// CancelRows cancels some of the rows that were not recorded, and those that were
// merged into one of them: nothing of either is imported. It reports whether there
// may be more.
func (im *Imports) CancelRows(ctx context.Context, id uuid.UUID) (more bool, err error) {
	return im.cancelRowsOf(ctx, id, contact.ImportStatuses())
}

// cancelRowsOf is CancelRows for an import that has one of these statuses.
func (im *Imports) cancelRowsOf(ctx context.Context, id uuid.UUID, statuses []contact.ImportStatus) (more bool, err error) {
	ctx = store.Patient(ctx)
	args := store.Named{"id": id, "statuses": statuses, "limit": cancelBatch}
	b := &pgx.Batch{}
	b.Queue(lockToCancelSQL, args)
	b.Queue(cancelRowsSQL, args).QueryRow(func(row pgx.Row) error { return row.Scan(&more) })
	if err := im.db.Other.SendBatch(ctx, b).Close(); err != nil {
		return false, fmt.Errorf("cancel the rows of import %s: %w", id, err)
	}
	return more, nil
}

const cancelRowsSQL = `
WITH chosen AS (
    SELECT n
    FROM import_rows r
    WHERE import_id = @id AND status = 'pending' AND NOT EXISTS (SELECT FROM events WHERE id = r.event_id)
      AND EXISTS (SELECT FROM imports WHERE id = @id AND status = ANY(@statuses))
    ORDER BY n
    LIMIT @limit
), cancelled AS (
    UPDATE import_rows
    SET status = 'cancelled'
    WHERE import_id = @id AND status = 'pending' AND n IN (SELECT n FROM chosen)
), merged AS (
    UPDATE import_rows
    SET status = 'cancelled'
    WHERE import_id = @id AND status = 'merged' AND merged_into IN (SELECT n FROM chosen)
)
SELECT count(*) = @limit FROM chosen`
