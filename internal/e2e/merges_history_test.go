//go:build long

package e2e

import (
	"context"
	"slices"
	"sync"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/worker"
	sdkworkflow "go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/workflows"
)

// requireHistories requires that every workflow has ended, holds no words of people, and
// replays, also those that a kill fell into.
func (m *merging) requireHistories() {
	m.t.Helper()
	eventually(m.t, "no workflow of a contact is open", func() bool {
		open, err := m.histories.CountWorkflow(context.Background(), &workflowservice.CountWorkflowExecutionsRequest{
			Namespace: m.namespace, Query: `WorkflowType = 'Contact' AND ExecutionStatus = 'Running'`,
		})
		return err == nil && open.GetCount() == 0
	})
	runs := m.runs()
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(workflows.Contact, sdkworkflow.RegisterOptions{Name: workflows.ContactName})
	var mu sync.Mutex
	interrupted := map[string]*history.History{}
	var all sync.WaitGroup
	for some := range slices.Chunk(runs, len(runs)/4+1) {
		all.Go(func() {
			for _, run := range some {
				id, h := run.GetExecution().GetWorkflowId(), m.historyOf(run)
				m.requireNoPersonalData(h)
				if err := replayer.ReplayWorkflowHistory(nil, h); err != nil {
					m.t.Errorf("%s does not replay: %v", id, err)
				}
				if slices.Contains(types(h), "WorkflowTaskTimedOut") {
					mu.Lock()
					interrupted[id] = h
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	require.False(m.t, m.t.Failed())
	m.t.Logf("%d histories, of which %d were interrupted", len(runs), len(interrupted))
	require.NotEmpty(m.t, interrupted, "kills fell into them")
	for id, at := range m.killed {
		h := interrupted[id]
		switch {
		case h == nil || !slices.Contains(types(h), "WorkflowExecutionUpdateCompleted"):
		case at.decided:
			keep(m.t, "merge_decided_killed", h)
		default:
			keep(m.t, "merge_killed", h)
		}
	}
}

// runs are those of all contacts.
func (m *merging) runs() (all []*workflow.WorkflowExecutionInfo) {
	m.t.Helper()
	var page []byte
	for more := true; more; more = len(page) > 0 {
		list, err := m.histories.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: m.namespace, Query: `WorkflowType = 'Contact'`, NextPageToken: page,
		})
		require.NoError(m.t, err)
		all, page = append(all, list.GetExecutions()...), list.GetNextPageToken()
	}
	return all
}

func (m *merging) historyOf(run *workflow.WorkflowExecutionInfo) *history.History {
	m.t.Helper()
	h := &history.History{}
	for it := m.histories.GetWorkflowHistory(context.Background(), run.GetExecution().GetWorkflowId(), run.GetExecution().GetRunId(),
		false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		event, err := it.Next()
		require.NoError(m.t, err)
		h.Events = append(h.Events, event)
	}
	return h
}
