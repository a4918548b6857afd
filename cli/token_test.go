package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

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

	_, _, err = db.Settings.PutChannel(context.Background(), "shop", "Shop", "1")
	require.NoError(t, err)
	_, _, err = db.Settings.PutChannel(context.Background(), "branch", "Branch", "2")
	require.NoError(t, err)
	limited, words, err := contacts("token", "create", "--name", "agency", "--scope", "imports", "--channel", "shop", "--channel", "branch", "--expires", "90d")
	require.NoError(t, err)
	hash, ok = settings.TokenHash(strings.TrimSpace(limited))
	require.True(t, ok)
	agency, err := db.Settings.TokenByHash(context.Background(), hash)
	require.NoError(t, err)
	require.Equal(t, []string{"branch", "shop"}, agency.Channels)
	require.WithinDuration(t, time.Now().Add(90*24*time.Hour), *agency.ExpiresAt, time.Hour)
	until := agency.ExpiresAt.UTC().Format("2006-01-02 15:04")
	require.Contains(t, words, "agency (imports; of the channels branch, shop; until "+until+" UTC)")
	hash, ok = settings.TokenHash(strings.TrimSpace(secret))
	require.True(t, ok)

	table, _, err := contacts("token", "list")
	require.NoError(t, err)
	require.Contains(t, table, token.ID.String()+"  website  "+secret[:6]+"…")
	require.NotContains(t, table, secret[6:10])
	lines := strings.Split(table, "\n")
	require.Equal(t, []string{"ID", "NAME", "TOKEN", "SCOPES", "CHANNELS", "CREATED", "EXPIRES", "LAST USED", "REVOKED"}, cells(lines[0]))
	require.Equal(t, []string{"contacts:read,triggers", "all"}, cells(lines[1])[3:5])
	require.Equal(t, "–", cells(lines[1])[6], "it does not expire")
	require.Equal(t, []string{"imports", "branch,shop"}, cells(lines[2])[3:5])
	require.Equal(t, until, cells(lines[2])[6])
	require.Regexp(t, `^\d{4}-\d\d-\d\d \d\d:\d\d$`, cells(lines[2])[7], "it was used just now")

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
		`no channel "none"`:        {"create", "--name", "website", "--scope", "imports", "--channel", "none"},
		"cannot have the scope":    {"create", "--name", "website", "--scope", "admin", "--channel", "shop"},
		"in the future":            {"create", "--name", "website", "--scope", "imports", "--expires", "0d"},
		`--expires cannot be`:      {"create", "--name", "website", "--scope", "imports", "--expires", "soon"},
		`"website" is no token's`:  {"revoke", "website"},
		"there is no token":        {"revoke", uuid.NewString()},
		"accepts 1 arg(s)":         {"revoke"},
		`unknown command "forget"`: {"forget"},
	} {
		_, _, err := contacts(append([]string{"token"}, args...)...)
		require.ErrorContains(t, err, says)
	}
}

// cells are those of a line of a table.
func cells(line string) []string { return regexp.MustCompile(`  +`).Split(strings.TrimSpace(line), -1) }
