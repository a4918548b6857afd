package storetest

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// Restore returns the URL of a fresh database that holds what an earlier version
// left, and lacks the migrations since. dump is a path: store/testdata has one
// for each version that is kept.
func Restore(t testing.TB, dump string) string {
	t.Helper()
	sql, err := os.ReadFile(dump)
	require.NoError(t, err)
	url := devtest.DatabaseURL(t, devtest.Schema{})
	ctx := context.Background()
	// A connection for this alone: the dump changes its settings.
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.PgConn().Exec(ctx, string(sql)).ReadAll()
	require.NoError(t, err)
	return url
}
