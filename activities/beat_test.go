package activities_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/tabular"
)

// TestActivitiesBeatWhileTheDatabaseIsBusy holds one statement of each activity
// up. Nobody may take it for dead: on a large import it takes as long by itself.
func TestActivitiesBeatWhileTheDatabaseIsBusy(t *testing.T) {
	t.Parallel()
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
		"cancel": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.CancelRows, id)
		},
		"status": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.SetImportStatus, activities.ImportStatus{Import: id, Status: "running"})
		},
		"undo": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.UndoBatch, id)
		},
		"finish": func(b bench, id uuid.UUID) (converter.EncodedValue, error) {
			return b.env.ExecuteActivity(b.FinishUndo, id)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, tabular.Limits{})
			id := b.keep("phone\n+60177000001\n", store.Import{})
			var beats atomic.Int32
			b.env.SetOnActivityHeartbeatListener(func(*activity.Info, converter.EncodedValues) { beats.Add(1) })
			tx, err := b.db.Begin(t.Context())
			require.NoError(t, err)
			_, err = tx.Exec(t.Context(), `LOCK TABLE imports, import_rows IN ACCESS EXCLUSIVE MODE`)
			require.NoError(t, err)
			released := make(chan struct{})
			var alive int32
			go func() {
				defer close(released)
				time.Sleep(3 * time.Second)
				alive = beats.Load()
				_ = tx.Rollback(t.Context())
			}()
			_, err = run(b, id)
			<-released
			require.NoError(t, err)
			require.Positive(t, alive, "while it waited")
		})
	}
}
