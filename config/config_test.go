package config_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/config"
)

// clear hides this machine's own settings from the test.
func clear(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"DATABASE_URL", "HTTP_ADDR", "WORKER_HTTP_ADDR", "PUBLIC_URL", "TASK_QUEUE", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "API_TOKEN", "ERASURE_KEY",
		"FACEBOOK_APP_SECRET", "FACEBOOK_VERIFY_TOKEN", "FACEBOOK_GRAPH_URL",
		"TEMPORAL_UI_URL", "LOG_LEVEL", "DISPATCH_LEASE", "DISPATCH_SLOTS", "DECIDE_AHEAD", "IMPORT_MAX_ROWS", "IMPORT_MAX_BYTES", "IMPORT_MAX_UNZIPPED_BYTES",
		"METRICS_ADDR", "MAX_REQUESTS", "TOKEN_REQUESTS_PER_MINUTE", "TRUSTED_PROXIES",
		"WEB", "TIME_ZONE", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET",
		"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TEMPORAL_API_KEY", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE",
	} {
		t.Setenv(name, "") // so that it is put back afterwards
		require.NoError(t, os.Unsetenv(name))
	}
}

func TestDefaults(t *testing.T) {
	clear(t)
	c, err := config.Load()
	require.NoError(t, err)
	require.Equal(t, config.Config{
		HTTPAddr: "127.0.0.1:8080", TaskQueue: "contacts", FacebookGraphURL: "https://graph.facebook.com/v23.0", TemporalUIURL: "http://127.0.0.1:8233",
		LogLevel: slog.LevelInfo, DispatchLease: 10 * time.Second, DispatchSlots: 32, DecideAhead: true,
		ImportMaxRows: 200_000, ImportMaxBytes: 50 << 20, ImportMaxUnzipped: 500 << 20,
		MaxRequests: 256, TokenQuota: 60_000, Web: true, TimeZone: "UTC",
	}, c, "no secret has a default")
	t.Run("an empty setting is one that is not set", func(t *testing.T) {
		t.Setenv("HTTP_ADDR", "")
		t.Setenv("DISPATCH_LEASE", "")
		t.Setenv("DECIDE_AHEAD", "")
		t.Setenv("PUBLIC_URL", "")
		t.Setenv("TRUSTED_PROXIES", "")
		again, err := config.Load()
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}

func TestEverySettingIsRead(t *testing.T) {
	clear(t)
	for name, value := range map[string]string{
		"DATABASE_URL": "postgres://db", "HTTP_ADDR": ":9", "WORKER_HTTP_ADDR": ":10", "PUBLIC_URL": "https://crm.example.com/", "TASK_QUEUE": "q", "WHATSAPP_APP_SECRET": "s",
		"WHATSAPP_VERIFY_TOKEN": "v", "FACEBOOK_APP_SECRET": "fs", "FACEBOOK_VERIFY_TOKEN": "fv", "FACEBOOK_GRAPH_URL": "http://localhost:9/v23.0/", "API_TOKEN": "t", "ERASURE_KEY": "0123456789abcdef0123456789abcdef", "TEMPORAL_UI_URL": "http://ui", "LOG_LEVEL": "debug", "DISPATCH_LEASE": "1m30s", "DISPATCH_SLOTS": "64",
		"DECIDE_AHEAD": "off", "IMPORT_MAX_ROWS": "7", "IMPORT_MAX_BYTES": "8", "IMPORT_MAX_UNZIPPED_BYTES": "9",
		"METRICS_ADDR": ":11", "MAX_REQUESTS": "12", "TOKEN_REQUESTS_PER_MINUTE": "13", "TRUSTED_PROXIES": "10.1.2.3/8, 192.0.2.1,2001:db8::1/32,",
		"WEB": "off", "TIME_ZONE": "Asia/Kuala_Lumpur", "OIDC_ISSUER": "https://id.example.com", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "o",
	} {
		t.Setenv(name, value)
	}
	c, err := config.Load()
	require.NoError(t, err)
	require.Equal(t, config.Config{
		DatabaseURL: "postgres://db", HTTPAddr: ":9", WorkerHTTPAddr: ":10", PublicURL: "https://crm.example.com", TaskQueue: "q", WhatsAppAppSecret: "s", WhatsAppVerifyToken: "v",
		FacebookAppSecret: "fs", FacebookVerifyToken: "fv", FacebookGraphURL: "http://localhost:9/v23.0", APIToken: "t", ErasureKey: "0123456789abcdef0123456789abcdef", TemporalUIURL: "http://ui", LogLevel: slog.LevelDebug, DispatchLease: 90 * time.Second, DispatchSlots: 64,
		ImportMaxRows: 7, ImportMaxBytes: 8, ImportMaxUnzipped: 9,
		MetricsAddr: ":11", MaxRequests: 12, TokenQuota: 13, TrustedProxies: config.Networks{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"},
		TimeZone: "Asia/Kuala_Lumpur", OIDCIssuer: "https://id.example.com", OIDCClientID: "us", OIDCClientSecret: "o",
	}, c)
}

func TestBadValues(t *testing.T) {
	clear(t)
	for _, tc := range []struct{ name, value string }{
		{"LOG_LEVEL", "loud"}, {"DISPATCH_LEASE", "10"}, {"DISPATCH_LEASE", "soon"}, {"DISPATCH_LEASE", "0s"}, {"DISPATCH_LEASE", "-1s"}, {"DISPATCH_SLOTS", "0"}, {"DISPATCH_SLOTS", "many"}, {"DECIDE_AHEAD", "maybe"},
		{"FACEBOOK_GRAPH_URL", "graph.facebook.com"}, {"FACEBOOK_GRAPH_URL", "https://graph.facebook.com/v23.0?access_token=x"},
		{"PUBLIC_URL", "here"}, {"MAX_REQUESTS", "0"}, {"TOKEN_REQUESTS_PER_MINUTE", "0"}, {"TRUSTED_PROXIES", "proxy"}, {"TRUSTED_PROXIES", "10.0.0.0/33"},
		{"WEB", "perhaps"}, {"TIME_ZONE", "Kuala Lumpur"}, {"TIME_ZONE", "Local"}, {"OIDC_ISSUER", "https://id.example.com"},
	} {
		t.Run(tc.name+"="+tc.value, func(t *testing.T) {
			t.Setenv(tc.name, tc.value)
			c, err := config.Load()
			require.Error(t, err)
			// It is named as a variable or as a field.
			plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
			require.Contains(t, plain(err.Error()), plain(tc.name))
			require.Zero(t, c)
		})
	}
}

func TestLoadWith(t *testing.T) {
	clear(t)
	t.Setenv("API_TOKEN", "from the environment")
	given := map[string]string{"API_TOKEN": "given", "TASK_QUEUE": "given", "DATABASE_URL": "a=b=c"}
	c, err := config.LoadWith(given)
	require.NoError(t, err)
	require.Equal(t, "from the environment", c.APIToken, "the environment comes first")
	require.Equal(t, "given", c.TaskQueue, "then what is given, before the default")
	require.Equal(t, "127.0.0.1:8080", c.HTTPAddr)
	require.Equal(t, "a=b=c", c.DatabaseURL)
	require.Equal(t, "given", given["API_TOKEN"], "what is given stays as it is")

	_, err = config.LoadWith(map[string]string{"DISPATCH_LEASE": "-1s"})
	require.ErrorContains(t, err, "DISPATCH_LEASE")
}

func TestRequire(t *testing.T) {
	t.Parallel()
	all := []string{"DATABASE_URL", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "API_TOKEN"}
	full := config.Config{DatabaseURL: "d", WhatsAppAppSecret: "s", WhatsAppVerifyToken: "v", APIToken: "t"}
	require.NoError(t, full.Require(all...))
	require.NoError(t, config.Config{}.Require(), "nothing is required by itself")

	err := config.Config{}.Require(all...)
	for _, name := range all {
		require.ErrorContains(t, err, name, "every one is named")
	}
	for _, name := range all {
		c := full
		switch name {
		case "DATABASE_URL":
			c.DatabaseURL = ""
		case "WHATSAPP_APP_SECRET":
			c.WhatsAppAppSecret = ""
		case "WHATSAPP_VERIFY_TOKEN":
			c.WhatsAppVerifyToken = ""
		case "API_TOKEN":
			c.APIToken = ""
		}
		err := c.Require(all...)
		require.ErrorContains(t, err, name)
		for _, other := range all {
			if other != name {
				require.NotContains(t, err.Error(), other, "what is set is not")
			}
		}
	}
	require.ErrorContains(t, full.Require("A_TYPO"), "A_TYPO", "a name that is none is never taken for set")
}

func TestSettingsOfSeveralValues(t *testing.T) {
	t.Parallel()
	require.Equal(t, "former", config.Config{WhatsAppAppSecret: " former,present"}.AppSecret(), "a client signs with the first")
	require.Empty(t, config.Config{WhatsAppAppSecret: " ,"}.AppSecret())
	err := config.Config{WhatsAppAppSecret: ",", WhatsAppVerifyToken: " , "}.Require("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
	require.ErrorContains(t, err, "WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN", "commas alone are no value")

	require.Empty(t, config.Config{WhatsAppAppSecret: "s", WhatsAppVerifyToken: "v"}.SeveralSecrets())
	said := config.Config{WhatsAppAppSecret: "secret-1,secret-2", WhatsAppVerifyToken: "my,0wn,token"}.SeveralSecrets()
	require.Len(t, said, 2)
	require.Contains(t, said[0], "WHATSAPP_APP_SECRET holds 2 app secrets")
	require.Contains(t, said[1], "WHATSAPP_VERIFY_TOKEN holds a comma, and is read as 3 tokens")
	said = config.Config{FacebookAppSecret: "secret-1,secret-2", FacebookVerifyToken: "my,token"}.SeveralSecrets()
	require.Len(t, said, 2)
	require.Contains(t, said[0], "FACEBOOK_APP_SECRET holds 2 app secrets")
	require.Contains(t, said[1], "FACEBOOK_VERIFY_TOKEN holds a comma, and is read as 2 tokens")
	require.Contains(t, said[1], "choose another")
	for _, sentence := range said {
		require.NotContains(t, sentence, "secret-1")
		require.NotContains(t, sentence, "0wn")
	}
}
