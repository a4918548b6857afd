package client_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

func TestARefusalNamesItsFields(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"status": 400, "detail": "source must be one of …", "code": "invalid_parameter",
			"errors": [{"field": "source", "code": "invalid_parameter", "message": "source must be one of …"}]}`))
	}))
	t.Cleanup(s.Close)
	_, err := client.Client{URL: s.URL, Token: "t"}.CreateContact(t.Context(), client.NewContact{}, "")
	var refused *client.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, []client.FieldError{{Field: "source", Code: "invalid_parameter", Message: "source must be one of …"}}, refused.Fields)
}
