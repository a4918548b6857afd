package ledger

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/store"
)

// session is what statements are sent through: a transaction, or a connection
// that is in one.
type session interface {
	querier
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// deciding is a transaction in which an event is decided. BEGIN travels with the
// first batch, which open sends, and COMMIT with the last, so that most decisions
// cost two round trips instead of four.
type deciding struct{ *pgxpool.Conn }

// rollbackPatience bounds a ROLLBACK. A connection that does not take it is
// closed, which has the same effect.
const rollbackPatience = time.Second

// inDeciding runs f, whose first statement is a batch that begins with BEGIN. It
// commits if f returns nil and has not done so itself, else it rolls back.
func (l *Ledger) inDeciding(ctx context.Context, f func(*deciding) error) error {
	conn, err := l.db.Decisions.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // it closes a connection that is still in a transaction
	tx := &deciding{conn}
	err = f(tx)
	if err == nil && tx.open() {
		_, err = tx.Exec(ctx, "COMMIT")
	}
	if err != nil && tx.open() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
		defer cancel()
		_, _ = tx.Exec(undo, "ROLLBACK")
	}
	return err
}

// open reports whether the transaction has begun and not ended.
func (tx *deciding) open() bool {
	return !tx.Conn.Conn().IsClosed() && tx.Conn.Conn().PgConn().TxStatus() != 'I'
}

// sortedUnique returns the keys sorted, none twice: the order in which they are
// locked.
func sortedUnique(keys []string) []string {
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// lockKeys holds the keys of a channel until the transaction ends.
func lockKeys(b *pgx.Batch, channelID string, keys []string) {
	b.Queue(`
SELECT pg_advisory_xact_lock(hashtextextended(@channel || '/' || key, 0))
FROM unnest(@sorted::text[]) AS key`, store.Named{"channel": channelID, "sorted": sortedUnique(keys)})
}

// querier is what the pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}
