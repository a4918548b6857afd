package dev_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestTemporalLosesNothingWhenKilled kills the server under load: three times,
// and twenty with LONG=1. What it acknowledged has started, ends, and is in the
// list of workflows.
func TestTemporalLosesNothingWhenKilled(t *testing.T) {
	t.Parallel()
	kills := 3
	if os.Getenv("LONG") != "" {
		kills = 20
	}
	server := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) {
		o.Log = quiet()
		o.DynamicConfig = dev.Settings()
	})
	c := devtest.Dial(t, server.Address())
	queue := devtest.TaskQueue(t)
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(oneStep, workflow.RegisterOptions{Name: "OneStep"})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)

	acknowledged := &acknowledgements{}
	load, stop := context.WithCancel(t.Context())
	defer stop()
	var starters sync.WaitGroup
	for s := range 16 {
		starters.Go(func() {
			for n := 0; load.Err() == nil; n++ {
				id := fmt.Sprintf("%s/%d/%d", queue, s, n)
				ctx, cancel := context.WithTimeout(load, 3*time.Second)
				_, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: queue, EnableEagerStart: true}, "OneStep")
				cancel()
				if err == nil {
					acknowledged.add(id)
				}
			}
		})
	}
	for range kills {
		before := acknowledged.count()
		require.Eventually(t, func() bool { return acknowledged.count() >= before+50 }, time.Minute, time.Millisecond)
		killFromOutside(t, server.Server)
	}
	stop()
	starters.Wait()

	for _, id := range acknowledged.ids {
		require.NoError(t, c.GetWorkflow(within(t), id, "").Get(within(t), nil), id)
	}
	require.Eventually(t, func() bool {
		listed := listAll(t, c, fmt.Sprintf("TaskQueue = %q AND ExecutionStatus = 'Completed'", queue))
		return !slices.ContainsFunc(acknowledged.ids, func(id string) bool { return !listed[id] })
	}, time.Minute, 500*time.Millisecond, "an acknowledged workflow is not in the list")
	t.Logf("%d acknowledged starts, %d kills", len(acknowledged.ids), kills)
}

func oneStep(ctx workflow.Context) error {
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: time.Minute})
	return workflow.ExecuteLocalActivity(ctx, func(context.Context) error { return nil }).Get(ctx, nil)
}

// acknowledgements are the workflows that the server says it has started.
type acknowledgements struct {
	sync.Mutex
	ids []string
}

func (a *acknowledgements) add(id string) {
	a.Lock()
	defer a.Unlock()
	a.ids = append(a.ids, id)
}

func (a *acknowledgements) count() int {
	a.Lock()
	defer a.Unlock()
	return len(a.ids)
}

// listAll returns the ids of all workflows that answer a query.
func listAll(t *testing.T, c client.Client, query string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	request := &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: 1000}
	for {
		page, err := c.ListWorkflow(within(t), request)
		require.NoError(t, err)
		for _, e := range page.GetExecutions() {
			ids[e.GetExecution().GetWorkflowId()] = true
		}
		if request.NextPageToken = page.GetNextPageToken(); len(request.NextPageToken) == 0 {
			return ids
		}
	}
}
