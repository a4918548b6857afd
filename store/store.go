package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store is the project's database.
type Store struct {
	hot               *pgxpool.Pool // for what comes in: record, lease, read on the way in, probe
	deciding          *pgxpool.Pool // for what is decided: look up, create, decide
	lists             *pgxpool.Pool // for what people look through, see list
	pool              *pgxpool.Pool // for everything else: settings, imports, sweeps
	limits            Options
	readAhead         readAhead     // what the next lookups will ask for
	snapshots         *snapshots    // of new people's first events
	secret            secret        // of the installation
	endPatience       time.Duration // see the constant
	holder            uuid.UUID     // of leases: this process
	recorded, decided tally
}

// Open prepares pools for the database at url. It does not connect: a database
// that is unavailable is reported by the first use, and found again when it is back.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	s := &Store{
		readAhead: readAhead{newCache[queue, aheadOf](readAheadKept)},
		snapshots: newCache[uuid.UUID, snapshot](snapshotsKept), endPatience: endPatience,
		holder: uuid.New(),
	}
	if err := s.openPools(ctx, url, opts); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close gives every connection back.
func (s *Store) Close() {
	for _, pool := range []*pgxpool.Pool{s.hot, s.deciding, s.lists, s.pool} {
		if pool != nil { // opening may have failed before it
			pool.Close()
		}
	}
}

// inTx runs f in a transaction: committed if f returns nil, else rolled back. The
// error is ErrOutcomeUnknown if it may have been committed.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }() // nothing, once it is committed
	if err := f(tx); err != nil {
		return err
	}
	return certain(tx.Commit(ctx))
}

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
func (s *Store) inDeciding(ctx context.Context, f func(*deciding) error) error {
	conn, err := s.deciding.Acquire(ctx)
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

// collect reads all rows of a query. format and args say what was being done, if
// it fails.
func collect[T any](rows pgx.Rows, err error, row pgx.RowToFunc[T], format string, args ...any) ([]T, error) {
	var all []T
	if err == nil {
		all, err = pgx.CollectRows(rows, row)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
	}
	return all, nil
}
