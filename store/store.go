package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store is the project's database.
type Store struct {
	pool *pgxpool.Pool
}

// Options are what a caller may choose about the connection pool.
type Options struct {
	MaxConns int32 // 0: pool_max_conns in the URL, else 16
}

// connectTimeout bounds a single attempt to connect, so that a database that is
// away is noticed well within the time a webhook's sender waits.
const connectTimeout = 2 * time.Second

// defaultMaxConns serves the webhook, the dispatcher and some dozen deciding
// transactions at once.
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
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database pool: %w", err)
	}
	return &Store{pool: pool}, nil
}

// Close gives every connection back.
func (s *Store) Close() { s.pool.Close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return nil
}

// inTx runs f in a transaction: committed if f returns nil, else rolled back.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, f)
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
