package activities_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// shows waits until readers are shown these counts, without counting for them.
func (b bench) shows(id uuid.UUID, want imports.ImportCounts) {
	b.t.Helper()
	var now imports.ImportCounts
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		v, err := b.Imports.Import(b.t.Context(), id)
		require.NoError(b.t, err)
		if now = v.Counts; now == want {
			return
		}
		require.True(b.t, time.Now().Before(end), "%+v are shown, and never %+v", now, want)
	}
}

// TestActivitiesTellHowFarAnImportIs has readers follow an import, who count nothing
// themselves.
func TestActivitiesTellHowFarAnImportIs(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("phone,name\n+60177000001,A\n+60177000002,B\n+60177000001,C\nx,D\n", imports.Import{})
	_, err := b.stage(id)
	require.NoError(t, err)
	b.shows(id, imports.ImportCounts{Total: 4, Pending: 2, Merged: 1, Failed: 1})
	_, err = b.env.ExecuteActivity(b.SetImportStatus, activities.ImportStatus{Import: id, Status: "running"})
	require.NoError(t, err)
	_, err = b.env.ExecuteActivity(b.RecordPage, activities.ImportPage{Import: id})
	require.NoError(t, err)

	waited := make(chan error, 1)
	go func() {
		_, err := b.env.ExecuteActivity(b.AwaitPage, activities.ImportPage{Import: id})
		waited <- err
	}()
	b.decide("60177000001")
	b.shows(id, imports.ImportCounts{Total: 4, Pending: 1, Created: 1, Merged: 1, Failed: 1})
	select {
	case err := <-waited:
		require.FailNow(t, "the page is not done", "%v", err)
	default:
	}
	b.decide("60177000002")
	require.NoError(t, <-waited)
	b.shows(id, imports.ImportCounts{Total: 4, Created: 2, Merged: 1, Failed: 1}) // nobody waits any more

	_, err = b.env.ExecuteActivity(b.SetImportStatus, activities.ImportStatus{Import: id, Status: "completed"})
	require.NoError(t, err)
	v, err := b.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, imports.ImportCounts{Total: 4, Created: 2, Merged: 1, Failed: 1}, v.Counts, "exact at once when it has ended")
}
