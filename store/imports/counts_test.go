package imports_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// shown are the counts of an import as readers are shown it, which the list agrees
// with.
func shown(f storetest.Fixture, id uuid.UUID) imports.ImportCounts {
	f.T.Helper()
	v, err := f.Imports.Import(f.T.Context(), id)
	require.NoError(f.T, err)
	all, err := f.Imports.List(f.T.Context(), "", nil, 100)
	require.NoError(f.T, err)
	for _, one := range all {
		if one.ID == id {
			require.Equal(f.T, v.Counts, one.Counts)
		}
	}
	return v.Counts
}

// status moves an import on.
func status(f storetest.Fixture, id uuid.UUID, to contact.ImportStatus) {
	f.T.Helper()
	require.NoError(f.T, f.Imports.SetImportStatus(f.T.Context(), id, to, ""))
}

// TestReadersAreShownWhatWasCounted has rows that nobody has counted.
func TestReadersAreShownWhatWasCounted(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	require.Zero(t, shown(f, id))
	f.RecordRows(id, storetest.StageRow(id, 2, "60177000001", "A"), storetest.StageRow(id, 3, "60177000002", "B"))
	require.Zero(t, shown(f, id), "who reads does not count")
	status(f, id, contact.ImportIsRunning)
	require.Equal(t, imports.ImportCounts{Total: 2, Pending: 2}, shown(f, id))
	f.Decide(contacttest.Shop, "60177000001")
	require.Equal(t, imports.ImportCounts{Total: 2, Pending: 2}, shown(f, id))
	counted, err := f.Imports.TryCount(t.Context(), id)
	require.NoError(t, err)
	require.True(t, counted)
	require.Equal(t, imports.ImportCounts{Total: 2, Pending: 1, Created: 1}, shown(f, id))
}

// TestCountsAreExactOnceAnImportHasEnded has rows decided, judged anew and undone
// after the end, with nobody who looks after the import.
func TestCountsAreExactOnceAnImportHasEnded(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	final := func(id uuid.UUID) bool {
		return storetest.Read[bool](f, `SELECT final FROM import_counts WHERE import_id = $1`, id)
	}
	f.Happen(contacttest.Text("m1", 1, contacttest.Called(contacttest.Number("60177000009"), "Known")))
	id := f.KeepImport(imports.Import{}, "x")
	f.RecordRows(id, storetest.StageRow(id, 2, "60177000001", "A"), storetest.StageRow(id, 3, "60177000002", "B"), storetest.StageRow(id, 4, "60177000003", "C"))
	status(f, id, contact.ImportIsRunning)
	status(f, id, contact.ImportIsCancelled) // before its rows are decided
	require.Equal(t, imports.ImportCounts{Total: 3, Pending: 3}, shown(f, id))
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	require.False(t, final(id), "rows are still to be decided")
	f.Decide(contacttest.Shop, "60177000001")
	require.Equal(t, imports.ImportCounts{Total: 3, Pending: 2, Created: 1}, shown(f, id))
	f.Decide(contacttest.Shop, "60177000002")
	_, poison := f.Next("60177000003")
	_, err := f.Ledger.Quarantine(t.Context(), poison, contact.Failed, "it does not fit")
	require.NoError(t, err)
	done := imports.ImportCounts{Total: 3, Created: 2, Failed: 1}
	require.Equal(t, done, shown(f, id))
	require.False(t, final(id))
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	require.True(t, final(id), "a sweep counts it")
	require.Equal(t, done, shown(f, id))

	raw, err := f.Ledger.RawEvent(t.Context(), poison.EventID)
	require.NoError(t, err)
	require.Equal(t, "quarantined", *raw.Decision)
	require.NoError(t, f.Ledger.Replay(t.Context(), poison.EventID, contact.Event{Kind: "row", Facts: *storetest.StageRow(id, 4, "60177000003", "C").Facts}))
	require.Equal(t, imports.ImportCounts{Total: 3, Created: 2, Pending: 1}, shown(f, id), "it waits again")
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	f.Decide(contacttest.Shop, "60177000003")
	done = imports.ImportCounts{Total: 3, Created: 3}
	require.Equal(t, done, shown(f, id))
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	require.True(t, final(id))

	require.NoError(t, f.Imports.UndoStarted(t.Context(), id))
	require.False(t, final(id), "an undo begins")
	require.NoError(t, f.Imports.LeaveRows(t.Context(), id, []int{2}))
	require.NoError(t, f.Imports.Count(t.Context(), id))
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsUndoing, v.Status)
	require.NoError(t, f.Imports.StopUndo(t.Context(), id, "stopped"))
	require.NoError(t, f.Imports.LeaveRows(t.Context(), id, []int{3})) // what the undo had recorded is decided
	v, err = f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.JSONEq(t, `{"removed": 0, "restored": 0, "left": 2}`, string(v.Undo))
	require.NoError(t, f.Imports.UndoStarted(t.Context(), id))
	require.NoError(t, f.Imports.LeaveRows(t.Context(), id, []int{4}))
	require.NoError(t, f.Imports.FinishUndo(t.Context(), id))
	require.True(t, final(id))
	v, err = f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.JSONEq(t, `{"removed": 0, "restored": 0, "left": 3}`, string(v.Undo))
	require.Equal(t, done, v.Counts)
}

// TestOneCountsAtATime has somebody who counts stand still.
func TestOneCountsAtATime(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	f.RecordRows(id, storetest.StageRow(id, 2, "60177000001", "A"))
	status(f, id, contact.ImportIsRunning)
	still, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = still.Exec(t.Context(), `SELECT FROM import_counts WHERE import_id = $1 FOR NO KEY UPDATE`, id)
	require.NoError(t, err)

	f.Decide(contacttest.Shop, "60177000001")
	counted, err := f.Imports.TryCount(t.Context(), id)
	require.NoError(t, err)
	require.False(t, counted)
	status(f, id, contact.ImportIsCompleted)
	require.Equal(t, imports.ImportCounts{Total: 1, Created: 1}, shown(f, id), "it ends all the same, and is exact")
	require.NoError(t, still.Rollback(t.Context()))
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	require.True(t, storetest.Read[bool](f, `SELECT final FROM import_counts WHERE import_id = $1`, id))
}

// TestCountsNeverGoBack has several processes count while rows are decided.
func TestCountsNeverGoBack(t *testing.T) {
	t.Parallel()
	const size = 120
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	rows := make([]imports.StagedRow, size)
	for n := range rows {
		rows[n] = storetest.StageRow(id, n+2, fmt.Sprintf("60177%06d", n), "A")
	}
	f.RecordRows(id, rows...)
	status(f, id, contact.ImportIsRunning)
	ctx, stop := context.WithCancel(t.Context())
	counting := make(chan error, 3)
	for n := range cap(counting) {
		go func() {
			var err error
			for err == nil && ctx.Err() == nil {
				if n == 0 {
					err = f.Imports.Count(t.Context(), id)
				} else {
					_, err = f.Imports.TryCount(t.Context(), id)
				}
			}
			counting <- err
		}()
	}
	decided := make(chan struct{})
	go func() {
		defer close(decided)
		for _, row := range rows {
			f.Decide(contacttest.Shop, row.Key)
		}
	}()
	var last imports.ImportCounts
	for open := true; open; {
		select {
		case <-decided:
			open = false
		default:
		}
		v, err := f.Imports.Import(t.Context(), id)
		require.NoError(t, err)
		now := v.Counts
		require.GreaterOrEqual(t, now.Created, last.Created)
		require.EqualValues(t, size, now.Created+now.Pending, "%+v", now)
		last = now
	}
	stop()
	for range cap(counting) {
		require.NoError(t, <-counting)
	}
	status(f, id, contact.ImportIsCompleted)
	require.Equal(t, imports.ImportCounts{Total: size, Created: size}, shown(f, id))
}

// TestADeletedImportIsShownWhole deletes an import that takes several batches, and is
// cut off.
func TestADeletedImportIsShownWhole(t *testing.T) {
	t.Parallel()
	for name, counted := range map[string]bool{"that was counted": true, "that an earlier version took in": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			id := f.KeepImport(imports.Import{}, "x")
			f.ManyRows(id, 1200)
			for more := true; more; {
				var err error
				more, err = f.Imports.CancelRows(t.Context(), id)
				require.NoError(t, err)
			}
			status(f, id, contact.ImportIsCancelled)
			if !counted {
				f.Exec(`DELETE FROM import_counts`)
			}
			whole := imports.ImportCounts{Total: 1201, Cancelled: 1201}
			require.Equal(t, whole, shown(f, id))
			f.Exec(`
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
CREATE TRIGGER refuse BEFORE DELETE ON import_rows FOR EACH ROW WHEN (OLD.n > 600) EXECUTE FUNCTION refuse()`)
			require.Error(t, f.Imports.DeleteImport(t.Context(), id))
			require.Equal(t, 701, storetest.Read[int](f, `SELECT count(*)::int FROM import_rows`))
			require.Equal(t, whole, shown(f, id))
			require.NoError(t, f.Imports.Count(t.Context(), id), "whoever comes late")
			require.NoError(t, f.Imports.CountEnded(t.Context()))
			require.Equal(t, whole, shown(f, id))
			f.Exec(`DROP TRIGGER refuse ON import_rows`)
			require.NoError(t, f.Imports.DeleteImport(t.Context(), id))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM imports`)+storetest.Read[int](f, `SELECT count(*)::int FROM import_counts`))
		})
	}
}

// TestImportsOfEarlierVersionsAreCounted has imports without kept counts, in every
// status.
func TestImportsOfEarlierVersionsAreCounted(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	all := map[contact.ImportStatus]uuid.UUID{}
	for _, s := range contact.ImportStatuses() {
		all[s] = f.KeepImport(imports.Import{}, "x")
		f.ManyRows(all[s], 3)
		f.Exec(`UPDATE import_rows SET status = 'created' WHERE import_id = $1 AND status = 'pending'`, all[s])
		f.Exec(`UPDATE imports SET status = $2 WHERE id = $1`, all[s], s)
	}
	f.Exec(`DELETE FROM import_counts`)
	want := imports.ImportCounts{Total: 4, Created: 3, Merged: 1}
	for s, id := range all {
		require.Equal(t, want, shown(f, id), s)
	}
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	for s, id := range all {
		require.Equal(t, want, shown(f, id), s)
	}
	require.Equal(t, 4, storetest.Read[int](f, `SELECT count(*)::int FROM import_counts WHERE final`))
}

// TestReadersDoNotLookAtRows reads how PostgreSQL reads imports.
func TestReadersDoNotLookAtRows(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	var last uuid.UUID
	for n := range 20 {
		last = f.KeepImport(imports.Import{}, "x")
		f.ManyRows(last, 500)
		if n%2 == 0 {
			f.Exec(`UPDATE import_rows SET status = 'created' WHERE import_id = $1 AND status = 'pending'`, last)
			status(f, last, contact.ImportIsCompleted)
			continue
		}
		status(f, last, contact.ImportIsRunning)
	}
	f.Exec(`ANALYZE`)
	explained, plans := f.Explaining()
	for range storetest.Often {
		for _, p := range plans.Of(t, func() {
			_, err := explained.Imports.List(t.Context(), "", nil, 100)
			require.NoError(t, err)
			_, err = explained.Imports.Import(t.Context(), last)
			require.NoError(t, err)
		}) {
			require.Zero(t, p.RowsOf("import_rows"), "%s", p)
			require.LessOrEqual(t, p.Blocks(), 200, "%s", p)
		}
	}
}
