package dev_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

var channelAttribute = temporal.NewSearchAttributeKeyKeyword("Channel")

// startWorkflow starts one that no worker will ever run.
func startWorkflow(t *testing.T, c client.Client, id string) {
	t.Helper()
	_, err := c.ExecuteWorkflow(within(t), client.StartWorkflowOptions{
		ID:                    id,
		TaskQueue:             devtest.TaskQueue(t),
		TypedSearchAttributes: temporal.NewSearchAttributes(channelAttribute.ValueSet("main")),
	}, "Nothing")
	require.NoError(t, err)
}

func requireRunning(t *testing.T, c client.Client, id string) {
	t.Helper()
	described, err := c.DescribeWorkflowExecution(within(t), id, "")
	require.NoError(t, err)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, described.WorkflowExecutionInfo.Status)
}

func TestTemporalKeepsItsData(t *testing.T) {
	t.Parallel()
	server := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) {
		o.Log = quiet()
		o.DynamicConfig = []string{"limit.maxIDLength=100"}
	})
	c := devtest.Dial(t, server.Address())
	startWorkflow(t, c, "kept")

	t.Run("killed by others, it comes back by itself", func(t *testing.T) {
		killFromOutside(t, server.Server)
		requireRunning(t, c, "kept")
	})
	t.Run("stop and start", func(t *testing.T) {
		require.NoError(t, server.Stop(within(t)))
		require.Zero(t, server.PID())
		require.NoError(t, server.Start(within(t)))
		requireRunning(t, c, "kept")
		startWorkflow(t, c, "after")
	})
	t.Run("paused, it does not answer, and nothing restarts it", func(t *testing.T) {
		pid := server.PID()
		for range 3 {
			server.Pause()
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			_, err := c.DescribeWorkflowExecution(ctx, "kept", "")
			cancel()
			server.Resume()
			require.Error(t, err)
			requireRunning(t, c, "kept")
		}
		require.Equal(t, pid, server.PID())
	})
	t.Run("dynamic configuration holds", func(t *testing.T) {
		_, err := c.ExecuteWorkflow(within(t), client.StartWorkflowOptions{
			ID: strings.Repeat("x", 101), TaskQueue: "q",
		}, "Nothing")
		require.ErrorContains(t, err, "length")
	})
	t.Run("stopped while paused, it still stops in order", func(t *testing.T) {
		server.Pause()
		require.NoError(t, server.Stop(within(t)))
	})
}

func TestTemporalAddsSearchAttributesToOldData(t *testing.T) {
	t.Parallel()
	old := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) { o.SearchAttributes = map[string]string{"Channel": "Keyword"} })
	require.NoError(t, old.Stop(within(t)))

	server := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) { o.DBFile = old.DBFile() })
	c := devtest.Dial(t, server.Address())
	_, err := c.ExecuteWorkflow(within(t), client.StartWorkflowOptions{
		ID: "imported", TaskQueue: "q",
		TypedSearchAttributes: temporal.NewSearchAttributes(temporal.NewSearchAttributeKeyKeyword("ImportId").ValueSet("7")),
	}, "Nothing")
	require.NoError(t, err)
}

func TestTemporalRefusals(t *testing.T) {
	t.Parallel()
	_, err := dev.StartTemporal(t.Context(), dev.TemporalOptions{
		Bin: "/bin/false", DBFile: devtest.Dir(t) + "/temporal.db", Log: quiet(),
	})
	require.ErrorContains(t, err, "Temporal ended before it answered (exit status 1)")
}
