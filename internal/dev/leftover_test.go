package dev_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

func TestPostgresEndsLeftovers(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	opts := dev.PostgresOptions{Port: freePort(t), Fast: true, Log: slog.New(slog.NewTextHandler(&log, nil))}
	first := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { opts.Dir, o.Port = o.Dir, opts.Port })
	execSQL(t, first.URL(), `CREATE TABLE kept AS SELECT 42 AS n`)
	program, err := dev.PostgresProgram(opts.Dir)
	require.NoError(t, err)
	require.NoError(t, first.Stop(within(t)))

	// What a killed parent leaves where there is no death signal: a server that
	// init has adopted.
	orphan := asOwner(t, opts.Dir, exec.Command("sh", "-c", fmt.Sprintf(
		`%s -D %s -p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= >/dev/null 2>&1 & echo $!`, program, opts.Dir, opts.Port)))
	out, err := orphan.Output()
	require.NoError(t, err)
	var pid int
	_, err = fmt.Sscan(string(out), &pid)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return dial(first.URL()) == nil }, time.Minute, 20*time.Millisecond)

	pg, err := dev.StartPostgres(within(t), opts)
	require.NoError(t, err)
	defer pg.Kill()
	require.False(t, dev.Alive(pid))
	require.Equal(t, 42, queryInt(t, pg.URL(), `SELECT n FROM kept`))
	require.Contains(t, log.String(), "waiting for PostgreSQL of an earlier run to end")
}

func TestPostgresWaitsForABackendThatOutlivesTheServer(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	pg := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	conn, err := pgx.Connect(t.Context(), pg.URL())
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	backend := int(conn.PgConn().PID())
	require.NoError(t, syscall.Kill(backend, syscall.SIGSTOP)) // so that it does not notice
	pg.Kill()

	started := make(chan error, 1)
	go func() { started <- pg.Start(within(t)) }()
	require.Eventually(t, func() bool {
		return strings.Contains(log.String(), "waiting for PostgreSQL's processes of an earlier run to end")
	}, time.Minute, 20*time.Millisecond)
	require.NoError(t, syscall.Kill(backend, syscall.SIGCONT))
	require.NoError(t, <-started)
}

func TestPostgresWhosePidWasGivenToAnother(t *testing.T) {
	t.Parallel()
	pg := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { o.Log = quiet() })
	dir := queryText(t, pg.URL(), `SHOW data_directory`)
	pg.Kill()
	other := asOwner(t, dir, exec.Command("sleep", "600"))
	require.NoError(t, other.Start())
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()

	path := filepath.Join(dir, "postmaster.pid")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, "%d\n%s", other.Process.Pid, rest), 0o600))

	require.NoError(t, pg.Start(within(t)), "it does not wait for a stranger to end")
	require.True(t, dev.Alive(other.Process.Pid), "a stranger was killed")
}

// asOwner makes cmd run as the owner of dir.
func asOwner(t *testing.T, dir string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	info, err := os.Stat(dir)
	require.NoError(t, err)
	if os.Geteuid() == 0 {
		owner := info.Sys().(*syscall.Stat_t)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	cmd.Dir = dir
	return cmd
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
