package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/config"
)

func TestPublicURL(t *testing.T) {
	clear(t)
	for given, want := range map[string]string{
		"https://crm.example.com":        "https://crm.example.com",
		"https://crm.example.com/":       "https://crm.example.com",
		"HTTPS://crm.example.com:8443//": "https://crm.example.com:8443",
		"http://example.com/contacts/":   "http://example.com/contacts",
		"http://[2001:db8::1]:8080":      "http://[2001:db8::1]:8080",
		"https://example.com/a%20b/c":    "https://example.com/a%20b/c",
	} {
		t.Run(given, func(t *testing.T) {
			t.Setenv("PUBLIC_URL", given)
			c, err := config.Load()
			require.NoError(t, err)
			require.Equal(t, want, c.PublicURL)
			require.Equal(t, want, c.PublicAddress())
		})
	}
	for _, given := range []string{
		"crm.example.com", "/contacts", "//crm.example.com", "ftp://crm.example.com", "https://", "https:///contacts", "https://:8080",
		"https:crm.example.com", "https://crm.example.com?a=b", "https://crm.example.com/?", "https://crm.example.com/#top", "https://crm.example.com:",
		"https://somebody:hunter2@crm.example.com", "https://crm.example.com:port", "https://crm example.com", "https://crm.example.com/a b",
		"https://[::1", " https://crm.example.com", "https://crm.example.com\n", "javascript:alert(1)",
	} {
		t.Run("refused "+given, func(t *testing.T) {
			t.Setenv("PUBLIC_URL", given)
			_, err := config.Load()
			require.ErrorContains(t, err, "PUBLIC_URL must be")
			require.ErrorContains(t, err, "https://crm.example.com")
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestWithoutAPublicURLItIsWhereTheServerListens(t *testing.T) {
	clear(t)
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80", ":9": "http://127.0.0.1:9",
		"[::]:8080": "http://127.0.0.1:8080", "[::1]:8080": "http://[::1]:8080", "crm.local:8080": "http://crm.local:8080",
	} {
		require.Equal(t, want, config.Config{HTTPAddr: addr}.PublicAddress(), addr)
	}
}
