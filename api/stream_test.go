package api_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// watched serves an import that runs, over connections that tell how PostgreSQL runs
// each statement.
func watched(t *testing.T) (s server, id uuid.UUID, plans *storetest.PlanReader) {
	t.Helper()
	f := storetest.Setup(t)
	id = f.KeepImport(imports.Import{}, "x")
	f.ManyRows(id, 2000)
	require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, "running", ""))
	f, plans = f.Explaining()
	quiet := slog.New(slog.DiscardHandler)
	temporal, err := client.NewLazyClient(client.Options{HostPort: closedPort(t), Logger: log.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	a := apiOf(service.Dependencies{
		DB: f.DB, Ledger: f.Ledger, Recorder: starter.NewRecorder(f.Ledger, f.Imports, starter.New(temporal, "nobody"), starter.NewHub(), quiet),
	}, temporal)
	s = server{Server: httptest.NewServer(a.Handler()), t: t, store: f.Store}
	t.Cleanup(s.Close)
	return s, id, plans
}

// stream opens the stream of an import, which ends with ctx, and returns its status. It
// counts what the stream brings.
func (s server) stream(ctx context.Context, id uuid.UUID, seen *atomic.Int64) (status int) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/imports/"+id.String()+"/stream", http.NoBody)
	require.NoError(s.t, err)
	req.Header = bearer(apiToken)
	answered := make(chan int, 1)
	go func() {
		defer close(answered) // 0 without an answer
		resp, err := s.Client().Do(req)
		if err != nil {
			return
		}
		defer func() { _ = resp.Body.Close() }()
		answered <- resp.StatusCode
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "event:import") {
				seen.Add(1)
			}
		}
	}()
	return <-answered
}

// TestManyStreamsAreOneReader has a hundred people watch an import with thousands of
// rows. What PostgreSQL has to do does not depend on how many they are, nor on how
// many rows there are.
func TestManyStreamsAreOneReader(t *testing.T) {
	t.Parallel()
	const people, each = 100, 4
	s, id, plans := watched(t)
	ctx, leave := context.WithCancel(t.Context())
	var seen atomic.Int64
	ran := plans.Of(t, func() {
		for range people {
			require.Equal(t, http.StatusOK, s.stream(ctx, id, &seen))
		}
		require.Eventually(t, func() bool { return seen.Load() >= people*each }, time.Minute, 10*time.Millisecond)
	})
	leave()
	require.Less(t, len(ran), int(seen.Load())/people*3+20, "%d statements for %d events", len(ran), seen.Load())
	for _, p := range ran {
		require.Zero(t, p.RowsOf("import_rows"), "%s", p)
	}
	var rest []storetest.Plan
	require.Eventually(t, func() bool { // nobody watches any more
		plans.Mu.Lock()
		defer plans.Mu.Unlock()
		rest, plans.Plans = plans.Plans, nil
		return len(rest) == 0
	}, time.Minute, 2*time.Second)
}

// TestStreamsAreCounted opens as many streams as may be open.
func TestStreamsAreCounted(t *testing.T) {
	t.Parallel()
	const most = 200
	s, id, _ := watched(t)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	var seen atomic.Int64
	for range most - 1 {
		require.Equal(t, http.StatusOK, s.stream(ctx, id, &seen))
	}
	last, leaveOne := context.WithCancel(t.Context())
	require.Equal(t, http.StatusOK, s.stream(last, id, &seen))
	path := fmt.Sprintf("/v1/imports/%s", id)
	refused := s.get(path + "/stream")
	require.Contains(t, refused.problem(t, http.StatusServiceUnavailable), path)
	require.NotEmpty(t, refused.header.Get("Retry-After"))
	s.read(path) // as it says
	leaveOne()
	require.Eventually(t, func() bool {
		again, leaveAgain := context.WithCancel(t.Context())
		defer leaveAgain()
		return s.stream(again, id, &seen) == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "there is room again")
}
