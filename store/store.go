package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is the project's database: what every room of it needs.
type DB struct {
	Intake    *pgxpool.Pool // for what comes in: record, lease, read on the way in, probe
	Decisions *pgxpool.Pool // for what is decided: look up, create, decide
	Other     *pgxpool.Pool // for everything else: settings, imports, sweeps
	Lists     *pgxpool.Pool // for what people look through, see List
	limits    Options
	secret    secret // of the installation
	recorded  Tally
	// EndPatience bounds how long the server may take to end a statement that is
	// given up, and to say whether something is there all the same. It is set before
	// the first use.
	EndPatience time.Duration
}

// Open prepares pools for the database at url. It does not connect: a database
// that is unavailable is reported by the first use, and found again when it is back.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	db := &DB{EndPatience: endPatience}
	if err := db.openPools(ctx, url, opts); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Close gives every connection back.
func (db *DB) Close() {
	for _, pool := range []*pgxpool.Pool{db.Intake, db.Decisions, db.Lists, db.Other} {
		if pool != nil { // opening may have failed before it
			pool.Close()
		}
	}
}

// InTx runs f in a transaction: committed if f returns nil, else rolled back. The
// error is ErrOutcomeUnknown if it may have been committed.
func (db *DB) InTx(ctx context.Context, f func(pgx.Tx) error) error {
	tx, err := db.Other.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }() // nothing, once it is committed
	if err := f(tx); err != nil {
		return err
	}
	return Certain(tx.Commit(ctx))
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if _, err := db.Intake.Exec(ctx, `SELECT`); err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return nil
}
