package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/luluchat/contacts/contact"
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

// SetImportHeader keeps a file's header and what its columns were taken for.
func (s *Store) SetImportHeader(ctx context.Context, id uuid.UUID, header []string, columns map[string]string) error {
	encoded, err := json.Marshal(columns)
	if err != nil {
		return fmt.Errorf("encode the columns: %w", err)
	}
	_, err = s.pool.Exec(ctx, `UPDATE imports SET header = @header, columns = @columns WHERE id = @id`,
		named{"id": id, "header": header, "columns": string(encoded)})
	if err != nil {
		return fmt.Errorf("keep the header of import %s: %w", id, err)
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
func (s *Store) RecordPage(ctx context.Context, id uuid.UUID, page int) (recorded int64, err error) {
	recorded, err = s.recordRows(ctx, named{"id": id, "page": page, "n": nil})
	if err != nil {
		return 0, fmt.Errorf("record page %d of import %s: %w", page, id, err)
	}
	return recorded, nil
}

// recordRows records the rows of a page, or of them the one with the number n.
func (s *Store) recordRows(ctx context.Context, args named) (recorded int64, err error) {
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
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return 0, err
	}
	s.recorded.add(string(contact.SourceImport), uint64(recorded))
	return recorded, nil
}

// RecordRows records the rows of a page one by one, since PostgreSQL refuses them
// together. A row that it refuses alone, too, for what is in it, fails with words for
// a person; the others are recorded.
func (s *Store) RecordRows(ctx context.Context, id uuid.UUID, page int, progress func()) (recorded int64, err error) {
	rows, err := s.pool.Query(ctx, `
SELECT n FROM import_rows WHERE import_id = @id AND page = @page AND status = 'pending' ORDER BY n`,
		named{"id": id, "page": page})
	numbers, err := collect(rows, err, pgx.RowTo[int], "list page %d of import %s", page, id)
	for _, n := range numbers {
		progress()
		one, refused := s.recordRows(ctx, named{"id": id, "page": page, "n": n})
		recorded += one
		if refused == nil {
			continue
		}
		if !contentRefused(refused) {
			return recorded, fmt.Errorf("record row %d of import %s: %w", n, id, refused)
		}
		if err := s.refuseRow(ctx, id, n, Describe(refused)); err != nil {
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
func (s *Store) refuseRow(ctx context.Context, id uuid.UUID, n int, why string) error {
	_, err := s.pool.Exec(ctx, `
UPDATE import_rows
SET status = 'failed', error = @reason, suggested_fix = @fix
WHERE import_id = @id AND (n = @n AND status = 'pending' OR merged_into = @n AND status = 'merged')`, named{
		"id": id, "n": n, "reason": string(contact.Failed), "fix": "change this row and upload it again: " + why,
	})
	if err != nil {
		return fmt.Errorf("refuse row %d of import %s: %w", n, id, err)
	}
	return nil
}

// PagePending counts the rows of a page that have no decision yet.
func (s *Store) PagePending(ctx context.Context, id uuid.UUID, page int) (n int, err error) {
	err = s.pool.QueryRow(ctx, `
SELECT count(*) FROM import_rows WHERE import_id = @id AND page = @page AND status = 'pending'`,
		named{"id": id, "page": page}).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count page %d of import %s: %w", page, id, err)
	}
	return n, nil
}

// ImportPending counts the rows of an import that have no decision yet.
func (s *Store) ImportPending(ctx context.Context, id uuid.UUID) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM import_rows WHERE import_id = @id AND status = 'pending'`,
		named{"id": id}).Scan(&n)
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
func (s *Store) CancelRows(ctx context.Context, id uuid.UUID) (more bool, err error) {
	return s.cancelRowsOf(ctx, id, contact.ImportStatuses())
}

// cancelRowsOf is CancelRows for an import that has one of these statuses.
func (s *Store) cancelRowsOf(ctx context.Context, id uuid.UUID, statuses []contact.ImportStatus) (more bool, err error) {
	ctx = patient(ctx)
	args := named{"id": id, "statuses": statuses, "limit": cancelBatch}
	b := &pgx.Batch{}
	b.Queue(lockToCancelSQL, args)
	b.Queue(cancelRowsSQL, args).QueryRow(func(row pgx.Row) error { return row.Scan(&more) })
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
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

// decideRow writes into an import's row what became of it, in the deciding
// transaction: what is counted is what was committed.
func (w *writer) decideRow(ev contact.Event, o contact.Decision, before *rowBefore) {
	row := ev.Facts.Row
	if row == nil {
		return
	}
	status, why, fix := rowStatus(o, ev.Facts.Person)
	var kept any
	if before != nil {
		encoded, err := json.Marshal(before)
		if err == nil {
			kept = string(encoded)
		}
	}
	var owner any
	if o.ContactID != uuid.Nil {
		owner = o.ContactID
	}
	w.Queue(`
UPDATE import_rows
SET status = @status, error = @error, suggested_fix = @fix, contact_id = @contact, before = @before
WHERE import_id = @id AND n = @n`, named{
		"id": row.Import, "n": row.N, "status": status, "error": nullable(why), "fix": nullable(fix), "contact": owner,
		"before": kept,
	})
}

// reportSkipped adds to the detail of an event, and of the row that it stands
// for, what the contact had no room for.
func (w *writer) reportSkipped(ev contact.Event, skipped []contact.Skipped) {
	if len(skipped) == 0 {
		return
	}
	args := named{"id": ev.ID, "detail": contact.Report(append(slices.Clone(ev.Facts.Fields.Skipped), skipped...))}
	// Event rows are locked when they are decided, in an order.
	w.after = append(w.after, func() { w.Queue(`UPDATE events SET detail = @detail WHERE id = @id`, args) })
	if row := ev.Facts.Row; row != nil {
		args["import"], args["n"] = row.Import, row.N
		w.Queue(`
UPDATE import_rows
SET facts = (facts::jsonb || jsonb_build_object('detail', @detail::text))::text
WHERE import_id = @import AND n = @n AND facts IS NOT NULL`, args)
	}
}

// rowBefore is what undoing a row brings back.
type rowBefore struct {
	Created bool            `json:"created,omitempty"`
	Claims  []contact.Claim `json:"claims,omitempty"` // of an earlier import, by field
	Fields  []string        `json:"fields,omitempty"` // that this row claimed
	Tags    []string        `json:"tags,omitempty"`   // that it added
}

func beforeOf(ch contact.Changes, f *contact.Fields) *rowBefore {
	b := &rowBefore{Created: ch.Decision.Kind == contact.Created, Claims: ch.Replaced, Tags: ch.AddTags}
	for _, k := range ch.Claims {
		b.Fields = append(b.Fields, k.Field)
	}
	gave := f != nil && len(f.AddTags) > 0 && ch.Decision.Kind != contact.Ignored
	if !b.Created && len(b.Fields) == 0 && !gave {
		return nil // there is nothing to take back
	}
	return b
}

func rowStatus(o contact.Decision, p contact.Person) (status, why, fix string) {
	switch {
	case o.Kind == contact.Created:
		return "created", "", ""
	case o.Kind == contact.Updated:
		return "updated", "", ""
	case o.Kind == contact.Attached, o.Reason == contact.AlreadyThere:
		return "unchanged", "", ""
	case o.Reason == contact.NotAContact && p.WaID == "":
		return "failed", string(o.Reason), "nobody on this channel has the user id: add the person's phone number"
	case o.Reason == contact.NotAContact:
		return "failed", string(o.Reason), "import it with the mode upsert, which also creates contacts"
	case o.Reason == contact.AmbiguousPhone:
		return "failed", string(o.Reason), "write the number exactly as the contact has it"
	}
	return "failed", string(o.Reason), "upload this row again; if it fails again, the event has the details"
}
