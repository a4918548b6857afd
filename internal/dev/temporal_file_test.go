package dev_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// ownServer is temporal-dev, if the tests run on it.
func ownServer(t *testing.T) string {
	t.Helper()
	bin, err := devtest.TemporalBin()
	require.NoError(t, err)
	if filepath.Base(bin) != "temporal-dev" {
		t.Skip("the tests run on another server than temporal-dev")
	}
	return bin
}

func TestTemporalRefusesTheFileOfAnotherServer(t *testing.T) {
	t.Parallel()
	own, cli := ownServer(t), devtest.TemporalCLI(t)
	for _, test := range []struct{ name, first, second, says string }{
		{"the CLI's by temporal-dev", cli, own, "was written by another Temporal server"},
		{"temporal-dev's by the CLI", own, cli, "was written by temporal-dev"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) { o.Bin = test.first })
			c := devtest.Dial(t, server.Address())
			startWorkflow(t, c, "kept")
			require.NoError(t, server.Stop(within(t)))

			_, err := dev.StartTemporal(within(t), dev.TemporalOptions{Bin: test.second, DBFile: server.DBFile(), Log: quiet()})
			require.ErrorContains(t, err, server.DBFile()+" "+test.says)
			require.ErrorContains(t, err, "to begin anew")

			// It goes on with the one that wrote it.
			require.NoError(t, server.Start(within(t)))
			requireRunning(t, c, "kept")
		})
	}
}

// TestTemporalSlimsTheCLI shows that the CLI's server really drops indexes when
// it is told to in a pragma, once, and answers all the same. An index that goes
// leaves a free page in the file, which its header counts.
func TestTemporalSlimsTheCLI(t *testing.T) {
	t.Parallel()
	cli := devtest.TemporalCLI(t)
	server := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) { o.Bin = cli })
	c := devtest.Dial(t, server.Address())
	startWorkflow(t, c, "kept")
	require.NoError(t, server.Stop(within(t)))
	require.Greater(t, header(t, server.DBFile(), 36), uint32(25), "free pages of 36 indexes; some are in use again")
	require.EqualValues(t, 1, header(t, server.DBFile(), 60), "the file says that it is done")

	require.NoError(t, server.Start(within(t)))
	for _, query := range []string{`WorkflowId = "kept"`, `WorkflowType = "Nothing"`, `ExecutionStatus = "Running"`, `Channel = "main"`, `TaskQueue STARTS_WITH "Test"`} {
		require.True(t, listed(t, c, query, "kept"), query)
	}
}

// header reads a number of an SQLite file's header, see https://sqlite.org/fileformat.html
func header(t *testing.T, file string, at int) uint32 {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	return binary.BigEndian.Uint32(content[at:])
}

func listed(t *testing.T, c client.Client, query, id string) bool {
	t.Helper()
	return eventually(within(t), func(ctx context.Context) bool {
		page, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		require.NoError(t, err)
		for _, e := range page.GetExecutions() {
			if e.GetExecution().GetWorkflowId() == id {
				return true
			}
		}
		return false
	})
}

func eventually(ctx context.Context, f func(context.Context) bool) bool {
	for ctx.Err() == nil {
		if f(ctx) {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}
