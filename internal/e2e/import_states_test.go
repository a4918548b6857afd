package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/workflows"
)

// told is a command, its answer, and the status that the import has from then on.
type told struct {
	command contact.ImportCommand
	answer  int
	then    contact.ImportStatus
}

// imports of every status, and what they are told: first what changes nothing, and
// in the end one command.
var importCommands = []struct {
	status contact.ImportStatus
	keep   []told
	last   told
}{
	{contact.ImportIsStaging, []told{
		{"confirm", 200, "staging"}, {"pause", 200, "staging"}, {"resume", 200, "staging"}, {"undo", 409, "staging"},
	}, told{"cancel", 200, "cancelled"}},
	{contact.ImportAwaits, []told{
		{"pause", 409, "awaiting_confirmation"}, {"resume", 200, "awaiting_confirmation"}, {"undo", 409, "awaiting_confirmation"},
	}, told{"cancel", 200, "cancelled"}},
	{contact.ImportAwaits, nil, told{"confirm", 200, "completed"}},
	{contact.ImportIsRunning, []told{
		{"confirm", 200, "running"}, {"resume", 200, "running"}, {"undo", 409, "running"},
	}, told{"cancel", 200, "cancelled"}},
	{contact.ImportIsRunning, nil, told{"pause", 200, "paused"}},
	{contact.ImportIsPaused, []told{
		{"pause", 200, "paused"}, {"confirm", 200, "paused"}, {"undo", 409, "paused"},
	}, told{"cancel", 200, "cancelled"}},
	{contact.ImportIsPaused, nil, told{"resume", 200, "running"}},
	{contact.ImportIsCompleted, []told{
		{"confirm", 200, "completed"}, {"pause", 409, "completed"}, {"resume", 200, "completed"}, {"cancel", 200, "completed"},
	}, told{"undo", 202, "undone"}},
	{contact.ImportIsCancelled, []told{
		{"confirm", 409, "cancelled"}, {"pause", 409, "cancelled"}, {"resume", 409, "cancelled"}, {"cancel", 200, "cancelled"},
	}, told{"undo", 202, "undone"}},
	{contact.ImportIsFailed, []told{
		{"confirm", 409, "failed"}, {"pause", 409, "failed"}, {"resume", 409, "failed"}, {"cancel", 200, "failed"},
	}, told{"undo", 409, "failed"}},
	{contact.ImportIsUndoing, []told{
		{"confirm", 409, "undoing"}, {"pause", 409, "undoing"}, {"resume", 409, "undoing"}, {"undo", 200, "undoing"},
	}, told{"cancel", 200, "cancelled"}},
	{contact.ImportIsUndone, []told{
		{"confirm", 409, "undone"}, {"pause", 409, "undone"}, {"resume", 409, "undone"}, {"cancel", 200, "undone"},
	}, told{"undo", 200, "undone"}},
}

// TestImportInEveryStatusIsToldEverything tells imports of every status everything,
// while the database holds those up that are under way. Once more with a process that
// is killed in that status, and again as soon as it has answered.
func TestImportInEveryStatusIsToldEverything(t *testing.T) {
	t.Parallel()
	for _, crashes := range []bool{false, true} {
		t.Run(fmt.Sprintf("with crashes %v", crashes), func(t *testing.T) {
			t.Parallel()
			if crashes {
				devtest.Long(t)
			}
			i := newImporter(t)
			crash := func() {
				if crashes {
					i.p.kill()
					i.p = i.start("serve")
				}
			}
			closed := i.gates()
			ids := make([]string, len(importCommands))
			for n, row := range importCommands {
				ids[n] = i.in(row.status, n)
			}
			crash()
			for n, row := range importCommands {
				for _, tell := range row.keep {
					require.Equal(t, tell.answer, i.order(ids[n], string(tell.command)), "%s: %s", row.status, tell.command)
					require.EqualValues(t, tell.then, i.view(ids[n]).Status, "%s: %s", row.status, tell.command)
				}
			}
			crash()
			for n, row := range importCommands {
				require.EqualValues(t, row.status, i.view(ids[n]).Status)
				require.Equal(t, row.last.answer, i.order(ids[n], string(row.last.command)), "%s: %s", row.status, row.last.command)
			}
			crash()
			for n, row := range importCommands {
				eventually(t, fmt.Sprintf("an import that was %s and was told to %s is %s", row.status, row.last.command, row.last.then),
					func() bool { return i.view(ids[n]).Status == string(row.last.then) })
			}
			closed.release()
			for n, row := range importCommands {
				i.comesOut(ids[n], row.status, row.last)
			}
		})
	}
}

// in makes an import of a status that stays so.
func (i importer) in(status contact.ImportStatus, n int) (id string) {
	i.t.Helper()
	file := func(name string) string { return lines("phone,name", fmt.Sprintf("+6012300%04d,%s", n, name)) }
	dry := map[string]string{"dry_run": "true"}
	switch status {
	case contact.ImportIsStaging:
		id = i.begin(file(heldStaging), nil)
	case contact.ImportAwaits, contact.ImportIsCancelled:
		id = i.begin(file("A"), dry)
		i.until(id, string(contact.ImportAwaits))
		if status == contact.ImportIsCancelled {
			i.twice(id, "cancel")
		}
	case contact.ImportIsRunning, contact.ImportIsPaused:
		id = i.begin(file(heldDeciding), nil)
		eventually(i.t, "its row is recorded", func() bool {
			return count(i.t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, id) == 1
		})
		if status == contact.ImportIsPaused {
			i.twice(id, "pause")
		}
	case contact.ImportIsFailed:
		id = i.begin(file(heldStaging), nil)
		require.NoError(i.t, i.temporalClient().TerminateWorkflow(i.t.Context(), workflows.ImportID(uuid.MustParse(id)), "", "to see it fail"))
	case contact.ImportIsUndoing:
		id = i.run(file(heldUndoing), nil).ID
		i.twice(id, "undo")
	case contact.ImportIsCompleted, contact.ImportIsUndone:
		id = i.run(file("B"), nil).ID
		if status == contact.ImportIsUndone {
			i.twice(id, "undo")
		}
	}
	i.until(id, string(status))
	return id
}

// comesOut requires what an import comes to when nobody is held any more.
func (i importer) comesOut(id string, was contact.ImportStatus, last told) {
	i.t.Helper()
	eventually(i.t, "every row has its end", func() bool { return i.view(id).Counts.Pending == 0 })
	view := i.view(id)
	switch {
	case was == contact.ImportIsUndoing:
		require.Contains(i.t, *view.Error, "Undo it again")
		require.Equal(i.t, http.StatusAccepted, i.order(id, "undo"))
		require.Equal(i.t, undoView{Removed: 1}, *i.until(id, "undone").Undo)
	case last.then == contact.ImportIsCancelled && (was == contact.ImportIsRunning || was == contact.ImportIsPaused):
		require.EqualValues(i.t, 1, view.Counts.Created, "what was recorded is decided and counted: %+v", view)
		require.Nil(i.t, view.Error)
	case last.then == contact.ImportIsCancelled:
		require.Equal(i.t, view.Counts.Total, view.Counts.Cancelled, "%+v", view)
	case last.then == contact.ImportIsRunning:
		i.until(id, "completed")
	case last.then == contact.ImportIsPaused:
		require.Equal(i.t, http.StatusOK, i.order(id, "resume"))
		i.until(id, "completed")
	}
}
