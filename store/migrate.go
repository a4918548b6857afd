package store

import (
	"context"
	"embed"
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

// Migrate brings the database at url to the newest schema and returns how many
// migrations it ran. Several processes may call it at once: one migrates, the
// others wait.
func Migrate(ctx context.Context, url string) (ran int, err error) {
	err = withMigrations(url, func(p *goose.Provider) error {
		results, err := p.Up(ctx)
		ran = len(results)
		return err
	})
	if err != nil {
		return ran, fmt.Errorf("migrate the database: %w", err)
	}
	return ran, nil
}

// versionTimeout bounds how long a starting process waits for the schema's
// version.
const versionTimeout = 15 * time.Second

// MissingMigrations reports how many migrations the database at url still lacks.
func MissingMigrations(ctx context.Context, url string) (pending int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	err = withMigrations(url, func(p *goose.Provider) error {
		current, err := p.GetDBVersion(ctx)
		for _, source := range p.ListSources() { // their numbers may have gaps
			if source.Version > current {
				pending++
			}
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return pending, nil
}

func withMigrations(url string, f func(*goose.Provider) error) error {
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
	return f(provider)
}
