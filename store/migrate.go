package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the schema's history, numbered files in order.
func Migrations() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded: it is there or the program does not compile
	}
	return sub
}

// LockPatience is how long a migration tries to get locks that others hold.
const LockPatience = 5 * time.Minute

// lockRest is how long it lets others go on between two tries: while it waits for a
// lock, everybody else who wants the table waits behind it.
const lockRest = 2 * time.Second

// Migrate brings the database at url to the newest schema and returns how many
// migrations it ran. Several processes may call it at once: one migrates, the
// others wait.
func Migrate(ctx context.Context, url string) (ran int, err error) {
	return MigrateWithin(ctx, url, LockPatience)
}

// MigrateWithin is Migrate with another patience than LockPatience.
func MigrateWithin(ctx context.Context, url string, patience time.Duration) (ran int, err error) {
	err = withMigrations(url, func(_ *sql.DB, p *goose.Provider) error {
		giveUp := time.Now().Add(patience)
		for {
			results, err := p.Up(ctx)
			var part *goose.PartialError
			if errors.As(err, &part) {
				results = part.Applied
			}
			ran += len(results)
			if !IsCode(err, "55P03") {
				return err
			}
			if time.Now().Add(lockRest).After(giveUp) {
				return lockedOut(part, patience)
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(lockRest):
			}
		}
	})
	if err != nil {
		return ran, fmt.Errorf("migrate the database: %w", err)
	}
	return ran, nil
}

// lockedOut says that a migration could not get a lock, and what to do.
func lockedOut(part *goose.PartialError, patience time.Duration) error {
	name := "a migration"
	if part != nil {
		name = part.Failed.Source.Path
	}
	return fmt.Errorf("%s needs a lock that others have held for %s. Those before it are done, and this one is not. End what runs "+
		"that long (SELECT pid, xact_start, state, query FROM pg_stat_activity WHERE xact_start < now() - interval '3 s'), "+
		"or run `contacts migrate` again when less is going on", name, patience)
}

func withMigrations(url string, f func(*sql.DB, *goose.Provider) error) error {
	// As a pool reads it: a URL may hold settings of the pool, such as
	// pool_max_conns, that are none of a connection.
	pool, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("read DATABASE_URL: %w", err)
	}
	limit(pool.ConnConfig, migrationLimits, migrationLimits.settings(migrationLimits.Statement))
	db := stdlib.OpenDB(*pool.ConnConfig)
	defer func() { _ = db.Close() }()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, Migrations(), goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	return f(db, provider)
}
