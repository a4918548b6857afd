package imports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ImportPreview counts what an import would do if it ran now.
type ImportPreview struct {
	Create    int64 `json:"create"`
	Update    int64 `json:"update"`
	Unchanged int64 `json:"unchanged"`
	Reject    int64 `json:"reject"`
	Merged    int64 `json:"merged"`
}

// of is the count of rows of a status.
func (p *ImportPreview) of(status string) *int64 {
	switch status {
	case "created":
		return &p.Create
	case "updated":
		return &p.Update
	case "unchanged":
		return &p.Unchanged
	case "merged":
		return &p.Merged
	default:
		return &p.Reject
	}
}

// PreviewedRow is what would become of a row of an import.
type PreviewedRow struct {
	N        int
	Status   string     // as in import_rows, once the row is decided; cancelled if it is to be left out
	Rejected *Rejection // by the rules, which staging does not know; nil of the others
	Sample   *Sample    // of one of the first rows of the status; nil of the others
}

// Previewing works out what an import would do if it ran now, a page of rows at a
// time, by the rules that decide events. What was decided of one page is not kept
// for the next one: where an earlier row is about somebody on the page, it is read
// and decided again. So any page can be the first one, and what is held in memory
// are the keys of the file, some 50 bytes each.
type Previewing struct {
	db       *store.DB
	id       uuid.UUID
	channel  string
	leaveOut []string   // reasons for which rows are left out
	keyed    []keyedRow // sorted
}

// keyedRow is a row that is to be decided, and its key.
type keyedRow struct {
	Key string
	N   int
}

func (r keyedRow) compare(other keyedRow) int {
	return cmp.Or(cmp.Compare(r.Key, other.Key), cmp.Compare(r.N, other.N))
}

// Preview begins to work out what an import would do, whose rows are staged.
func (im *Imports) Preview(ctx context.Context, id uuid.UUID) (*Previewing, error) {
	ctx = store.Patient(ctx)
	p := &Previewing{db: im.db, id: id}
	args := store.Named{"id": id}
	err := im.db.Other.QueryRow(ctx, `
SELECT channel_id, ARRAY(SELECT jsonb_array_elements_text(coalesce(options -> 'leave_out', '[]'))) FROM imports WHERE id = @id`,
		args).Scan(&p.channel, &p.leaveOut)
	if err != nil {
		return nil, fmt.Errorf("read import %s: %w", id, store.OrNotFound(err))
	}
	rows, err := im.db.Other.Query(ctx, `SELECT key, n FROM import_rows WHERE import_id = @id AND status = 'pending'`, args)
	p.keyed, err = store.Collect(rows, err, pgx.RowToStructByName[keyedRow], "read the keys of import %s", id)
	slices.SortFunc(p.keyed, keyedRow.compare)
	return p, err
}

// Page returns what would become of the next rows after a row, at most limit of
// them; none if there are no more. It reads no more than the tables hold at that
// moment: what counts when a row is decided is what is true then. The rows are added to the
// counts of those before them, which tell what is a sample.
func (p *Previewing) Page(ctx context.Context, after, limit int, counts *ImportPreview) (page []PreviewedRow, err error) {
	ctx = store.Patient(ctx)
	// Everything is read as it is at one moment: who is merged or deleted meanwhile is there or not.
	moment := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, p.db.Other, moment, func(tx pgx.Tx) error {
		page, err = p.page(ctx, tx, after, limit, counts)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("preview import %s after row %d: %w", p.id, after, err)
	}
	return page, nil
}

func (p *Previewing) page(ctx context.Context, tx pgx.Tx, after, limit int, counts *ImportPreview) ([]PreviewedRow, error) {
	staged, err := p.rows(ctx, tx, `n > @after AND status <> 'cancelled' ORDER BY n LIMIT @limit`, store.Named{"after": after, "limit": limit})
	if err != nil || len(staged) == 0 {
		return nil, err
	}
	b := &previewBook{
		tx: tx, channel: p.channel, identities: map[string][]contact.Identity{}, contacts: map[uuid.UUID]*contact.Contact{}, made: map[uuid.UUID]bool{},
		leftOut: map[int]bool{},
	}
	if err := b.open(ctx, staged); err != nil {
		return nil, err
	}
	earlier, err := p.earlier(ctx, b, staged[0].N)
	if err != nil {
		return nil, err
	}
	for _, row := range earlier {
		if _, err := b.decide(row.event, false); err != nil {
			return nil, err
		}
	}
	page := make([]PreviewedRow, len(staged))
	for i, row := range staged {
		if page[i], err = p.preview(b, row, counts); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// preview says what would become of a row, and counts it unless it is left out.
func (p *Previewing) preview(b *previewBook, row previewRow, counts *ImportPreview) (PreviewedRow, error) {
	out, sample := PreviewedRow{N: row.N, Status: row.Status}, Sample{}
	if row.MergedInto != nil && b.leftOut[*row.MergedInto] {
		out.Status = "cancelled"
		return out, nil
	}
	if row.Status == "pending" {
		d, err := b.decide(row.event, counts.sampled("updated"))
		if err != nil {
			return out, err
		}
		sample = Sample{Reason: d.Reason, Contact: d.ContactID, Changes: d.changes}
		out.Status, _, sample.Fix = contact.RowStatus(d.Decision, row.event.Facts.Person)
		if out.Status == "failed" {
			out.Rejected = &Rejection{Reason: d.Reason, Fix: sample.Fix}
			if slices.Contains(p.leaveOut, string(d.Reason)) {
				out.Status, b.leftOut[row.N] = "cancelled", true
				return out, nil
			}
		}
	}
	if counts.sampled(out.Status) {
		out.Sample = &sample
	}
	*counts.of(out.Status)++
	return out, nil
}

// previewRow is a row as it is staged.
type previewRow struct {
	N          int
	Status     string
	EventID    *uuid.UUID
	MergedInto *int
	Facts      *string // of a row that is to be decided
	At         time.Time
	event      contact.Event // as it would be recorded now
}

// rows reads some rows of the import.
func (p *Previewing) rows(ctx context.Context, tx pgx.Tx, where string, args store.Named) ([]previewRow, error) {
	args["id"] = p.id
	found, err := tx.Query(ctx, `
SELECT n, status, event_id, merged_into, CASE WHEN status = 'pending' THEN facts END AS facts, now() AS at
FROM import_rows
WHERE import_id = @id AND `+where, args)
	rows, err := store.Collect(found, err, pgx.RowToStructByName[previewRow], "read rows")
	for i := range rows {
		r := &rows[i]
		if r.Facts == nil {
			continue
		}
		r.event = contact.Event{ChannelID: p.channel, Source: contact.SourceImport, OccurredAt: r.At.UTC()}
		if r.EventID != nil {
			r.event.ID = *r.EventID
		}
		if err := json.Unmarshal([]byte(*r.Facts), &r.event.Facts); err != nil {
			return nil, fmt.Errorf("read the facts of row %d: %w", r.N, err)
		}
	}
	return rows, err
}

// earlier returns the rows before a row that are about somebody of the book, or
// have a key of somebody whom nobody knows.
func (p *Previewing) earlier(ctx context.Context, b *previewBook, before int) ([]previewRow, error) {
	var numbers []int
	for _, key := range store.SortedUnique(b.keys) {
		at, _ := slices.BinarySearchFunc(p.keyed, keyedRow{Key: key}, keyedRow.compare)
		for ; at < len(p.keyed) && p.keyed[at].Key == key && p.keyed[at].N < before; at++ {
			numbers = append(numbers, p.keyed[at].N)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	rows, err := p.rows(ctx, b.tx, `n = ANY(@rows) AND status = 'pending' ORDER BY n`, store.Named{"rows": numbers})
	if err != nil {
		return nil, err
	}
	return rows, b.readIdentities(ctx, rows)
}

// SetImportPreview keeps what an import would do, with the time.
func (im *Imports) SetImportPreview(ctx context.Context, id uuid.UUID, p ImportPreview) error {
	_, err := im.db.Other.Exec(ctx, `
UPDATE imports
SET preview = jsonb_build_object(
        'create', @create::bigint, 'update', @update::bigint, 'unchanged', @unchanged::bigint, 'reject', @reject::bigint,
        'merged', @merged::bigint, 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
WHERE id = @id`, store.Named{
		"id": id, "create": p.Create, "update": p.Update, "unchanged": p.Unchanged, "reject": p.Reject, "merged": p.Merged,
	})
	if err != nil {
		return fmt.Errorf("keep the preview of import %s: %w", id, err)
	}
	return nil
}
