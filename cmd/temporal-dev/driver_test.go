package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"
	"modernc.org/sqlite/lib"
)

// open opens a file as the server does.
func open(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode%3Dwal&_pragma=synchronous%3Dnormal&_time_format=sqlite&mode=rwc")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func exec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), query, args...)
	require.NoError(t, err)
}

func prepared(t *testing.T, db *sql.DB) (count int) {
	t.Helper()
	c, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	require.NoError(t, c.Raw(func(driverConn any) error {
		for range driverConn.(interface{ Raw() *sqlite3.Conn }).Raw().Stmts() {
			count++
		}
		return nil
	}))
	return count
}

func TestDriverKeepsStatements(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "a.db"))
	exec(t, db, "CREATE TABLE t (a INT PRIMARY KEY, b TEXT)")
	require.Zero(t, prepared(t, db))

	t.Run("what is run again is not prepared again", func(t *testing.T) {
		for i := range 5 {
			exec(t, db, "INSERT INTO t VALUES (?, ?)", i, fmt.Sprint("row ", i))
			var b string
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT b FROM t WHERE a = ?", i).Scan(&b))
			require.Equal(t, fmt.Sprint("row ", i), b)
		}
		require.Equal(t, 2, prepared(t, db))
	})
	t.Run("a statement that is in use gets a second one", func(t *testing.T) {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		const query = "SELECT a FROM t WHERE a >= ? ORDER BY a"
		outer, err := tx.QueryContext(t.Context(), query, 0)
		require.NoError(t, err)
		require.True(t, outer.Next())
		var inner, first int
		require.NoError(t, tx.QueryRowContext(t.Context(), query, 3).Scan(&inner))
		require.NoError(t, outer.Scan(&first))
		require.Equal(t, []int{3, 0}, []int{inner, first})
		require.NoError(t, outer.Close())
		require.NoError(t, tx.Commit())
		require.Equal(t, 3, prepared(t, db))
	})
	t.Run("it survives a change of the schema", func(t *testing.T) {
		exec(t, db, "ALTER TABLE t ADD COLUMN c INT DEFAULT 7")
		exec(t, db, "CREATE INDEX by_b ON t (b)")
		var b string
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT b FROM t WHERE a = ?", 2).Scan(&b))
		require.Equal(t, "row 2", b)
	})
	t.Run("texts that never come again do not pile up", func(t *testing.T) {
		for i := range 1200 {
			var a int
			require.NoError(t, db.QueryRowContext(t.Context(), fmt.Sprintf("SELECT a FROM t WHERE a = 1 OR a = %d", i+100)).Scan(&a))
		}
		require.LessOrEqual(t, prepared(t, db), 501)
	})
}

func TestDriverErrors(t *testing.T) {
	t.Parallel()
	// What the server takes for a row that is there already.
	isDuplicate := func(err error) bool {
		var e *sqlite.Error
		if !errors.As(err, &e) {
			return false
		}
		return e.Code()&(lib.SQLITE_CONSTRAINT|lib.SQLITE_CONSTRAINT_PRIMARYKEY|lib.SQLITE_CONSTRAINT_UNIQUE) != 0
	}
	file := filepath.Join(t.TempDir(), "a.db")
	db := open(t, file)
	exec(t, db, "CREATE TABLE t (a INT NOT NULL, b INT UNIQUE, PRIMARY KEY (a))")
	exec(t, db, "INSERT INTO t VALUES (?, ?)", 1, 1)

	for name, args := range map[string][]any{"primary key": {1, 2}, "unique column": {2, 1}} {
		_, err := db.ExecContext(t.Context(), "INSERT INTO t VALUES (?, ?)", args...)
		require.True(t, isDuplicate(err), name)
	}
	_, err := db.ExecContext(t.Context(), "INSERT INTO t VALUES (?, ?)", nil, 3)
	require.Error(t, err)
	require.False(t, isDuplicate(err), "a missing value is no duplicate")

	cancelled, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = db.ExecContext(cancelled, "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n WHERE i < 0", 10)
	require.Error(t, err)
	require.False(t, isDuplicate(err), "an interrupted statement is no duplicate: %v", err)

	other := open(t, file)
	exec(t, other, "PRAGMA busy_timeout = 1")
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), "INSERT INTO t VALUES (?, ?)", 9, 9)
	require.Error(t, err)
	require.False(t, isDuplicate(err), "a busy file is no duplicate")
	require.NoError(t, tx.Rollback())

	exec(t, db, "INSERT INTO t VALUES (?, ?)", 5, 5) // the same text still works
}

func TestDriverValues(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "a.db"))
	exec(t, db, `CREATE TABLE t (at TIMESTAMP, name VARCHAR(255), data BLOB, said TEXT, found TEXT GENERATED ALWAYS AS (JSON_EXTRACT(said, "$.Key")) STORED)`)
	at := time.Date(2026, 3, 4, 5, 6, 7, 891_000_000, time.UTC)
	exec(t, db, "INSERT INTO t (at, name, data, said) VALUES (?, ?, ?, ?)", at, "2026-03-04T05:06:07Z", []byte(nil), `{"Key": "x"}`)
	exec(t, db, "INSERT INTO t (at, name, data, said) VALUES (?, ?, ?, ?)", at.Add(-891*time.Millisecond), "b", []byte{}, nil)

	t.Run("times are written as the other driver writes them", func(t *testing.T) {
		var texts string
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT group_concat(CAST(at AS TEXT), '|') FROM t").Scan(&texts))
		require.Equal(t, "2026-03-04 05:06:07.891+00:00|2026-03-04 05:06:07+00:00", texts)
	})
	t.Run("and read as times, what looks like one not", func(t *testing.T) {
		var read time.Time
		var name, found string
		var data []byte
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT at, name, data, found FROM t WHERE at = ?", at).Scan(&read, &name, &data, &found))
		require.True(t, at.Equal(read))
		require.Equal(t, "2026-03-04T05:06:07Z", name)
		require.Equal(t, "x", found)
		require.Nil(t, data)
	})
	t.Run("no bytes are not NULL", func(t *testing.T) {
		var empty int
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM t WHERE data IS NOT NULL").Scan(&empty))
		require.Equal(t, 1, empty)
	})
}
