// Package worker registers the workflows and activities and runs them. A worker
// keeps trying while Temporal is unavailable, and starts anew if it fails for good, so
// that whoever serves does not have to restart.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/workflows"
)

// stopTimeout is how long a stopping worker lets its activities finish. It is
// above the budget of a local activity.
const stopTimeout = 8 * time.Second

// heartbeatEvery is how often heartbeats of import activities are sent at most.
// The SDK's own 80 % of their timeout would leave a busy machine little time.
const heartbeatEvery = 3 * time.Second

// bulkSlots is how many import activities run at once: pages that wait, mostly. An
// import has four of them, so that this many are open before another waits: 32.
const bulkSlots = 128

// retryAfter is how long a worker waits before it tries an absent server again.
const retryAfter = time.Second

// Worker runs workflows and activities of one task queue.
type Worker struct {
	Client    client.Client
	Namespace string
	TaskQueue string
	Acts      *activities.Activities
	Bulk      *activities.Bulk
	Leads     *activities.Leads
	Log       *slog.Logger
	Started   func() // called each time it has started; may be nil
}

// Registry is what workflows and activities are registered with: a worker, a
// replayer or a test environment.
type Registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}

// RegisterWorkflows registers every workflow under its name.
func RegisterWorkflows(r Registry) {
	r.RegisterWorkflowWithOptions(workflows.Contact, workflow.RegisterOptions{Name: workflows.ContactName})
	r.RegisterWorkflowWithOptions(workflows.Import, workflow.RegisterOptions{Name: workflows.ImportName})
	r.RegisterWorkflowWithOptions(workflows.ImportPage, workflow.RegisterOptions{Name: workflows.ImportPageName})
	r.RegisterWorkflowWithOptions(workflows.ImportUndo, workflow.RegisterOptions{Name: workflows.ImportUndoName})
	r.RegisterWorkflowWithOptions(workflows.Lead, workflow.RegisterOptions{Name: workflows.LeadName})
	r.RegisterWorkflowWithOptions(workflows.ReadLeads, workflow.RegisterOptions{Name: workflows.ReadLeadsName})
	r.RegisterWorkflowWithOptions(workflows.Job, workflow.RegisterOptions{Name: workflows.JobName})
	r.RegisterWorkflowWithOptions(workflows.JobPage, workflow.RegisterOptions{Name: workflows.JobPageName})
	r.RegisterWorkflowWithOptions(workflows.FindDuplicates, workflow.RegisterOptions{Name: workflows.DuplicatesName})
	r.RegisterWorkflowWithOptions(workflows.Erase, workflow.RegisterOptions{Name: workflows.EraseName})
}

// Run works until ctx ends and every task under way is done.
func (w *Worker) Run(ctx context.Context) {
	for ctx.Err() == nil {
		err := w.once(ctx)
		if ctx.Err() != nil {
			return
		}
		w.Log.WarnContext(ctx, "the worker has stopped; starting it again", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(retryAfter):
		}
	}
}

func (w *Worker) once(ctx context.Context) error {
	if err := w.ready(ctx); err != nil {
		return err
	}
	failed := make(chan error, 2)
	fatal := func(err error) {
		select {
		case failed <- err:
		default:
		}
	}
	one := sdkworker.New(w.Client, w.TaskQueue, sdkworker.Options{WorkerStopTimeout: stopTimeout, OnFatalError: fatal})
	RegisterWorkflows(one)
	one.RegisterActivityWithOptions(w.Acts, activity.RegisterOptions{})
	if w.Leads != nil { // tests of something else have none
		one.RegisterActivityWithOptions(w.Leads, activity.RegisterOptions{})
	}
	// Import activities are few and long: on a queue of their own they cannot
	// keep live contacts waiting.
	bulk := sdkworker.New(w.Client, workflows.ImportTaskQueue(w.TaskQueue), sdkworker.Options{
		WorkerStopTimeout: stopTimeout, OnFatalError: fatal, DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: bulkSlots,
		MaxHeartbeatThrottleInterval: heartbeatEvery,
	})
	bulk.RegisterActivityWithOptions(w.Bulk, activity.RegisterOptions{})
	if err := one.Start(); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	defer one.Stop()
	if err := bulk.Start(); err != nil {
		return fmt.Errorf("start the import worker: %w", err)
	}
	defer bulk.Stop()
	w.Log.InfoContext(ctx, "the worker has started", "task_queue", w.TaskQueue, "namespace", w.Namespace)
	if w.Started != nil {
		w.Started()
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// ready waits for the server and makes sure that it knows the search
// attributes. A server that forbids adding them is told about in the log: there
// an operator adds them.
func (w *Worker) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := w.Client.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return fmt.Errorf("reach Temporal: %w", err)
	}
	missing := map[string]enumspb.IndexedValueType{
		workflows.ChannelAttribute.GetName():  enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.SourceAttribute.GetName():   enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.ImportIDAttribute.GetName(): enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	}
	known, err := w.Client.OperatorService().ListSearchAttributes(ctx,
		&operatorservice.ListSearchAttributesRequest{Namespace: w.Namespace})
	if err == nil {
		for name := range known.GetCustomAttributes() {
			delete(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = w.Client.OperatorService().AddSearchAttributes(ctx,
		&operatorservice.AddSearchAttributesRequest{Namespace: w.Namespace, SearchAttributes: missing})
	var already *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &already) {
		w.Log.WarnContext(ctx, "cannot add the search attributes Channel, EventSource and ImportId (Keyword): "+
			"have an operator add them, or workflows will not start", "error", err)
	}
	return nil
}
