package dev_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

const helperEnv = "DEV_TEST_HELPER_DATA_DIR"

// TestMain also plays `contacts dev` in a process of its own, for the tests
// that kill it.
func TestMain(m *testing.M) {
	if dataDir := os.Getenv(helperEnv); dataDir != "" {
		if err := runHelper(dataDir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	devtest.Main(m)
}

// runHelper starts both servers, says so and serves until it is killed.
func runHelper(dataDir string) error {
	opts := dev.Options{DataDir: dataDir}
	if _, err := fmt.Sscan(os.Getenv("DEV_TEST_HELPER_PORTS"), &opts.PostgresPort, &opts.TemporalPort); err != nil {
		return err
	}
	opts.TemporalBin, _ = devtest.TemporalBin()
	m, err := dev.Start(context.Background(), opts)
	if err != nil {
		return err
	}
	fmt.Println(m.Postgres.PID(), m.Temporal.PID(), m.Postgres.URL())
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test closes it
	return m.Stop(context.Background())
}

type helper struct {
	cmd                *exec.Cmd
	postgres, temporal int    // process ids
	url                string // of the database
}

// startHelper runs the helper until its servers are up.
func startHelper(t *testing.T, opts dev.Options) helper {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"="+opts.DataDir,
		fmt.Sprintf("DEV_TEST_HELPER_PORTS=%d %d", opts.PostgresPort, opts.TemporalPort))
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	h := helper{cmd: cmd}
	_, err = fmt.Fscan(stdout, &h.postgres, &h.temporal, &h.url)
	require.NoError(t, err)
	return h
}

func (h helper) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, h.cmd.Process.Kill())
	_ = h.cmd.Wait()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// within ends what never comes: a slow and busy machine needs far less.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func freePort(t *testing.T) int {
	t.Helper()
	port, err := dev.FreePort()
	require.NoError(t, err)
	return port
}

func execSQL(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func execArgs(t *testing.T, url, sql string, args ...any) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), sql, args...)
	return err
}

func queryInt(t *testing.T, url, sql string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

func queryText(t *testing.T, url, sql string) (text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&text))
	return text
}

// dial says whether a PostgreSQL server answers.
func dial(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// killFromOutside does what the kernel's out-of-memory killer would, and waits
// until the server is back.
func killFromOutside(t *testing.T, server *dev.Server) {
	t.Helper()
	pid, exited := server.PID(), server.Exited()
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	<-exited
	require.NoError(t, server.Ready(within(t)))
	require.NotEqual(t, pid, server.PID())
}

func requireEnds(t *testing.T, pid int) {
	t.Helper()
	require.Eventually(t, func() bool { return !dev.Alive(pid) }, time.Minute, 20*time.Millisecond, "process %d lives on", pid)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	matches, err := filepath.Glob(pattern)
	require.NoError(t, err)
	return matches
}
