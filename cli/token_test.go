package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

func TestTokenCommand(t *testing.T) {
	// The settings come from the file alone.
	t.Setenv("DATABASE_URL", "")
	require.NoError(t, os.Unsetenv("DATABASE_URL"))
	url := storetest.URL(t)
	envFile := filepath.Join(t.TempDir(), "env")
	require.NoError(t, os.WriteFile(envFile, []byte("DATABASE_URL="+url+"\n"), 0o600))
	contacts := func(args ...string) (stdout, stderr string, err error) {
		var out, errOut bytes.Buffer
		root := rootCommand("test")
		root.SetOut(&out)
		root.SetErr(&errOut)
		root.SetArgs(append(args, "--env-file", envFile))
		err = root.ExecuteContext(context.Background())
		return out.String(), errOut.String(), err
	}

	secret, words, err := contacts("token", "create", "--name", "website", "--scope", "triggers", "--scope", "contacts:read")
	require.NoError(t, err)
	require.Regexp(t, `^lc_[A-Za-z0-9_-]{43}\n$`, secret, "standard output has the token and nothing else")
	require.Contains(t, words, "the only time that it is shown")
	require.NotContains(t, words, secret[:6])

	db := storetest.Open(t, url)
	hash, ok := settings.TokenHash(strings.TrimSpace(secret))
	require.True(t, ok)
	token, err := db.Settings.TokenByHash(context.Background(), hash)
	require.NoError(t, err)
	require.Equal(t, []string{"contacts:read", "triggers"}, token.Scopes)

	table, _, err := contacts("token", "list")
	require.NoError(t, err)
	require.Contains(t, table, token.ID.String()+"  website  "+secret[:6]+"…")
	require.NotContains(t, table, secret[6:10])

	for range 2 {
		_, _, err = contacts("token", "revoke", token.ID.String())
		require.NoError(t, err)
	}
	_, err = db.Settings.TokenByHash(context.Background(), hash)
	require.ErrorIs(t, err, store.ErrNotFound)

	for says, args := range map[string][]string{
		"needs a name":             {"create", "--scope", "admin"},
		"at least one scope":       {"create", "--name", "website"},
		`no scope "all"`:           {"create", "--name", "website", "--scope", "all"},
		`"website" is no token's`:  {"revoke", "website"},
		"there is no token":        {"revoke", uuid.NewString()},
		"accepts 1 arg(s)":         {"revoke"},
		`unknown command "forget"`: {"forget"},
	} {
		_, _, err := contacts(append([]string{"token"}, args...)...)
		require.ErrorContains(t, err, says)
	}
}
