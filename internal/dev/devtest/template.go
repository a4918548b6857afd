package devtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// ensureTemplate returns the name of the migrated template, making it once for
// each server and schema.
func ensureTemplate(ctx context.Context, server string, schema Schema) (string, error) {
	hash, err := schemaHash(schema)
	if err != nil {
		return "", err
	}
	name := "template_" + hash
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }() // and with it the lock
	if exists, err := databaseExists(ctx, conn, name); exists || err != nil {
		return name, err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, name); err != nil {
		return "", err
	}
	if exists, err := databaseExists(ctx, conn, name); exists || err != nil {
		return name, err // another test was faster
	}
	// Under another name until it is complete.
	building := "building_" + hash
	for _, sql := range []string{`DROP DATABASE IF EXISTS ` + building + ` WITH (FORCE)`, `CREATE DATABASE ` + building} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	if schema.Migrate != nil {
		if err := schema.Migrate(ctx, withDatabase(server, building)); err != nil {
			return "", fmt.Errorf("migrate: %w", err)
		}
	}
	// Nobody can connect to a template, so nobody is in the way of a clone. The
	// migration's last connections may take a moment to go.
	err = patiently(ctx, func() error {
		_, err := conn.Exec(ctx, `ALTER DATABASE `+building+` RENAME TO `+name)
		return err
	})
	if err == nil {
		_, err = conn.Exec(ctx, `ALTER DATABASE `+name+` ALLOW_CONNECTIONS false`)
	}
	return name, err
}

func databaseExists(ctx context.Context, conn *pgx.Conn, name string) (exists bool, err error) {
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	return exists, err
}

// schemaHash tells schemas apart by the names and texts of their files.
func schemaHash(schema Schema) (string, error) {
	hash := sha256.New()
	if schema.Files == nil && schema.Migrate != nil {
		return "", errors.New("a Schema with Migrate needs Files: without them a changed migration would go unnoticed")
	}
	if schema.Files != nil {
		err := fs.WalkDir(schema.Files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(schema.Files, path)
			_, _ = fmt.Fprintf(hash, "%s %d\n%s", path, len(text), text)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read the migrations: %w", err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}
