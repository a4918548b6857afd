package dev_test

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// machineOptions are those of a data directory with PostgreSQL's data made
// already, since another test covers that and it takes its time.
func machineOptions(t *testing.T) dev.Options {
	t.Helper()
	bin, err := devtest.TemporalBin()
	require.NoError(t, err)
	opts := dev.Options{
		DataDir:      devtest.Dir(t),
		PostgresPort: freePort(t),
		TemporalPort: freePort(t),
		TemporalBin:  bin,
		Log:          quiet(),
	}
	require.NoError(t, dev.InitPostgres(t.Context(), dev.PostgresOptions{Dir: opts.DataDir + "/postgres", Fast: true}))
	return opts
}

func TestAKilledParentTakesItsChildrenAlong(t *testing.T) {
	t.Parallel()
	opts := machineOptions(t)
	first := startHelper(t, opts)
	url := first.url
	execSQL(t, url, `CREATE TABLE kept AS SELECT 42 AS n`)

	t.Run("in use, the directory is refused to others", func(t *testing.T) {
		_, err := dev.Start(t.Context(), opts)
		require.EqualError(t, err, fmt.Sprintf("the data directory %s is in use by process %d: stop it, or pass another --data-dir", opts.DataDir, first.cmd.Process.Pid))
	})
	t.Run("both servers end with it", func(t *testing.T) {
		first.kill(t)
		if runtime.GOOS != "linux" {
			return // no death signal: the next start ends them
		}
		requireEnds(t, first.postgres)
		requireEnds(t, first.temporal)
	})
	t.Run("a start right after the kill waits for them", func(t *testing.T) {
		second := startHelper(t, opts)
		second.kill(t)
		m, err := dev.Start(within(t), opts)
		require.NoError(t, err)
		require.False(t, dev.Alive(second.postgres))
		require.False(t, dev.Alive(second.temporal))
		require.Equal(t, 42, queryInt(t, url, `SELECT n FROM kept`))
		require.NoError(t, m.Stop(within(t)))
		require.Error(t, dial(url))
	})
}

func TestStartNamesATakenPort(t *testing.T) {
	t.Parallel()
	opts := machineOptions(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()

	taken := opts
	taken.UIPort = l.Addr().(*net.TCPAddr).Port
	_, err = dev.Start(t.Context(), taken)
	require.EqualError(t, err, fmt.Sprintf("port %d on 127.0.0.1 is taken by another program: stop it, or choose another port with --ui-port", taken.UIPort))
	require.NoFileExists(t, opts.DataDir+"/temporal.db", "nothing was started")

	twice := opts
	twice.HTTPAddr = fmt.Sprintf("127.0.0.1:%d", opts.PostgresPort)
	_, err = dev.Start(t.Context(), twice)
	require.ErrorContains(t, err, "--http-addr and --postgres-port both ask for")

	lock, err := dev.Lock(opts.DataDir)
	require.NoError(t, err, "a failed start gives the directory back")
	require.NoError(t, lock.Release())
}

func TestStartServesTheUI(t *testing.T) {
	t.Parallel()
	opts := machineOptions(t)
	opts.UIPort = freePort(t)
	m, err := dev.Start(within(t), opts)
	require.NoError(t, err)
	defer func() { require.NoError(t, m.Stop(within(t))) }()
	require.Equal(t, fmt.Sprintf("http://127.0.0.1:%d", opts.UIPort), m.Temporal.UIAddress())
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", opts.UIPort))
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.FileExists(t, opts.DataDir+"/temporal.log")
	info, err := os.Stat(opts.DataDir + "/lock")
	require.NoError(t, err)
	require.NotZero(t, info.Size())
}
