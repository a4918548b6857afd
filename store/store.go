package store

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// Store is the project's database.
type Store struct {
	pool              *pgxpool.Pool // for people: lists, settings, imports
	hot               *pgxpool.Pool // for events: record, claim, look up, decide
	readAhead         readAhead     // what the next lookups will ask for
	snapshots         *snapshots    // of new people's first events
	secret            secret        // of the installation
	endPatience       time.Duration // see the constant
	recorded, decided tally
}

// Options are what a caller may choose about the connections.
type Options struct {
	MaxConns int32 // of the pool for events; 0: pool_max_conns in the URL, else 16
}

// connectTimeout bounds a single attempt to connect, so that a database that is
// away is noticed well within the time a webhook's sender waits.
const connectTimeout = 2 * time.Second

// defaultMaxConns serves the webhook, the dispatcher and some dozen deciding
// transactions at once. Everything else shares a pool of half the size, so that
// a slow export cannot keep a webhook waiting.
const defaultMaxConns = 16

// Open prepares a pool for the database at url. It does not connect: a database
// that is away is reported by the first use, and found again when it is back.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read DATABASE_URL: %w", err)
	}
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	switch {
	case opts.MaxConns > 0:
		cfg.MaxConns = opts.MaxConns
	case !strings.Contains(url, "pool_max_conns"):
		cfg.MaxConns = defaultMaxConns
	}
	cfg.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		pgxuuid.Register(conn.TypeMap()) // in binary, not by way of text
		return nil
	}
	// Compiling a plan takes longer than running any of ours.
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	hot := cfg.Copy()
	maps.Copy(hot.ConnConfig.RuntimeParams, hotSettings)
	maps.Copy(cfg.ConnConfig.RuntimeParams, listSettings)
	cfg.MaxConns = max(cfg.MaxConns/2, 2)
	s := &Store{
		readAhead: readAhead{newCache[queue, aheadOf](readAheadKept)},
		snapshots: newCache[uuid.UUID, snapshot](snapshotsKept), endPatience: endPatience,
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err == nil {
		s.hot, err = pgxpool.NewWithConfig(ctx, hot)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database pool: %w", err)
	}
	return s, nil
}

// hotSettings suit statements that find a few rows by key, thousands of times:
// they are planned once for each connection and always by an index, whatever the
// size of the tables was when they were first planned. PostgreSQL would plan
// most of them anew each time, which took it longer than running them.
var hotSettings = map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}

// listSettings suit lists, which depend on what is asked for: a search for few
// contacts goes by their trigrams, one for many follows the list until the page
// is full. A plan for any value, which PostgreSQL takes after five times if it
// seems cheap, follows the whole list for a search that finds one contact.
var listSettings = map[string]string{"plan_cache_mode": "force_custom_plan"}

// Close gives every connection back.
func (s *Store) Close() {
	s.pool.Close()
	s.hot.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return nil
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
	conn, err := s.hot.Acquire(ctx)
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
