package activities

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestWhatACallbackAnswersIsNotRepeated has an answer with words of its own.
func TestWhatACallbackAnswersIsNotRepeated(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = conn.Write([]byte("HTTP/1.1 500 Aisha Rahman is no more\r\nContent-Length: 0\r\n\r\n"))
			_ = conn.Close()
		}
	}))
	defer server.Close()
	here := callbackClient(func(netip.Addr) bool { return true })
	err := tell(t.Context(), here, server.URL, []byte("{}"))
	require.EqualError(t, err, "the callback URL answers 500 Internal Server Error (type: Away, retryable: true)")
	server.Close()
	err = tell(t.Context(), here, server.URL+"/?token=hush", []byte("{}"))
	require.ErrorContains(t, err, "cannot be reached")
	require.NotContains(t, err.Error(), "hush")
}

// TestNoticesTellTimesInUTC has a database that answers in the server's zone.
func TestNoticesTellTimesInUTC(t *testing.T) {
	t.Parallel()
	ended := time.Date(2025, 10, 9, 17, 8, 20, 0, time.FixedZone("Kuala Lumpur", 8*60*60))
	body, err := notice(imports.ImportView{Status: "completed", FinishedAt: &ended})
	require.NoError(t, err)
	require.Contains(t, string(body), `"finished_at":"2025-10-09T09:08:20Z"`)
	body, err = notice(imports.ImportView{Status: "completed"})
	require.NoError(t, err)
	require.Contains(t, string(body), `"finished_at":null`)
}
