package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
)

// metrics are the lines of GET /metrics that are no comments, by series.
func (s server) metrics() map[string]string {
	s.t.Helper()
	a := s.do(http.MethodGet, "/metrics", "", nil)
	require.Equal(s.t, http.StatusOK, a.status, a.body)
	require.Contains(s.t, a.header.Get("Content-Type"), "text/plain")
	all := map[string]string{}
	for line := range strings.Lines(a.body) {
		if at := strings.LastIndex(line, " "); !strings.HasPrefix(line, "#") {
			all[line[:at]] = strings.TrimSpace(line[at+1:])
		}
	}
	return all
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := setup(t)
	none := s.metrics()
	require.Equal(t, "0", none[`contacts_pending_events{priority="live"}`])
	require.Equal(t, "0", none[`contacts_pending_oldest_seconds{priority="live"}`])
	for range 2 { // the second is a redelivery
		s.receive(body(shopNumber, messages(nil, text("60123456789", "wamid.1", 0), text("60123456790", "wamid.2", 0))))
	}
	pending := s.metrics()
	require.Equal(t, "2", pending[`contacts_events_recorded_total{source="message"}`])
	require.Equal(t, "2", pending[`contacts_pending_events{priority="live"}`])
	require.Equal(t, "0", pending[`contacts_pending_events{priority="bulk"}`])
	require.NotEqual(t, "0", pending[`contacts_pending_oldest_seconds{priority="live"}`])
	require.NotContains(t, pending, `contacts_events_decided_total{decision="created"}`)
	require.Equal(t, "2", pending[`contacts_http_request_duration_seconds_count{method="POST",route="/webhooks/whatsapp",status="200"}`])
	s.decide()

	require.Equal(t, "0", none["contacts_erasures_pending"])
	require.Equal(t, "0", none["contacts_erasures_oldest_seconds"])
	for _, path := range []string{"/v1/contacts/60123456789", "/v1/contacts/60123456790", "/none/60123456789"} {
		s.get(path)
	}
	s.do("SPELL60123456789", "/none", "", nil)
	decided := s.metrics()
	require.Equal(t, "2", decided[`contacts_events_decided_total{decision="created"}`])
	require.Equal(t, "0", decided[`contacts_pending_events{priority="live"}`])
	require.Equal(t, "1", decided[`contacts_database_up`])
	require.Equal(t, "10", decided[`contacts_database_connections_max{pool="decisions"}`])
	require.Equal(t, "2", decided[`contacts_http_request_duration_seconds_count{method="GET",route="/v1/contacts/:id",status="400"}`])
	require.Equal(t, "2", decided[`contacts_http_request_duration_seconds_count{method="none",route="none",status="404"}`])
	require.Contains(t, decided, "go_goroutines")
	require.Contains(t, decided, "process_resident_memory_bytes")
	for series := range decided {
		require.NotContains(t, series, "6012345", "nothing that a sender chooses is in a label")
	}
}

// TestMetricsWithoutTheDatabase must not keep the rest from being told.
func TestMetricsWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	began := time.Now()
	told := unreachable(t).metrics()
	require.Less(t, time.Since(began), time.Minute)
	require.Equal(t, "0", told["contacts_database_up"])
	require.NotContains(t, told, "contacts_erasures_pending")
	require.NotContains(t, told, `contacts_pending_events{priority="live"}`)
	require.Contains(t, told, "go_goroutines")
}

// TestMetricsElsewhere has them on an address of their own, and there they count
// what the main one served.
func TestMetricsElsewhere(t *testing.T) {
	t.Parallel()
	var a *api.API
	s := guarded(t, func(made *api.API) { a, made.MetricsElsewhere = made, true })
	s.get("/v1/channels")
	s.probe("/metrics").problem(t, http.StatusNotFound)
	require.Equal(t, http.StatusOK, s.probe("/healthz").status)
	elsewhere := server{Server: httptest.NewServer(a.Metrics()), t: t, store: s.store}
	t.Cleanup(elsewhere.Close)
	require.Equal(t, "1", elsewhere.metrics()[`contacts_http_request_duration_seconds_count{method="GET",route="/v1/channels",status="200"}`])
	for _, path := range []string{"/", "/healthz", "/v1/channels", "/webhooks/whatsapp"} {
		elsewhere.probe(path).problem(t, http.StatusNotFound)
	}
}
