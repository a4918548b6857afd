package e2e

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/workflows"
)

// TestImportIsCancelledFromOutside has an operator cancel a workflow of an import in
// the Temporal UI, or end it, while the database holds the import up. It never stays
// as it was, and says in words what happened.
func TestImportIsCancelledFromOutside(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	closed := i.gates()
	c := i.temporalClient()
	page := func(id uuid.UUID) string { return workflows.ImportPageID(id, 0) }
	cancel := func(workflowID string) error { return c.CancelWorkflow(context.Background(), workflowID, "") }
	terminate := func(workflowID string) error {
		return c.TerminateWorkflow(context.Background(), workflowID, "", "by mistake")
	}
	tests := []struct {
		name  string
		in    contact.ImportStatus
		which func(uuid.UUID) string
		end   func(workflowID string) error
		then  contact.ImportStatus
		says  string
		rows  imports.ImportCounts // when nobody is held any more
	}{
		{"while it is staged", "staging", workflows.ImportID, cancel, "cancelled", "cancelled in Temporal", imports.ImportCounts{}},
		{"while it waits", "awaiting_confirmation", workflows.ImportID, cancel, "cancelled", "cancelled in Temporal", imports.ImportCounts{Total: 1, Cancelled: 1}},
		{"while it runs", "running", workflows.ImportID, cancel, "cancelled", "cancelled in Temporal", imports.ImportCounts{Total: 1, Created: 1}},
		{"while it is paused", "paused", workflows.ImportID, cancel, "cancelled", "cancelled in Temporal", imports.ImportCounts{Total: 1, Created: 1}},
		{"a page", "running", page, cancel, "failed", "ended from outside", imports.ImportCounts{Total: 1, Created: 1}},
		{"a page that is terminated", "running", page, terminate, "failed", "ended from outside", imports.ImportCounts{Total: 1, Created: 1}},
		{"while it is undone", "undoing", workflows.ImportUndoID, cancel, "cancelled", "Undo it again", imports.ImportCounts{Total: 1, Created: 1}},
	}
	ids := make([]string, len(tests))
	for n, test := range tests {
		ids[n] = i.in(test.in, n)
		require.NoError(t, test.end(test.which(uuid.MustParse(ids[n]))), test.name)
	}
	for n, test := range tests {
		eventually(t, test.name+" it ends as "+string(test.then), func() bool { return i.view(ids[n]).Status == string(test.then) })
		require.Contains(t, *i.view(ids[n]).Error, test.says, test.name)
	}
	closed.release()
	for n, test := range tests {
		eventually(t, test.name+": every row has its end", func() bool { return i.view(ids[n]).Counts.Pending == 0 })
		require.Equal(t, test.rows, i.view(ids[n]).Counts, test.name)
		if test.rows.Created > 0 {
			require.Less(t, i.order(ids[n], "undo"), http.StatusMultipleChoices)
			i.until(ids[n], "undone")
		}
	}
}

// TestImportIsCancelledWhoseWorkflowIsGone cancels an import and an undo right after
// an operator has ended their workflows, before anybody else has found out.
func TestImportIsCancelledWhoseWorkflowIsGone(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	closed := i.gates()
	c := i.temporalClient()
	for n, test := range []struct {
		in    contact.ImportStatus
		which func(uuid.UUID) string
	}{
		{contact.ImportIsRunning, workflows.ImportID}, {contact.ImportIsUndoing, workflows.ImportUndoID},
	} {
		id := i.in(test.in, n)
		require.NoError(t, c.TerminateWorkflow(t.Context(), test.which(uuid.MustParse(id)), "", "by mistake"))
		require.Equal(t, http.StatusOK, i.order(id, "cancel"))
		view := i.view(id)
		require.True(t, contact.ImportStatus(view.Status).Ended(), "%s", view.Status)
		require.NotNil(t, view.Error)
	}
	closed.release()
}

// TestImportWithARowThatIsRefused has a row that PostgreSQL refuses again and again:
// one when it is recorded, another when it is decided. All others are imported.
func TestImportWithARowThatIsRefused(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	_, err := i.db.Exec(t.Context(), `
ALTER TABLE events ADD CONSTRAINT unrecordable CHECK (facts NOT LIKE '%"Unrecordable"%');
ALTER TABLE contacts ADD CONSTRAINT undecidable CHECK (display_name <> 'Undecidable')`)
	require.NoError(t, err)
	id := i.begin(lines("phone,name", "+60123000001,A", "+60123000002,Unrecordable", "+60123000003,B",
		"+60123000004,Undecidable", "+60123000005,C"), nil)
	i.until(id, "completed")
	require.Equal(t, imports.ImportCounts{Total: 5, Created: 3, Failed: 2}, i.requireCounted(id))
	for _, r := range i.rows(id, "failed") {
		require.Equal(t, string(contact.Failed), r.Error)
		require.NotEmpty(t, r.SuggestedFix)
	}
	require.Equal(t, undoView{Removed: 3}, i.undo(id))
}
