package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/service"
)

// TestEveryRefusalHasAdvice on the page of a form, whose reader does not PUT anything.
func TestEveryRefusalHasAdvice(t *testing.T) {
	t.Parallel()
	require.Len(t, service.Refusals(), len(refusals))
	for _, r := range service.Refusals() {
		require.NotEmpty(t, refusals[r].words, r)
		require.NotEmpty(t, refusals[r].advice, r)
	}
}

func TestUnreachableAddresses(t *testing.T) {
	t.Parallel()
	for address, reason := range map[string]string{
		"http://localhost:8080": "this machine alone", "http://127.0.0.1:8080": "this machine alone", "https://[::1]": "this machine alone",
		"http://192.168.1.4": "private network", "https://10.0.0.1": "private network", "http://crm": "private network",
		"http://crm.example.com": "begins with http", "": "no address",
	} {
		require.Contains(t, unreachable(address), reason, address)
	}
	require.Empty(t, unreachable("https://crm.example.com/contacts"))
}

func TestShortNames(t *testing.T) {
	t.Parallel()
	require.Equal(t, "kl-showroom", slugOf(" KL  showroom! "))
	require.Empty(t, slugOf("客服"))
}

func TestWordsForAShell(t *testing.T) {
	t.Parallel()
	require.Equal(t, `'it'\''s'`, quoted("it's"))
}
