package e2e

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var endedImport = []string{"completed", "cancelled", "failed", "undone"}

// endsImports waits for the imports whose workflows are no more. What becomes of
// each is the program's to say; but each ends, and every row of it is accounted
// for. One that nobody had begun with is simply done.
func (u upgraded) endsImports(t *testing.T) {
	require.Len(t, u.imports, 11)
	for id, was := range u.imports {
		if slices.Contains(endedImport, was) {
			require.Equal(t, was, u.view(id).Status)
		}
		eventually(t, "the import that was "+was+" ends", func() bool {
			switch u.view(id).Status {
			case "awaiting_confirmation", "paused": // for a person
				u.order(id, "cancel")
			}
			return slices.Contains(endedImport, u.view(id).Status)
		})
		u.decided()
		now := u.view(id)
		require.Zero(t, now.Counts.Pending, was)
		c := now.Counts
		require.Equal(t, c.Total, c.Created+c.Updated+c.Unchanged+c.Merged+c.Failed+c.Cancelled)
		require.Len(t, u.rows(id, ""), int(c.Total))
		u.errorsCSV(id)
	}
	require.Equal(t, undoView{Removed: 1, Restored: 1, Left: 1}, *u.view(u.one("undone")).Undo)
	require.Equal(t, "Waiting One", u.known("60123000101").DisplayName, "a file that came while Temporal was unavailable")
	require.Equal(t, "Waiting Two", u.known("60123000102").DisplayName)
	require.Equal(t, "Running One", u.known("60123000093").DisplayName)
	require.Equal(t, "Running Two", u.known("60123000094").DisplayName, "what is recorded is decided")
	require.Equal(t, "Paused Two", u.known("60123000096").DisplayName)
}

// one is the import that had a status, of which there was one.
func (u upgraded) one(status string) string {
	u.t.Helper()
	for id, was := range u.imports {
		if was == status {
			return id
		}
	}
	require.FailNow(u.t, "no import was "+status)
	return ""
}

func (u upgraded) undoesImports(t *testing.T) {
	completed, undoing, undone := u.one("completed"), u.one("undoing"), u.one("undone")
	require.Less(t, u.order(completed, "undo"), 300)
	view := u.until(completed, "undone")
	require.Equal(t, undoView{Removed: 1, Left: 3}, *view.Undo, "people have edited all but one")
	require.Empty(t, u.people("q=60123000081"))
	require.Equal(t, "Edited 60123000002", u.known("60123000002").DisplayName)

	if u.view(undoing).Status != "undone" {
		require.Less(t, u.order(undoing, "undo"), 300)
		u.until(undoing, "undone", "undoing", "failed")
	}
	u.until(undoing, "undone")
	require.Equal(t, undoView{Removed: 2}, *u.view(undoing).Undo)
	require.Empty(t, u.people("q=60123000091"))
	require.Empty(t, u.people("q=60123000092"))

	before := u.view(undone)
	u.order(undone, "undo")
	require.Equal(t, before, u.view(undone), "what was undone stays so")

	again := u.run(lines("phone,name,tags", "+60123000080,New Import,fresh", "+60123000122,New Person,fresh", "+60123000082,Back Again,fresh"), nil)
	require.EqualValues(t, 2, again.Counts.Created)
	require.Contains(t, u.known("60123000080").Tags, "fresh")
	require.Equal(t, "Back Again", u.known("60123000082").DisplayName)
	require.Equal(t, undoView{Removed: 2, Restored: 1}, u.undo(again.ID))
}
