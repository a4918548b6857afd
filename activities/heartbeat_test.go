package activities_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// TestActivitiesAreSilentWithTheDatabase has a database that does not answer. No
// activity says that it moves, and each gives up, so that another attempt can go on.
func TestActivitiesAreSilentWithTheDatabase(t *testing.T) {
	t.Parallel()
	var (
		heartbeats atomic.Int32
		wait       sync.WaitGroup // all at once: each takes as long as it is patient
		mu         sync.Mutex
		failed     = map[string]error{}
	)
	for name, run := range map[string]func(b bench, id uuid.UUID) (converter.EncodedValue, error){
		"stage": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.StageImport, id)
		},
		"preview": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.PreviewImport, id)
		},
		"record": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.RecordPage, activities.ImportPage{Import: id})
		},
		"await": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.AwaitPage, activities.ImportPage{Import: id})
		},
		"cancel": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.CancelRows, id)
		},
		"close": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.CloseRows, id)
		},
		"status": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.SetImportStatus, activities.ImportStatus{Import: id, Status: contact.ImportIsRunning})
		},
		"undo": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.UndoBatch, id)
		},
		"finish": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.FinishUndo, id)
		},
		"stop": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.StopUndo, id)
		},
	} {
		b := newBench(t, tabular.Limits{})
		id := b.keep("phone\n+60177000001\n", imports.Import{})
		b.env.SetOnActivityHeartbeatListener(func(*activity.Info, converter.EncodedValues) { heartbeats.Add(1) })
		tx, err := b.db.Begin(t.Context())
		require.NoError(t, err)
		t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
		_, err = tx.Exec(t.Context(), `LOCK TABLE imports, import_rows IN ACCESS EXCLUSIVE MODE`)
		require.NoError(t, err)
		wait.Go(func() {
			_, err := run(b, id)
			mu.Lock()
			defer mu.Unlock()
			failed[name] = err
		})
	}
	wait.Wait()
	require.Len(t, failed, 10)
	for name, err := range failed {
		var app *temporal.ApplicationError
		require.ErrorAs(t, err, &app, name)
		require.Equal(t, activities.ErrUnavailable, app.Type(), "%s is tried again: %v", name, err)
	}
	require.Zero(t, heartbeats.Load())
}

// TestStagingGoesPastAFrozenAttempt has an attempt that hangs with rows that are
// neither committed nor gone, as a stopped backend leaves them. The next one reads
// the file all the same, and the first one can commit nothing any more.
func TestStagingGoesPastAFrozenAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("phone,name\n+60177000001,A\n+60177000002,B\n+60177000001,C\n", imports.Import{})
	attempt, err := b.Imports.BeginStaging(t.Context(), id)
	require.NoError(t, err)
	frozen, err := b.db.Begin(t.Context())
	require.NoError(t, err)
	_, err = frozen.Exec(t.Context(), `
INSERT INTO import_rows (import_id, n, attempt, page, cells, key, status, event_id, facts)
SELECT $1, n, $2, 0, '{frozen}', n::text, 'pending', gen_random_uuid(), '{}' FROM generate_series(2, 4) AS n`, id, attempt)
	require.NoError(t, err)

	within := time.Now().Add(30 * time.Second)
	staged, err := b.stage(id)
	require.NoError(t, err)
	require.True(t, time.Now().Before(within))
	require.Equal(t, activities.StagedImport{Pages: 1}, staged)
	require.NoError(t, frozen.Rollback(t.Context()))
	require.Equal(t, imports.ImportCounts{Total: 3, Pending: 2, Merged: 1}, b.view(id).Counts)

	row := imports.StagedRow{N: 9, Cells: []string{"late"}, Status: "failed"}
	require.ErrorIs(t, b.Imports.StageRows(t.Context(), id, attempt, []imports.StagedRow{row}, nil), imports.ErrSuperseded)
}

// TestStagingStopsWhenTheImportIsClosed cancels an import while its file is read:
// rows that an attempt brings afterwards would wait for ever.
func TestStagingStopsWhenTheImportIsClosed(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("phone\n+60177000001\n", imports.Import{})
	attempt, err := b.Imports.BeginStaging(t.Context(), id)
	require.NoError(t, err)
	_, err = b.env.ExecuteActivity(b.CloseRows, id)
	require.NoError(t, err)
	row := imports.StagedRow{N: 2, Cells: []string{"late"}, Status: "failed"}
	require.ErrorIs(t, b.Imports.StageRows(t.Context(), id, attempt, []imports.StagedRow{row}, nil), imports.ErrSuperseded)
	require.NoError(t, b.Imports.SetImportStatus(t.Context(), id, contact.ImportIsCancelled, ""))
	staged, err := b.stage(id)
	require.NoError(t, err)
	require.Equal(t, activities.StagedImport{Cancelled: true}, staged)
	require.Zero(t, b.view(id).Counts.Total)
}
