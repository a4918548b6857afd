package e2e

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/workflows"
)

// TestImportGoesOnSoonAfterAKill kills the process that works at a page. The
// page is tried again when its heartbeats are missed, ten seconds later: nothing
// else ends an attempt whose process is gone, but for a timeout of minutes.
func TestImportGoesOnSoonAfterAKill(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	held := i.hold(`LOCK TABLE queue IN SHARE MODE`) // nothing can be recorded
	id := i.begin(lines("phone,name", "+60123000001,A", "+60123000002,B"), nil)
	i.until(id, "running")
	i.waiting(2) // the page and the dispatcher
	i.p.kill()
	i.p = i.start("serve")
	c, page := i.client(), workflows.ImportPageID(uuid.MustParse(id), 0)
	eventually(t, "its heartbeats are missed", func() bool {
		described, err := c.DescribeWorkflowExecution(t.Context(), page, "")
		require.NoError(t, err)
		return slices.ContainsFunc(described.GetPendingActivities(), func(a *workflow.PendingActivityInfo) bool {
			return a.GetLastFailure().GetTimeoutFailureInfo().GetTimeoutType() == enums.TIMEOUT_TYPE_HEARTBEAT
		})
	})
	held.release()
	i.until(id, "completed")
	require.Equal(t, imports.ImportCounts{Total: 2, Created: 2}, i.requireCounted(id))
}
