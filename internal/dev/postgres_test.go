package dev_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

func TestPostgresFromNothing(t *testing.T) {
	t.Parallel()
	dataDir := filepath.Join(devtest.Dir(t), "data")
	opts := dev.PostgresOptions{Dir: filepath.Join(dataDir, "postgres"), Log: quiet()}

	// What an initdb that was killed leaves behind is cleared away.
	half := opts.Dir + ".init-1"
	require.NoError(t, os.MkdirAll(half, 0o755))

	pg, err := dev.StartPostgres(within(t), opts)
	require.NoError(t, err)
	defer pg.Kill()
	require.NoDirExists(t, half)
	require.FileExists(t, filepath.Join(dataDir, "postgres.log"))
	execSQL(t, pg.URL(), `CREATE TABLE kept AS SELECT 42 AS n`)
	require.Equal(t, 1, queryInt(t, pg.URL(), `SELECT count(*) FROM pg_roles WHERE rolname = current_user AND rolname = 'contacts' AND rolsuper`))
	require.Equal(t, 1, queryInt(t, pg.URL(), `SELECT (lower('É') = 'é')::int`), "letters outside ASCII have their case")

	t.Run("stop and start keep the data, the port and nothing else", func(t *testing.T) {
		url := pg.URL()
		require.NoError(t, pg.Stop(within(t)))
		require.Zero(t, pg.PID())
		require.Error(t, dial(url))
		require.NoError(t, pg.Stop(t.Context()), "stopping twice does nothing")
		require.NoError(t, pg.Start(within(t)))
		require.Equal(t, url, pg.URL())
		require.Equal(t, 42, queryInt(t, url, `SELECT n FROM kept`))
	})
	t.Run("killed on purpose, it stays down until it is started", func(t *testing.T) {
		pg.Kill()
		time.Sleep(500 * time.Millisecond) // longer than the first retries of an unwanted restart
		require.Zero(t, pg.PID())
		require.NoError(t, pg.Start(within(t)))
		require.Equal(t, 42, queryInt(t, pg.URL(), `SELECT n FROM kept`))
	})
	t.Run("killed by others, it comes back by itself", func(t *testing.T) {
		for range 2 {
			killFromOutside(t, pg.Server)
			require.Equal(t, 42, queryInt(t, pg.URL(), `SELECT n FROM kept`))
		}
	})
	t.Run("a server that is looked after is left alone", func(t *testing.T) {
		pid := pg.PID()
		_, err := dev.StartPostgres(within(t), opts)
		require.ErrorContains(t, err, fmt.Sprintf("runs on this data already (process %d, started by process %d)", pid, os.Getpid()))
		require.Equal(t, pid, pg.PID())
	})
}

func TestPostgresStopDuringRestart(t *testing.T) {
	t.Parallel()
	pg := devtest.OwnPostgres(t, devtest.Schema{}, func(o *dev.PostgresOptions) { o.Log = quiet() })
	exited := pg.Exited()
	require.NoError(t, syscall.Kill(pg.PID(), syscall.SIGKILL))
	<-exited
	time.Sleep(120 * time.Millisecond) // about when it is launched again
	require.NoError(t, pg.Stop(within(t)))
	require.Zero(t, pg.PID())
	require.Error(t, dial(pg.URL()))
}

func TestPostgresRefusals(t *testing.T) {
	t.Parallel()
	t.Run("a folder that its user cannot enter", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("only root runs PostgreSQL as another user")
		}
		private := filepath.Join(devtest.Dir(t), "private")
		require.NoError(t, os.Mkdir(private, 0o700))
		_, err := dev.StartPostgres(t.Context(), dev.PostgresOptions{Dir: filepath.Join(private, "a", "postgres")})
		require.ErrorContains(t, err, "cannot enter the folder "+private+": pass --data-dir")
	})
	t.Run("a folder with something else in it", func(t *testing.T) {
		dir := filepath.Join(devtest.Dir(t), "postgres")
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "photos"), 0o755))
		_, err := dev.StartPostgres(t.Context(), dev.PostgresOptions{Dir: dir})
		require.ErrorContains(t, err, "is not empty and holds no PostgreSQL data")
		require.DirExists(t, filepath.Join(dir, "photos"))
	})
	t.Run("data of a version that is not installed", func(t *testing.T) {
		dir := filepath.Join(devtest.Dir(t), "postgres")
		require.NoError(t, os.Mkdir(dir, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "PG_VERSION"), []byte("7\n"), 0o644))
		_, err := dev.StartPostgres(t.Context(), dev.PostgresOptions{Dir: dir})
		require.ErrorContains(t, err, "was made by PostgreSQL 7, which is not installed")
	})
	t.Run("a setting it does not know, with its own words", func(t *testing.T) {
		dir := filepath.Join(devtest.Dir(t), "postgres")
		_, err := dev.StartPostgres(t.Context(), dev.PostgresOptions{Dir: dir, Fast: true, Settings: map[string]string{"shared_bufers": "1MB"}})
		require.ErrorContains(t, err, `unrecognized configuration parameter "shared_bufers"`)
		require.ErrorContains(t, err, dir+".log")
	})
}
