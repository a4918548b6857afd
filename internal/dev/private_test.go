package dev_test

import (
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// requireClosed requires that nobody but the owner gets at anything in a data
// directory. PostgreSQL's user may pass through, where that is another one.
func requireClosed(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(dir)
	require.NoError(t, err)
	if os.Geteuid() == 0 {
		cluster, err := os.Stat(filepath.Join(dir, "postgres"))
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o710), info.Mode().Perm(), dir)
		require.Equal(t, cluster.Sys().(*syscall.Stat_t).Gid, info.Sys().(*syscall.Stat_t).Gid, dir)
	} else {
		require.Equal(t, fs.FileMode(0o700), info.Mode().Perm(), dir)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		info, err := entry.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s has mode %o", entry.Name(), info.Mode().Perm())
	}
}

// TestADataDirectoryIsItsOwnersOnly makes one, opens it to everybody as an earlier
// version left it, and starts on it again.
func TestADataDirectoryIsItsOwnersOnly(t *testing.T) {
	t.Parallel()
	opts := machineOptions(t)
	require.NoError(t, os.Chmod(opts.DataDir, 0o755))
	m, err := dev.Start(within(t), opts)
	require.NoError(t, err)
	running := []string{"lock", "postgres", "postgres.log", "postgres.pid", "temporal.db", "temporal.db-shm", "temporal.db-wal", "temporal.log", "temporal.pid"}
	for _, name := range running {
		_, err := os.Stat(filepath.Join(opts.DataDir, name))
		require.NoError(t, err)
	}
	requireClosed(t, opts.DataDir)
	require.NoError(t, m.Stop(within(t)))

	for _, name := range []string{"postgres.log.old", "temporal.log.old"} {
		require.NoError(t, os.WriteFile(filepath.Join(opts.DataDir, name), []byte("once\n"), 0o644))
	}
	require.NoError(t, os.Chmod(opts.DataDir, 0o755))
	for _, path := range glob(t, opts.DataDir+"/*") {
		if filepath.Base(path) != "postgres" { // which PostgreSQL itself refuses
			require.NoError(t, os.Chmod(path, 0o644))
		}
	}
	m, err = dev.Start(within(t), opts)
	require.NoError(t, err)
	requireClosed(t, opts.DataDir)
	require.NoError(t, m.Stop(within(t)))
}

func TestDataDirectories(t *testing.T) {
	t.Parallel()
	t.Run("a new one is closed, and its parents stay as they are", func(t *testing.T) {
		t.Parallel()
		parent := filepath.Join(devtest.Dir(t), "some", "where")
		lock, err := dev.Lock(filepath.Join(parent, "data"))
		require.NoError(t, err)
		require.NoError(t, lock.Release())
		info, err := os.Stat(filepath.Join(parent, "data"))
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o067)
		info, err = os.Stat(parent)
		require.NoError(t, err)
		require.NotZero(t, info.Mode().Perm()&0o001)
	})
	t.Run("a folder that others use, too, stays as it is, and what we put there is closed", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(devtest.Dir(t), "shared")
		require.NoError(t, os.Mkdir(dir, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "photo.jpg"), nil, 0o644))
		lock, err := dev.Lock(dir)
		require.NoError(t, err)
		require.NoError(t, lock.Release())
		for name, mode := range map[string]fs.FileMode{"": 0o755, "photo.jpg": 0o644, "lock": 0o600} {
			info, err := os.Stat(filepath.Join(dir, name))
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode().Perm(), name)
		}
	})
}

// without is a URL with another password, or none.
func without(t *testing.T, address, password string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	u.User = url.User(u.User.Username())
	if password != "" {
		u.User = url.UserPassword(u.User.Username(), password)
	}
	return u.String()
}

func requireAsksForItsPassword(t *testing.T, pg *dev.Postgres) {
	t.Helper()
	require.NoError(t, dial(pg.URL()))
	require.Error(t, dial(without(t, pg.URL(), "")))
	require.ErrorContains(t, dial(without(t, pg.URL(), "contacts")), "password authentication failed")
}

func TestPostgresAsksForItsPassword(t *testing.T) {
	t.Parallel()
	var dir string
	pg := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { o.Log, dir = quiet(), o.Dir })
	requireAsksForItsPassword(t, pg)
	execSQL(t, pg.URL(), `CREATE TABLE kept AS SELECT 42 AS n`)
	require.Equal(t, 1, queryInt(t, pg.URL(), `SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'`))
	require.Zero(t, queryInt(t, pg.URL(), `SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'`))
	address := pg.URL()
	require.NoError(t, pg.Stop(within(t)))
	require.NoError(t, pg.Start(within(t)))
	require.Equal(t, address, pg.URL(), "it keeps its password")
	requireAsksForItsPassword(t, pg)

	t.Run("also on data that let everybody in", func(t *testing.T) {
		require.NoError(t, pg.Stop(within(t)))
		require.NoError(t, os.Remove(filepath.Join(dir, "contacts.password")))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pg_hba.conf"), []byte("host all all 127.0.0.1/32 trust\n"), 0o600))
		old, err := dev.StartPostgres(within(t), dev.PostgresOptions{Dir: dir, Fast: true, Log: quiet()})
		require.NoError(t, err)
		defer old.Kill()
		requireAsksForItsPassword(t, old)
		require.Equal(t, 42, queryInt(t, old.URL(), `SELECT n FROM kept`))
	})
	t.Run("which only PostgreSQL's user can read", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(dir, "contacts.password"))
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
		processes, err := exec.Command("ps", "-eo", "args").Output()
		require.NoError(t, err)
		u, err := url.Parse(address)
		require.NoError(t, err)
		password, _ := u.User.Password()
		require.Len(t, password, 32)
		require.NotContains(t, string(processes), password)
	})
}

// TestPostgresLogsNoRow breaks constraints of every kind with somebody's words.
func TestPostgresLogsNoRow(t *testing.T) {
	t.Parallel()
	pg := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { o.Log = quiet() })
	execSQL(t, pg.URL(), `
CREATE TABLE people (number text PRIMARY KEY, name text NOT NULL CHECK (name <> 'Zyxquill'));
INSERT INTO people VALUES ('60123456789', 'Aisha')`)
	for n, sql := range []string{
		`INSERT INTO people VALUES ($1, 'Aisha')`,
		`INSERT INTO people VALUES ($1 || '0', NULL)`,
		`INSERT INTO people VALUES ($1 || '1', 'Zyxquill')`,
		`SELECT pg_sleep(0) WHERE $1 = '60123456789' AND (1 / (length($1) - 11)) = 0`,
	} {
		require.Error(t, execArgs(t, pg.URL(), sql, "60123456789"), n)
	}
	log, err := os.ReadFile(pg.LogFile())
	require.NoError(t, err)
	for _, said := range []string{"duplicate key", "violates not-null", "violates check", "division by zero"} {
		require.Contains(t, string(log), said)
	}
	for line := range strings.Lines(string(log)) {
		if !strings.Contains(line, "STATEMENT:") && !strings.HasPrefix(line, "\t") { // their texts are the program's own
			require.NotRegexp(t, `60123456789|Aisha|Zyxquill`, line)
		}
	}
}
