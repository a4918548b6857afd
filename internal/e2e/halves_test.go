package e2e

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBothHalves has the API in one process and the worker in another, which
// tells how it is and nothing else.
func TestBothHalves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	front, back := w.start("api"), w.start("worker")
	w.putChannel(front)
	w.mustPost(front, w.text("60111111111", "wamid.1", time.Now()))
	w.onceCreated()

	get := func(p *process, path string) (status int, body string) {
		t.Helper()
		resp, err := http.Get(p.URL + path)
		require.NoError(t, err)
		defer func() { _ = resp.Body.Close() }()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(b)
	}
	_, metrics := get(back, "/metrics")
	require.Contains(t, metrics, `contacts_events_decided_total{decision="created"} 1`)
	require.Contains(t, metrics, "contacts_dispatcher_slots 32")
	_, metrics = get(front, "/metrics")
	require.Contains(t, metrics, `contacts_events_recorded_total{source="message"} 1`)
	require.NotContains(t, metrics, "contacts_events_decided_total{")
	status, body := get(back, "/readyz")
	require.Equal(t, http.StatusOK, status, body)
	for _, path := range []string{"/v1/contacts", "/webhooks/whatsapp", "/openapi.yaml"} {
		status, _ = get(back, path)
		require.Equal(t, http.StatusNotFound, status, path)
	}
}
