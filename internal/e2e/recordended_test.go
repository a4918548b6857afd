package e2e

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/workflows"
)

// TestRecordEndedImports records imports that are ended before they are through, in
// each status, while the database holds them up.
func TestRecordEndedImports(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	i := newImporter(t)
	closed := i.gates()
	c := i.temporalClient()
	outside := func(workflowID string) {
		require.NoError(t, c.CancelWorkflow(t.Context(), workflowID, ""))
	}
	ended := map[string]string{} // the name of each history, and its workflow
	is := func(name string, n int, status contact.ImportStatus, end func(id uuid.UUID), then contact.ImportStatus) {
		id := uuid.MustParse(i.in(status, n))
		end(id)
		i.until(id.String(), string(then))
		ended[name] = workflows.ImportID(id)
		switch name {
		case "import_cancel_running":
			ended["import_page_cancelled"] = workflows.ImportPageID(id, 0)
		case "import_undo_stopped":
			ended[name] = workflows.ImportUndoID(id)
		}
	}
	cancel := func(id uuid.UUID) { i.twice(id.String(), "cancel") }
	is("import_cancel_staging", 1, contact.ImportIsStaging, cancel, contact.ImportIsCancelled)
	is("import_cancel_running", 2, contact.ImportIsRunning, cancel, contact.ImportIsCancelled)
	is("import_cancel_paused", 3, contact.ImportIsPaused, cancel, contact.ImportIsCancelled)
	is("import_cancel_awaiting", 4, contact.ImportAwaits, cancel, contact.ImportIsCancelled)
	is("import_cancelled_outside", 5, contact.ImportIsRunning, func(id uuid.UUID) { outside(workflows.ImportID(id)) }, contact.ImportIsCancelled)
	is("import_page_ended", 6, contact.ImportIsRunning, func(id uuid.UUID) { outside(workflows.ImportPageID(id, 0)) }, contact.ImportIsFailed)
	is("import_undo_stopped", 7, contact.ImportIsUndoing, cancel, contact.ImportIsCancelled)
	if recording { // it takes a while, and TestImportIsPausedAndCancelledInTheMiddle does the same
		ended["import_cancel_pages"] = workflows.ImportID(i.cancelledWithPages())
	}
	closed.release()
	for name, workflowID := range ended {
		keep(t, name, i.closedHistory(workflowID))
	}
}

// cancelledWithPages cancels an import with four pages under way, one that waits for
// its turn and one that is not begun.
func (i importer) cancelledWithPages() uuid.UUID {
	i.t.Helper()
	file := []string{"phone,name"}
	for n := range 5*200 + 1 {
		file = append(file, fmt.Sprintf("+6012500%04d,%s", n, heldDeciding))
	}
	id := i.begin(lines(file...), nil)
	eventually(i.t, "four pages are recorded", func() bool {
		return count(i.t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, id) == 4*200
	})
	i.twice(id, "cancel")
	i.until(id, string(contact.ImportIsCancelled))
	return uuid.MustParse(id)
}
