package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// looking serves the same database from a process whose dispatcher last completed
// a look at the given time.
func looking(t *testing.T, s server, last time.Time) server {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	temporal, err := client.NewLazyClient(client.Options{HostPort: closedPort(t), Logger: log.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	a := &api.API{DB: s.store.DB, Ledger: s.store.Ledger, Erasures: s.store.Erasures, Temporal: temporal, LastLook: func() time.Time { return last }, Log: quiet}
	out := server{Server: httptest.NewServer(a.Probes()), t: t, store: s.store}
	t.Cleanup(out.Close)
	return out
}

func (s server) probe(path string) answer {
	s.t.Helper()
	return s.do(http.MethodGet, path, "", nil)
}

func TestADispatcherThatDoesNotLook(t *testing.T) {
	t.Parallel()
	there, gone := setup(t), unreachable(t)
	at := func(s server, t *testing.T, ago time.Duration) server { return looking(t, s, time.Now().Add(-ago)) }

	t.Run("is told at once, and readiness is no matter of it", func(t *testing.T) {
		late := at(there, t, 5*time.Second)
		a := late.probe("/readyz")
		require.Equal(t, http.StatusOK, a.status, a.body)
		told := a.object(t)["dispatcher"].(map[string]any)
		require.Equal(t, "late", told["status"])
		require.Regexp(t, `^20\d\d-\d\d-\d\dT.*Z$`, told["last_look"])
		require.NotEmpty(t, late.metrics()["contacts_dispatcher_last_look_seconds"])
		require.Equal(t, http.StatusOK, late.probe("/healthz").status, "it may come back by itself")
	})
	t.Run("fails liveness in the end, while the database answers others", func(t *testing.T) {
		stuck := at(there, t, time.Minute)
		a := stuck.probe("/healthz")
		require.Equal(t, http.StatusServiceUnavailable, a.status, a.body)
		require.Equal(t, "stuck", a.object(t)["status"])
		require.Equal(t, http.StatusOK, stuck.probe("/readyz").status, "what can be recorded should be")
	})
	t.Run("is nobody's fault here while the database is unavailable", func(t *testing.T) {
		require.Equal(t, http.StatusOK, at(gone, t, time.Minute).probe("/healthz").status)
	})
	t.Run("is well when it has just looked, and before it has begun", func(t *testing.T) {
		a := at(there, t, 0).probe("/readyz")
		require.Equal(t, "ok", a.object(t)["dispatcher"].(map[string]any)["status"])
		idle := looking(t, there, time.Time{})
		require.Equal(t, http.StatusOK, idle.probe("/healthz").status)
		require.Nil(t, idle.probe("/readyz").object(t)["dispatcher"].(map[string]any)["last_look"])
	})
	t.Run("is not spoken of where there is none", func(t *testing.T) {
		require.NotContains(t, there.in(t).probe("/readyz").object(t), "dispatcher")
		require.NotContains(t, there.in(t).metrics(), "contacts_dispatcher_last_look_seconds")
	})
}

// TestReadinessIsWhetherSomethingCanBeRecorded has databases that answer and yet
// take nothing.
func TestReadinessIsWhetherSomethingCanBeRecorded(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{
		"the ledger is locked":          `LOCK TABLE events IN ACCESS EXCLUSIVE MODE`,
		"the queue is locked":           `LOCK TABLE queue IN ACCESS EXCLUSIVE MODE`,
		"nothing that is written stays": `LOCK TABLE probes IN ACCESS EXCLUSIVE MODE`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t)
			s := serve(t, url)
			ready := func() bool { return s.probe("/readyz").status == http.StatusOK }
			require.Eventually(t, ready, time.Minute, 50*time.Millisecond)
			release := held(t, url, fault)
			a := s.probe("/readyz")
			require.Equal(t, http.StatusServiceUnavailable, a.status, a.body)
			require.NoError(t, s.store.DB.Ping(t.Context()), "it answers")
			release()
			require.Eventually(t, ready, time.Minute, 50*time.Millisecond)
		})
	}
	t.Run("it only reads", func(t *testing.T) {
		t.Parallel()
		url := storetest.URL(t)
		s := serve(t, url+"&default_transaction_read_only=on")
		require.Equal(t, http.StatusServiceUnavailable, s.probe("/readyz").status)
		require.True(t, store.Unavailable(s.store.Ledger.CanRecord(t.Context())))
	})
	t.Run("but not whether something else can be read", func(t *testing.T) {
		t.Parallel()
		url := storetest.URL(t)
		s := serve(t, url)
		held(t, url, `LOCK TABLE contacts, identities, messages IN ACCESS EXCLUSIVE MODE`)
		require.Equal(t, http.StatusOK, s.probe("/readyz").status)
	})
}

// held takes locks in a transaction that stays open until it is released.
func held(t *testing.T, url, sql string) (release func()) {
	t.Helper()
	conn := connect(t, url)
	_, err := conn.Exec(t.Context(), "BEGIN")
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
	return func() { require.NoError(t, conn.Close(context.Background())) }
}
