package e2e

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// hold is a transaction that holds a lock, to stop the program in the middle of
// a step.
type hold struct {
	w    *world
	conn *pgx.Conn
}

// hold opens a transaction and takes locks in it.
func (w *world) hold(sql string, args ...any) *hold {
	w.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.database)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = conn.Close(ctx) })
	_, err = conn.Exec(ctx, "BEGIN")
	require.NoError(w.t, err)
	_, err = conn.Exec(ctx, sql, args...)
	require.NoError(w.t, err)
	return &hold{w, conn}
}

// release lets the program go on.
func (h *hold) release() {
	h.w.t.Helper()
	require.NoError(h.w.t, h.conn.Close(context.Background()))
}

// abandon drops the connection of a server that is gone.
func (h *hold) abandon() { _ = h.conn.Close(context.Background()) }

// waiting counts backends that wait for a lock in the test's database.
func (w *world) waiting(atLeast int) {
	w.t.Helper()
	db := w.db()
	eventually(w.t, "a step waits for the lock", func() bool {
		return count(w.t, db, `
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'`) >= atLeast
	})
}
