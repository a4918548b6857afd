package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
)

// The command sees the servers, hears the signal, its exit code comes back, and
// nothing stays behind.
func TestRun(t *testing.T) {
	script := `trap 'exit 7' TERM
env >"$0.new" && mv "$0.new" "$0"
while :; do sleep 0.05; done`
	seen := filepath.Join(t.TempDir(), "env")
	ended := make(chan int, 1)
	go func() {
		code, err := run([]string{"sh", "-c", script, seen})
		if err != nil {
			t.Error(err)
		}
		ended <- code
	}()
	require.Eventually(t, func() bool {
		_, err := os.Stat(seen)
		return err == nil || len(ended) > 0
	}, time.Minute, 20*time.Millisecond)
	text, err := os.ReadFile(seen)
	require.NoError(t, err)
	env := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		env[name] = value
	}
	conn, err := pgx.Connect(t.Context(), env["TEST_DATABASE_URL"])
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	c, err := client.Dial(client.Options{HostPort: env["TEST_TEMPORAL_ADDRESS"]})
	require.NoError(t, err)
	c.Close()
	_, err = exec.LookPath(env["TEST_TEMPORAL_BIN"])
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(env["TEST_POSTGRES_TEMPLATE"], "PG_VERSION"))

	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGTERM)) // run catches it
	require.Equal(t, 7, <-ended)
	require.NoDirExists(t, filepath.Dir(env["TEST_POSTGRES_TEMPLATE"]))
	_, err = pgx.Connect(t.Context(), env["TEST_DATABASE_URL"])
	require.Error(t, err)
}

func TestRunRefusals(t *testing.T) {
	_, err := run(nil)
	require.ErrorContains(t, err, "say which command to run")
}
