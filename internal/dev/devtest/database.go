package devtest

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Schema is what a test database holds. The zero Schema is an empty database.
type Schema struct {
	Files   fs.FS                                       // the migrations: a change in them makes a new template
	Migrate func(ctx context.Context, url string) error // brings an empty database up to date
}

// DatabaseURL returns the URL of a fresh database with that schema, which is
// dropped after the test.
func DatabaseURL(t testing.TB, schema Schema) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	server, err := serverURL()
	if err != nil {
		t.Fatal(err)
	}
	template, err := ensureTemplate(ctx, server, schema)
	if err != nil {
		t.Fatalf("make the template database (PostgreSQL at %s): %v", server, err)
	}
	name := "test_" + randomHex()
	if err := clone(ctx, server, template, name); err != nil {
		t.Fatalf("clone the template database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
		defer cancel()
		if err := admin(ctx, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			t.Logf("drop the test's database: %v", err)
		}
	})
	return withDatabase(server, name)
}

// serverURL is the URL of the database that others are created from.
func serverURL() (string, error) {
	if shared := os.Getenv(EnvDatabaseURL); shared != "" {
		return shared, nil
	}
	stack, err := ownStack()
	if err != nil {
		return "", err
	}
	postgres, err := stack.postgres()
	if err != nil {
		return "", err
	}
	return postgres.URL(), nil
}

func clone(ctx context.Context, server, template, name string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	sql := `CREATE DATABASE ` + name + ` TEMPLATE ` + template
	// For a small template copying files takes a quarter of the time that the
	// default takes; before 15 it was the only way and had no name.
	if major(conn) >= 15 {
		sql += ` STRATEGY FILE_COPY`
	}
	return patiently(ctx, func() error {
		_, err := conn.Exec(ctx, sql)
		return err
	})
}

// major is the server's major version.
func major(conn *pgx.Conn) int {
	text, _, _ := strings.Cut(conn.PgConn().ParameterStatus("server_version"), ".") // 15.4 (Debian …)
	n, _ := strconv.Atoi(text)
	return n
}

// patiently retries what failed because somebody, such as autovacuum, was
// connected to a database.
func patiently(ctx context.Context, do func() error) error {
	for {
		err := do()
		var pgErr *pgconn.PgError
		if !errors.As(err, &pgErr) || pgErr.Code != "55006" { // object_in_use
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// admin runs one statement on a connection of its own.
func admin(ctx context.Context, server, sql string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// withDatabase is the same server's URL for another database.
func withDatabase(server, database string) string {
	u, err := url.Parse(server)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return server // connecting says what is wrong with it
	}
	u.Path = "/" + database
	return u.String()
}
