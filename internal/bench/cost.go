package bench

import (
	"context"
	"fmt"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// cost is what a new contact leaves in Temporal, read from real histories.
var cost = scenario{
	name: "cost", doing: "what the histories of new contacts hold", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		if _, err := r.newcomers(ctx, r.main, 20); err != nil {
			return nil, err
		}
		r.hooks = nil
		if _, err := r.contactRuns(ctx); err != nil {
			return nil, err
		}
		list, err := r.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: r.namespace(), Query: `WorkflowType = 'Contact' AND Channel = '` + r.fresh + `' AND ExecutionStatus = 'Completed'`,
		})
		if err != nil {
			return nil, err
		}
		out := metrics{}
		for _, run := range list.GetExecutions() {
			events, bytes, actions, err := r.costOf(ctx, run.GetExecution().GetWorkflowId(), run.GetExecution().GetRunId())
			if err != nil {
				return nil, err
			}
			// The dearest of them.
			out["cost events"] = max(out["cost events"], events)
			out["cost bytes"] = max(out["cost bytes"], bytes)
			out["cost actions"] = max(out["cost actions"], actions)
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("no closed workflow of channel %s was found", r.fresh)
		}
		return out, nil
	},
}

func (r *rig) costOf(ctx context.Context, workflowID, runID string) (events, bytes, actions float64, err error) {
	described, err := r.client.DescribeWorkflowExecution(ctx, workflowID, runID)
	if err != nil {
		return 0, 0, 0, err
	}
	info := described.GetWorkflowExecutionInfo()
	var all []*history.HistoryEvent
	iter := r.client.GetWorkflowHistory(ctx, workflowID, runID, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for iter.HasNext() {
		e, err := iter.Next()
		if err != nil {
			return 0, 0, 0, err
		}
		all = append(all, e)
	}
	return float64(info.GetHistoryLength()), float64(info.GetHistorySizeBytes()), float64(billable(all)), nil
}

// billable counts what Temporal Cloud would bill of a history, after
// https://docs.temporal.io/cloud/actions: a start, a signal, an update, a timer
// and an activity are one each; all local activities of a workflow task are one
// together.
func billable(events []*history.HistoryEvent) (actions int) {
	tasks := map[int64]bool{}
	for _, e := range events {
		switch e.GetEventType() {
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, enums.EVENT_TYPE_TIMER_STARTED,
			enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
			enums.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
			actions++
		case enums.EVENT_TYPE_MARKER_RECORDED:
			tasks[e.GetMarkerRecordedEventAttributes().GetWorkflowTaskCompletedEventId()] = true
		}
	}
	return actions + len(tasks)
}
