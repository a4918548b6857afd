package e2e

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/workflows"
)

// temporalClient is what an operator works with.
func (w *world) temporalClient() client.Client {
	w.t.Helper()
	c, err := client.Dial(client.Options{HostPort: w.temporal})
	require.NoError(w.t, err)
	w.t.Cleanup(c.Close)
	return c
}

// TestImportIsEndedFromOutside has an operator end a workflow of an import whose
// rows are recorded and not decided yet. The import is shown as failed, and can
// be undone: that waits for what will be decided in any case.
func TestImportIsEndedFromOutside(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	for name, workflowID := range map[string]func(id uuid.UUID) string{
		"the import": workflows.ImportID,
		"a page":     func(id uuid.UUID) string { return workflows.ImportPageID(id, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newImporter(t)
			held := i.hold(`LOCK TABLE contacts IN SHARE MODE`) // nobody can be created
			id := i.begin(lines("phone", "+60123000001", "+60123000002", "+60123000003"), nil)
			eventually(t, "its rows are recorded", func() bool {
				return count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, id) == 3
			})
			c := i.temporalClient()
			require.NoError(t, c.TerminateWorkflow(t.Context(), workflowID(uuid.MustParse(id)), "", "by mistake"))
			view := i.until(id, "failed")
			require.Contains(t, *view.Error, "ended from outside")
			require.Equal(t, imports.ImportCounts{Total: 3, Pending: 3}, view.Counts)

			i.twice(id, "undo")
			time.Sleep(2 * time.Second)
			require.Equal(t, "undoing", i.view(id).Status, "it waits for the rows")
			held.release()
			view = i.until(id, "undone")
			require.Equal(t, undoView{Removed: 3}, *view.Undo)
			require.Zero(t, count(t, i.db, `SELECT count(*) FROM contacts WHERE NOT hidden`))
		})
	}
}

// TestUndoIsEndedFromOutside has an operator end an undo. It can be undone again.
func TestUndoIsEndedFromOutside(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	id := i.run(lines("phone", "+60123000001", "+60123000002"), nil).ID
	held := i.hold(`LOCK TABLE contacts IN SHARE MODE`) // nobody can be removed
	i.twice(id, "undo")
	i.until(id, "undoing")
	c := i.temporalClient()
	require.NoError(t, c.TerminateWorkflow(t.Context(), workflows.ImportUndoID(uuid.MustParse(id)), "", "by mistake"))
	view := i.until(id, "failed")
	require.Contains(t, *view.Error, "Undo it again")
	held.release()
	i.twice(id, "undo")
	view = i.until(id, "undone")
	require.Nil(t, view.Error)
	require.Equal(t, undoView{Removed: 2}, *view.Undo)
}
