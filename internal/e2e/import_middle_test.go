//go:build long

package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestImportIsPausedAndCancelledInTheMiddle stops an import when four pages of
// 200 rows are under way. Those are finished; what is left is held, and then
// cancelled.
func TestImportIsPausedAndCancelledInTheMiddle(t *testing.T) {
	t.Parallel()
	const underWay, left = 800, 10
	i := newImporter(t)
	file := []string{"phone"}
	for n := range underWay + left {
		file = append(file, fmt.Sprintf("+60175%06d", n))
	}
	held := i.hold(`LOCK TABLE queue IN SHARE MODE`) // nothing can be recorded
	id := i.begin(lines(file...), nil)
	i.until(id, "running")
	i.waiting(5) // four pages and the dispatcher
	i.twice(id, "pause")
	require.Equal(t, "paused", i.view(id).Status)
	require.EqualValues(t, underWay+left, i.view(id).Counts.Pending)
	require.Equal(t, http.StatusConflict, i.order(id, "undo"), "it has not ended")
	held.release()

	eventually(t, "what is under way is finished", func() bool { return i.view(id).Counts.Created == underWay })
	time.Sleep(time.Second)
	require.Equal(t, "paused", i.view(id).Status)
	require.Equal(t, imports.ImportCounts{Total: underWay + left, Created: underWay, Pending: left}, i.view(id).Counts)
	i.twice(id, "cancel")
	i.until(id, "cancelled")
	require.Less(t, i.order(id, "cancel"), 300, "once more")
	for _, late := range []string{"confirm", "pause", "resume"} {
		require.Equal(t, http.StatusConflict, i.order(id, late), late)
	}
	require.Equal(t, imports.ImportCounts{Total: underWay + left, Created: underWay, Cancelled: left}, i.requireCounted(id))
	require.Equal(t, underWay, count(t, i.db, `SELECT count(*) FROM contacts`))
	require.Equal(t, underWay, count(t, i.db, `SELECT count(*) FROM events`))
	require.Len(t, i.rows(id, "cancelled"), left)
}
