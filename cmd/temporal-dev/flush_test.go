package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTheLogIsFlushed fills the log of a file, as the server does, by less than what has
// the server's own connection move it.
func TestTheLogIsFlushed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	data, err := openDatabase(openOptions(file, nil))
	require.NoError(t, err)
	t.Cleanup(data.close)
	require.Equal(t, flushPages, data.config.ConnectAttributes["wal_autocheckpoint"], "the server's connection has it, too")
	server := open(t, file)
	exec(t, server, "PRAGMA wal_autocheckpoint="+flushPages)
	exec(t, server, "CREATE TABLE filled (bytes BLOB)")
	size := func() int64 {
		info, err := os.Stat(file)
		require.NoError(t, err)
		return info.Size()
	}
	const much = 20_000_000
	before := size()
	exec(t, server, "INSERT INTO filled VALUES (zeroblob(?))", much)
	require.Equal(t, before, size(), "it is in the log")

	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	go data.flush(ctx)
	for deadline := time.Now().Add(time.Minute); size() < before+much/2; time.Sleep(10 * time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "the log is moved into the file")
		exec(t, server, "INSERT INTO filled VALUES (zeroblob(10))") // which goes on meanwhile
	}
}
