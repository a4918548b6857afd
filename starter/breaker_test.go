package starter

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/workflows"
)

func TestAnySuccessClosesTheBreaker(t *testing.T) {
	t.Parallel()
	temporal := devtest.TemporalClient(t)
	starter := New(temporal, devtest.TaskQueue(t))
	recorder := NewRecorder(nil, nil, starter, NewHub(), slog.New(slog.DiscardHandler))
	id := uuid.New()
	start := func() error {
		return recorder.startBulk(t.Context(), workflows.ImportID(id), "a test", id, devtest.Unique(t), workflows.ImportName, workflows.ImportInput{Import: id})
	}
	look := func(id uuid.UUID) error {
		_, err := starter.runs(t.Context(), workflows.ImportID(id))
		return err
	}
	for _, tc := range []struct {
		name string
		call func() error
	}{
		{"an import is started", start},
		{"or runs already", start},
		{"a workflow is looked up", func() error { return look(id) }},
		{"or is not found", func() error { return look(uuid.New()) }},
		{"an import is sent an update although it has ended", func() error {
			require.ErrorIs(t, recorder.CommandImport(t.Context(), uuid.New(), "pause"), ErrEnded)
			return nil
		}},
	} {
		starter.breaker.trip()
		require.NoError(t, tc.call(), tc.name)
		_, open := starter.breaker.open()
		require.False(t, open, tc.name)
	}
	require.NoError(t, temporal.TerminateWorkflow(context.Background(), workflows.ImportID(id), "", "the test ends"))

	absent, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(absent.Close)
	starter.client = absent
	starter.breaker.trip()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = starter.runs(ended, workflows.ImportID(id))
	require.Error(t, err)
	_, open := starter.breaker.open()
	require.True(t, open, "no success")
}
