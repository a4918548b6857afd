package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/storetest"
)

func TestPeopleCommand(t *testing.T) {
	// The settings come from the file alone.
	for _, name := range []string{"DATABASE_URL", "PUBLIC_URL"} {
		t.Setenv(name, "")
		require.NoError(t, os.Unsetenv(name))
	}
	url := storetest.URL(t)
	envFile := filepath.Join(t.TempDir(), "env")
	require.NoError(t, os.WriteFile(envFile, []byte("DATABASE_URL="+url+"\nPUBLIC_URL=https://crm.example.com\n"), 0o600))
	people := func(args ...string) (stdout, stderr string, err error) {
		var out, errOut bytes.Buffer
		root := rootCommand("test")
		root.SetOut(&out)
		root.SetErr(&errOut)
		root.SetArgs(append(append([]string{"people"}, args...), "--env-file", envFile))
		err = root.ExecuteContext(context.Background())
		return out.String(), errOut.String(), err
	}
	db := storetest.Open(t, url)

	link, words, err := people("put", "ada", "--name", "Ada", "--email", "ada@example.com", "--scope", "admin")
	require.NoError(t, err)
	require.Regexp(t, `^https://crm\.example\.com/app/invite/[A-Za-z0-9_-]{43}\n$`, link, "standard output has the link and nothing else")
	require.Contains(t, words, "send this link to ada; it is good once")
	secret := strings.TrimSpace(link[strings.Index(link, service.InvitePath)+len(service.InvitePath):])
	p, err := db.Access.Invited(t.Context(), secret, access.ToChoosePassword)
	require.NoError(t, err)
	require.Equal(t, "ada", p.Slug)

	out, words, err := people("put", "ada", "--name", "Ada L", "--email", "ada@example.com", "--scope", "admin")
	require.NoError(t, err)
	require.Empty(t, out, "whoever is there is changed, and not invited")
	require.Equal(t, "ada is changed\n", words)
	again, _, err := people("invite", "ada")
	require.NoError(t, err)
	require.NotEqual(t, link, again)
	_, err = db.Access.Invited(t.Context(), secret, access.ToChoosePassword)
	require.Error(t, err)

	table, _, err := people("list")
	require.NoError(t, err)
	require.Equal(t, []string{"ada", "Ada L", "ada@example.com", "admin", "all", "none"}, cells(strings.Split(table, "\n")[1])[:6])
	for said, args := range map[string][]string{
		"there is no person eve":                  {"invite", "eve"},
		"Nobody else has the scope admin":         {"remove", "ada"},
		"email must be an email address":          {"put", "eve", "--name", "Eve", "--email", "eve", "--scope", "imports"},
		"scopes must be one or more of":           {"put", "eve", "--name", "Eve", "--email", "eve@example.com"},
		`There is no channel "nowhere"`:           {"put", "eve", "--name", "Eve", "--email", "eve@example.com", "--scope", "imports", "--channel", "nowhere"},
		"Another person has this email address":   {"put", "eve", "--name", "Eve", "--email", "ADA@example.com", "--scope", "imports"},
		"The person's id must be 1 to 64 letters": {"put", "e v e", "--name", "Eve", "--email", "eve@example.com", "--scope", "imports"},
	} {
		_, _, err := people(args...)
		require.ErrorContains(t, err, said)
	}
	_, _, err = people("put", "grace", "--name", "Grace", "--email", "grace@example.com", "--scope", "imports")
	require.NoError(t, err)
	_, words, err = people("remove", "grace")
	require.NoError(t, err)
	require.Equal(t, "grace is removed\n", words)
}
