package api_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
)

// TestAnExportToSomebodyWhoDoesNotRead holds none of the few places for exports.
func TestAnExportToSomebodyWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits.Stall = 300 * time.Millisecond })
	fill(t, s)
	var readers []line
	for range 30 {
		l := s.dial()
		l.say("GET /v1/contacts/export.csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n", apiToken)
		readers = append(readers, l)
	}
	require.Eventually(t, func() bool { return s.get("/v1/contacts/export.csv").status == http.StatusOK }, long, 20*time.Millisecond)
	for _, l := range readers { // none of them has the whole file
		read, _ := io.ReadAll(l)
		require.NotContains(t, string(read), "\r\n0\r\n\r\n")
	}
}

// fill makes contacts of which an export has more than connections hold.
func fill(t *testing.T, s server) {
	t.Helper()
	_, err := s.store.DB.Other.Exec(t.Context(), `
INSERT INTO contacts (id, channel_id, wa_id, display_name, name_source, source, created_by_event, created_at)
SELECT gen_random_uuid(), 'shop', '60123' || lpad(i::text, 6, '0'), md5(i::text) || md5('x' || i), 'manual', 'manual', gen_random_uuid(), now()
FROM generate_series(1, 6000) AS i`)
	require.NoError(t, err)
}

func TestAStreamEndsWhenTheProcessStops(t *testing.T) {
	t.Parallel()
	stopping, stop := context.WithCancel(t.Context())
	s := guarded(t, func(a *api.API) { a.Stopping = stopping })
	a := s.upload(nil, part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop})
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	path := "/v1/imports/" + a.object(t)["import"].(map[string]any)["id"].(string) + "/stream"
	ended := make(chan answer)
	go func() { ended <- s.get(path) }()
	select {
	case a := <-ended:
		require.Fail(t, "the import has not ended", a.body)
	case <-time.After(100 * time.Millisecond):
	}
	stop()
	a = <-ended
	require.Equal(t, http.StatusOK, a.status)
	require.True(t, strings.HasSuffix(a.body, "\n\n"), "no event is cut off")
}
