package e2e

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/workflows"
)

// compare has the schedule look for duplicates now, and returns the id of the workflow
// that has done so.
func (w *world) compare() (workflowID string) {
	w.t.Helper()
	id := workflows.DuplicatesID(w.taskQueue)
	schedule := w.client().ScheduleClient().GetHandle(context.Background(), id)
	eventually(w.t, "there is a schedule", func() bool {
		_, err := schedule.Describe(context.Background())
		return err == nil
	})
	w.t.Cleanup(func() { _ = schedule.Delete(context.Background()) })
	before := w.compared(id)
	require.NoError(w.t, schedule.Trigger(context.Background(), client.ScheduleTriggerOptions{}))
	eventually(w.t, "it has looked", func() bool {
		after := w.compared(id)
		if len(after) > len(before) {
			workflowID = after[0] // the latest
		}
		return workflowID != ""
	})
	return workflowID
}

// compared are the workflows of a schedule that have completed, the latest first.
func (w *world) compared(id string) (ids []string) {
	w.t.Helper()
	found, err := w.client().ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: w.namespace, Query: fmt.Sprintf(`WorkflowType = '%s' AND WorkflowId STARTS_WITH '%s' AND ExecutionStatus = 'Completed'`, workflows.DuplicatesName, id),
	})
	require.NoError(w.t, err)
	for _, e := range found.GetExecutions() {
		require.Equal(w.t, enums.WORKFLOW_EXECUTION_STATUS_COMPLETED, e.GetStatus())
		ids = append(ids, e.GetExecution().GetWorkflowId())
	}
	return ids
}

// duplicatesFound has duplicates looked for, and returns the id of the first pair of a
// contact.
func (w *world) duplicatesFound(p *process, contactID string) string {
	w.t.Helper()
	w.compare()
	_, answer := p.call(w.t, http.MethodGet, "/v1/duplicates?contact_id="+contactID, nil)
	require.NotEmpty(w.t, answer["duplicates"])
	return fmt.Sprint(answer["duplicates"].([]any)[0].(map[string]any)["id"])
}

// TestRecordDuplicates has a schedule of the whole program find two contacts who may be
// one person.
func TestRecordDuplicates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	const one, near = "60138810001", "60138810002"
	for _, number := range []string{one, near} {
		status, answer := p.call(t, http.MethodPost, "/v1/contacts", map[string]any{"channel_id": w.channel, "phone": "+" + number, "display_name": "Unmistakable Name"})
		require.Less(t, status, http.StatusMultipleChoices, "%v", answer)
	}
	w.decided(w.db())
	h := w.workflowEnded(w.compare())
	w.requireNoPersonalData(h)
	for _, event := range h.GetEvents() {
		require.NotContains(t, event.String(), "Unmistakable")
		require.NotContains(t, event.String(), one[:9])
	}
	require.Contains(t, fmt.Sprint(h), `pairs`)
	keep(t, "duplicates", h)
	_, answer := p.call(t, http.MethodGet, "/v1/duplicates", nil)
	require.Len(t, answer["duplicates"], 1)
	require.True(t, strings.Contains(fmt.Sprint(answer), one) && strings.Contains(fmt.Sprint(answer), near))
}
