package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestImportGoesOnSoonAfterAKill kills the process that works at a page. The
// page waits for its heartbeat timeout, ten seconds, and not much longer.
func TestImportGoesOnSoonAfterAKill(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	held := i.hold(`LOCK TABLE queue IN SHARE MODE`) // nothing can be recorded
	id := i.begin(lines("phone,name", "+60123000001,A", "+60123000002,B"), nil)
	i.until(id, 30*time.Second, "running")
	i.waiting(2) // the page and the dispatcher
	i.p.kill()
	killed := time.Now()
	held.release()
	i.p = i.start("serve")
	i.until(id, 60*time.Second, "completed")
	require.Less(t, time.Since(killed), 25*time.Second)
	require.Equal(t, imports.ImportCounts{Total: 2, Created: 2}, i.requireCounted(id))
}
