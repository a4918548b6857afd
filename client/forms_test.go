package client_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

// TestNoErrorQuotesASubmitURL has submissions fail in every way that they can:
// whoever logs the error has not logged the key.
func TestNoErrorQuotesASubmitURL(t *testing.T) {
	t.Parallel()
	const key = "/forms/lead/submissions/0123456789abcdef"
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	hangsUp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(hangsUp.Close)
	for name, address := range map[string]string{
		"nobody answers":       gone.URL + key,
		"the server hangs up":  hangsUp.URL + key,
		"it is refused":        server(http.StatusUnauthorized, `{"detail": "No form takes submissions at this address."}`).URL + key,
		"it is no server":      server(http.StatusOK, `<html>`).URL + key,
		"the address is none":  "http://127.0.0.1:port" + key,
		"nor is that a scheme": "gopher://127.0.0.1" + key,
	} {
		_, err := client.Submit(t.Context(), address, map[string]any{"phone": "+60123456789"})
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "0123456789abcdef", name)
		require.NotEmpty(t, err.Error(), name)
	}
	require.True(t, client.Passing(func() error {
		_, err := client.Submit(t.Context(), gone.URL+key, nil)
		return err
	}()), "it can still be told from a refusal")
}
