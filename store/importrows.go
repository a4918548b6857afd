package store

import (
	"context"
	"encoding/json"
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

// StagedKeys returns the first row of each key that is staged already: what
// staging needs to resume.
func (s *Store) StagedKeys(ctx context.Context, id uuid.UUID) (first map[string]int, err error) {
	ctx = patient(ctx)
	rows, err := s.pool.Query(ctx, `SELECT key, n FROM import_rows WHERE import_id = @id AND status = 'pending'`,
		named{"id": id})
	if err != nil {
		return nil, fmt.Errorf("read the staged keys: %w", err)
	}
	first = map[string]int{}
	var key string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error {
		first[key] = n
		return nil
	})
	return first, err
}

// StageRows adds rows in one transaction, with the checkpoint, or returns
// ErrCancelled. later holds the fields of rows that were merged into earlier
// ones, by the earlier row's number.
func (s *Store) StageRows(ctx context.Context, id uuid.UUID, rows []StagedRow, later map[int][]contact.Fields, staged, pages int) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_rows"},
			[]string{"import_id", "n", "page", "cells", "key", "facts", "event_id", "status", "error", "suggested_fix", "merged_into"},
			pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return rows[i].columns(id) }))
		if err != nil {
			return err
		}
		for n, fields := range later {
			if err := mergeRow(ctx, tx, id, n, fields); err != nil {
				return err
			}
		}
		tag, err := tx.Exec(ctx, `UPDATE imports SET staged = @staged, pages = @pages WHERE id = @id AND status <> 'cancelled'`,
			named{"id": id, "staged": staged, "pages": pages})
		if err == nil && tag.RowsAffected() == 0 {
			err = ErrCancelled
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("stage rows of import %s: %w", id, err)
	}
	return nil
}

func (r StagedRow) columns(id uuid.UUID) ([]any, error) {
	var facts, event any
	if r.Facts != nil {
		encoded, err := json.Marshal(r.Facts)
		if err != nil {
			return nil, fmt.Errorf("encode row %d: %w", r.N, err)
		}
		eventID, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make an event id: %w", err)
		}
		facts, event = string(encoded), eventID
	}
	if r.Page == nil { // it becomes no event of its own
		event = nil
	}
	return []any{
		id, r.N, r.Page, r.Cells, nullable(r.Key), facts, event, r.Status, nullable(r.Error), nullable(r.SuggestedFix), r.MergedInto,
	}, nil
}

// mergeRow takes over the fields of later rows of the same person.
func mergeRow(ctx context.Context, tx pgx.Tx, id uuid.UUID, n int, later []contact.Fields) error {
	args := named{"id": id, "n": n}
	var stored string
	if err := tx.QueryRow(ctx, `SELECT facts FROM import_rows WHERE import_id = @id AND n = @n FOR UPDATE`, args).Scan(&stored); err != nil {
		return err
	}
	var facts contact.Facts
	if err := json.Unmarshal([]byte(stored), &facts); err != nil {
		return err
	}
	for _, fields := range later {
		facts.Fields.Merge(fields)
	}
	facts.Detail = contact.Report(facts.Fields.Skipped)
	encoded, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	args["facts"] = string(encoded)
	_, err = tx.Exec(ctx, `UPDATE import_rows SET facts = @facts WHERE import_id = @id AND n = @n`, args)
	return err
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

// RecordPage records the rows of a page as events of class bulk, in one round
// trip. Rows that are recorded already are passed over.
func (s *Store) RecordPage(ctx context.Context, id uuid.UUID, page int) (recorded int64, err error) {
	b := &pgx.Batch{}
	b.Queue(lockToRecordSQL, named{"id": id})
	b.Queue(`
WITH chosen AS (
    SELECT r.*, nextval('owed_seq') AS seq
    FROM (SELECT r.*, i.channel_id
          FROM import_rows r JOIN imports i ON i.id = r.import_id
          WHERE r.import_id = @id AND r.page = @page AND r.status = 'pending'
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
INSERT INTO owed (channel_id, key, seq, event_id, keys, source, class, due_at)
SELECT channel_id, key, seq, event_id, ARRAY[key], 'import', 1,
       least(now() - @head::interval + @step::interval * n, now())
FROM chosen
WHERE event_id IN (SELECT id FROM recorded)`,
		named{"id": id, "page": page, "head": BulkHead, "step": bulkStep}).Exec(func(tag pgconn.CommandTag) error {
		recorded = tag.RowsAffected()
		return nil
	})
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("record page %d of import %s: %w", page, id, err)
	}
	s.recorded.add(string(contact.SourceImport), uint64(recorded))
	return recorded, nil
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

// CancelRows cancels the rows that were not recorded, and those that were merged
// into one of them: nothing of either is imported.
func (s *Store) CancelRows(ctx context.Context, id uuid.UUID) error {
	ctx = patient(ctx)
	b := &pgx.Batch{}
	b.Queue(lockToCancelSQL, named{"id": id})
	b.Queue(cancelRowsSQL, named{"id": id})
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("cancel the rows of import %s: %w", id, err)
	}
	return nil
}

const cancelRowsSQL = `
WITH cancelled AS (
    UPDATE import_rows r
    SET status = 'cancelled'
    WHERE import_id = @id AND status = 'pending' AND NOT EXISTS (SELECT FROM events WHERE id = r.event_id)
    RETURNING n
)
UPDATE import_rows
SET status = 'cancelled'
WHERE import_id = @id AND status = 'merged' AND merged_into IN (SELECT n FROM cancelled)`

// settleRow writes into an import's row what became of it, in the deciding
// transaction: what is counted is what was committed.
func (w *writer) settleRow(ev contact.Event, o Outcome, before *rowBefore) {
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
	b := &rowBefore{Created: ch.Verdict.Decision == contact.Created, Claims: ch.Replaced, Tags: ch.AddTags}
	for _, k := range ch.Claims {
		b.Fields = append(b.Fields, k.Field)
	}
	gave := f != nil && len(f.AddTags) > 0 && ch.Verdict.Decision != contact.Ignored
	if !b.Created && len(b.Fields) == 0 && !gave {
		return nil // there is nothing to take back
	}
	return b
}

func rowStatus(o Outcome, p contact.Person) (status, why, fix string) {
	switch {
	case o.Decision == contact.Created:
		return "created", "", ""
	case o.Decision == contact.Updated:
		return "updated", "", ""
	case o.Decision == contact.Attached, o.Reason == contact.AlreadyThere:
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
