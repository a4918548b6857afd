package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"
)

// Schema is how the schema of a database and this program go together. Numbers are
// those of migrations.
type Schema struct {
	Version int64 // the last migration that the database has
	Program int64 // the last one that this program knows
	Missing int   // how many of them the database lacks
	Oldest  int64 // that a program must know to work with the database, where it has more than the program knows
}

// Newer reports whether the database has migrations that this program does not know.
func (s Schema) Newer() bool { return s.Version > s.Program }

// Serves returns nil if this program can work with the database, and otherwise what
// to do.
func (s Schema) Serves() error {
	switch {
	case s.Missing > 0:
		return fmt.Errorf("the database lacks %d migration(s): run `contacts migrate` first", s.Missing)
	case s.Program < s.Oldest:
		return fmt.Errorf("the database has migration %d and needs a program that knows migration %d; this one knows %d: install a newer version of contacts",
			s.Version, s.Oldest, s.Program)
	}
	return nil
}

// versionTimeout bounds how long a starting process waits for the schema's
// version.
const versionTimeout = 15 * time.Second

// ReadSchema reads how the schema of the database at url and this program go
// together.
func ReadSchema(ctx context.Context, url string) (s Schema, err error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	err = withMigrations(url, func(db *sql.DB, p *goose.Provider) error {
		var err error
		if s.Version, err = p.GetDBVersion(ctx); err != nil {
			return err
		}
		for _, source := range p.ListSources() { // their numbers may have gaps
			s.Program = max(s.Program, source.Version)
			if source.Version > s.Version {
				s.Missing++
			}
		}
		if !s.Newer() {
			return nil
		}
		return db.QueryRowContext(ctx, `SELECT oldest_program FROM schema_compat`).Scan(&s.Oldest)
	})
	if err != nil {
		return Schema{}, fmt.Errorf("read the schema's version: %w", err)
	}
	return s, nil
}
