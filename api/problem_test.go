package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/service"
)

func TestEveryErrorHasAStatus(t *testing.T) {
	t.Parallel()
	for _, code := range service.Codes() {
		require.NotEmpty(t, http.StatusText(statuses[code]), code)
	}
	require.Len(t, statuses, len(service.Codes()))
}
