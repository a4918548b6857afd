package dev_test

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
)

func TestEnvFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "env")
	vars := []dev.EnvVar{
		{Name: "DATABASE_URL", Value: "postgres://contacts@127.0.0.1:5433/contacts?sslmode=disable"},
		{Name: "API_TOKEN", Value: dev.GenerateSecret()},
		{Name: "EMPTY"},
		{Name: "SPACES", Value: " a = b # c "},
	}
	_, err := dev.ReadEnv(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("OLD=1"), 0o644))
	require.NoError(t, dev.WriteEnv(path, vars))

	got, err := dev.ReadEnv(path)
	require.NoError(t, err)
	require.Len(t, got, len(vars))
	for _, v := range vars {
		require.Equal(t, v.Value, got[v.Name])
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "DATABASE_URL=postgres://contacts@127.0.0.1:5433/contacts?sslmode=disable\nAPI_TOKEN=", "in the given order")

	t.Run("what a line cannot hold is refused and the old file stays", func(t *testing.T) {
		require.ErrorContains(t, dev.WriteEnv(path, []dev.EnvVar{{Name: "A", Value: "x\ny"}}), "the value of A has a line break")
		require.ErrorContains(t, dev.WriteEnv(path, []dev.EnvVar{{Name: "A=B"}}), `"A=B" cannot be the name`)
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, again)
		require.Len(t, glob(t, filepath.Join(filepath.Dir(path), "*")), 1, "no temporary file stays")
	})
	t.Run("comments and empty lines are passed over, nonsense is named", func(t *testing.T) {
		require.NoError(t, os.WriteFile(path, []byte("# mine\n\nA=1\n"), 0o600))
		got, err := dev.ReadEnv(path)
		require.NoError(t, err)
		require.Equal(t, map[string]string{"A": "1"}, got)
		require.NoError(t, os.WriteFile(path, []byte("A=1\nhello\n"), 0o600))
		_, err = dev.ReadEnv(path)
		require.ErrorContains(t, err, "line 2: expected KEY=value")
	})
}

func TestGenerateSecret(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^[0-9a-f]{32}$`, dev.GenerateSecret())
	first, second := dev.GenerateSecret(), dev.GenerateSecret()
	require.NotEqual(t, first, second)
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "data")
	lock, err := dev.Lock(dir)
	require.NoError(t, err)
	_, err = dev.Lock(dir)
	require.EqualError(t, err, fmt.Sprintf("the data directory %s is in use by process %d: stop it, or pass another --data-dir", dir, os.Getpid()))
	require.NoError(t, lock.Release())
	lock, err = dev.Lock(dir)
	require.NoError(t, err)
	require.NoError(t, lock.Release())
}

func TestPorts(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	require.NoError(t, dev.CheckPort(addr, "--http-addr"))
	for _, taken := range []string{addr, fmt.Sprintf("0.0.0.0:%d", port)} {
		l, err := net.Listen("tcp", taken)
		require.NoError(t, err)
		require.EqualError(t, dev.CheckPort(addr, "--http-addr"),
			fmt.Sprintf("port %d on 127.0.0.1 is taken by another program: stop it, or choose another port with --http-addr", port))
		require.NoError(t, l.Close())
	}
	require.ErrorContains(t, dev.CheckPort("8080", "--http-addr"), "correct --http-addr")
	require.ErrorContains(t, dev.CheckPort("192.0.2.1:80", "--http-addr"), "choose another address with --http-addr")
}
