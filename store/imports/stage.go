package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// What an attempt at staging is told when it is not to go on.
var (
	// ErrCancelled says that an import has ended before all of its rows were read.
	ErrCancelled = errors.New("the import was cancelled")
	// ErrSuperseded says that a later attempt reads the file, or nobody any more.
	ErrSuperseded = errors.New("another attempt stages the import")
)

// stagingPatience is how long a new attempt waits for a chunk that an earlier one
// is about to commit. Whoever takes longer hangs, and will not commit any more.
const stagingPatience = "2s"

// BeginStaging returns the number of a new attempt at staging an import. From now
// on no earlier one commits any rows. It returns ErrCancelled if the import has
// ended.
func (im *Imports) BeginStaging(ctx context.Context, id uuid.UUID) (attempt int, err error) {
	err = im.db.Other.QueryRow(ctx, `
UPDATE imports SET staging_attempt = staging_attempt + 1
WHERE id = @id AND status IN ('staging', 'awaiting_confirmation', 'running', 'paused')
RETURNING staging_attempt`, store.Named{"id": id}).Scan(&attempt)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrCancelled
	}
	if err == nil && attempt > 1 {
		err = im.awaitChunk(ctx, id)
	}
	if err != nil {
		return 0, fmt.Errorf("begin to stage import %s: %w", id, err)
	}
	return attempt, nil
}

// StopStaging keeps every attempt at staging from committing any more rows.
func (im *Imports) StopStaging(ctx context.Context, id uuid.UUID) error {
	_, err := im.db.Other.Exec(ctx, `UPDATE imports SET staging_attempt = staging_attempt + 1 WHERE id = @id`, store.Named{"id": id})
	if err != nil {
		return fmt.Errorf("stop staging import %s: %w", id, err)
	}
	return nil
}

// awaitChunk waits for transactions of earlier attempts, which hold the import's
// row, so that what they have committed is seen.
func (im *Imports) awaitChunk(ctx context.Context, id uuid.UUID) error {
	err := im.db.InTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('lock_timeout', @patience, true)`, store.Named{"patience": stagingPatience}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, lockToCancelSQL, store.Named{"id": id})
		return err
	})
	if store.IsCode(err, "55P03") {
		return nil
	}
	return err
}

// StagedRows returns the number of the last row that is staged, 0 if none is, and
// the first row of each key: what staging needs to resume.
func (im *Imports) StagedRows(ctx context.Context, id uuid.UUID) (last int, first map[string]int, err error) {
	ctx = store.Patient(ctx)
	args := store.Named{"id": id}
	err = im.db.Other.QueryRow(ctx, `SELECT coalesce(max(n), 0) FROM import_rows WHERE import_id = @id`, args).Scan(&last)
	if err != nil {
		return 0, nil, fmt.Errorf("read how far import %s is staged: %w", id, err)
	}
	rows, err := im.db.Other.Query(ctx, `SELECT key, n FROM import_rows WHERE import_id = @id AND status = 'pending'`, args)
	if err != nil {
		return 0, nil, fmt.Errorf("read the staged keys of import %s: %w", id, err)
	}
	first = map[string]int{}
	var key string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error {
		first[key] = n
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("read the staged keys of import %s: %w", id, err)
	}
	return last, first, nil
}

// StageRows adds rows in one transaction, or returns ErrCancelled or ErrSuperseded.
// later holds the fields of rows that were merged into earlier ones, by the earlier
// row's number.
func (im *Imports) StageRows(ctx context.Context, id uuid.UUID, attempt int, rows []StagedRow, later map[int][]contact.Fields) error {
	err := im.db.InTx(ctx, func(tx pgx.Tx) error {
		if err := mayStage(ctx, tx, id, attempt); err != nil {
			return err
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_rows"}, []string{
			"import_id", "n", "attempt", "page", "cells", "key", "facts", "event_id", "status", "error", "suggested_fix", "merged_into",
		}, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return rows[i].columns(id, attempt) }))
		if err != nil {
			return err
		}
		if err := mergeRows(ctx, tx, id, later); err != nil {
			return err
		}
		return mayStage(ctx, tx, id, attempt)
	})
	if err != nil {
		return fmt.Errorf("stage rows of import %s: %w", id, err)
	}
	return nil
}

// mayStage reports whether this attempt is the latest one of an import that is
// being staged. Until the transaction ends, whoever cancels rows waits for it; who
// changes the import's status does not.
func mayStage(ctx context.Context, tx pgx.Tx, id uuid.UUID, attempt int) error {
	var status contact.ImportStatus
	var latest int
	err := tx.QueryRow(ctx, `SELECT status, staging_attempt FROM imports WHERE id = @id FOR KEY SHARE`, store.Named{"id": id}).Scan(&status, &latest)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && status.Ended():
		return ErrCancelled
	case err == nil && latest != attempt:
		return ErrSuperseded
	}
	return err
}

func (r StagedRow) columns(id uuid.UUID, attempt int) ([]any, error) {
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
		id, r.N, attempt, r.Page, r.Cells, store.Null(r.Key), facts, event, r.Status, store.Null(r.Error), store.Null(r.SuggestedFix), r.MergedInto,
	}, nil
}

// mergeRows has rows take over the fields of later rows of the same person.
func mergeRows(ctx context.Context, tx pgx.Tx, id uuid.UUID, later map[int][]contact.Fields) error {
	if len(later) == 0 {
		return nil
	}
	numbers := make([]int, 0, len(later))
	for n := range later {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	rows, err := tx.Query(ctx, `SELECT n, facts FROM import_rows WHERE import_id = @id AND n = ANY(@rows) ORDER BY n FOR UPDATE`,
		store.Named{"id": id, "rows": numbers})
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	var n int
	var stored string
	_, err = pgx.ForEachRow(rows, []any{&n, &stored}, func() error {
		merged, err := mergedFacts(stored, later[n])
		b.Queue(`UPDATE import_rows SET facts = @facts WHERE import_id = @id AND n = @n`, store.Named{"id": id, "n": n, "facts": merged})
		return err
	})
	if err != nil {
		return err
	}
	return tx.SendBatch(ctx, b).Close()
}

func mergedFacts(stored string, later []contact.Fields) (string, error) {
	var facts contact.Facts
	if err := json.Unmarshal([]byte(stored), &facts); err != nil {
		return "", err
	}
	for _, fields := range later {
		facts.Fields.Merge(fields)
	}
	facts.Detail = contact.Report(facts.Fields.Skipped)
	encoded, err := json.Marshal(facts)
	return string(encoded), err
}
