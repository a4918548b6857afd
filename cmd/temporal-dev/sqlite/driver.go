package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/ncruces/go-sqlite3"
	inner "github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	_ "github.com/ncruces/go-sqlite3/vfs/memdb" // for data that is kept in memory
)

// timeFormat is how the server's times are in its files, whichever driver wrote
// them. They are compared as text, so they must all be written alike.
const timeFormat = "2006-01-02 15:04:05.999999999-07:00"

func init() { sql.Register("sqlite", Driver{}) }

// Driver opens SQLite files for database/sql.
type Driver struct{}

// Open understands the data source names that the server makes:
// file:NAME?mode=…&_pragma=NAME=VALUE&_time_format=sqlite
func (Driver) Open(dsn string) (driver.Conn, error) {
	name, pragmas, err := parse(dsn)
	if err != nil {
		return nil, err
	}
	opened, err := (&inner.SQLite{}).Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	c := &conn{Conn: opened.(inner.Conn), idle: map[string]*stmt{}}
	if err := c.setUp(pragmas); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func parse(dsn string) (name string, pragmas []string, err error) {
	file, query, _ := strings.Cut(dsn, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", nil, fmt.Errorf("data source %s: %w", dsn, err)
	}
	if format := values.Get("_time_format"); format != "sqlite" {
		return "", nil, fmt.Errorf("data source %s: _time_format is %q and not sqlite", dsn, format)
	}
	pragmas = values["_pragma"]
	values.Del("_pragma")
	values.Del("_time_format")
	values.Del("cache") // there is no shared cache, and one connection needs none
	values.Set("_timefmt", timeFormat)
	values.Set("_txlock", "immediate") // or a transaction that reads first could not write any more
	return file + "?" + values.Encode(), pragmas, nil
}

// setUp makes the connection what the server's schema expects: it puts strings
// into double quotes, and searches text.
func (c *conn) setUp(pragmas []string) error {
	raw := c.Raw()
	for _, option := range []sqlite3.DBConfig{sqlite3.DBCONFIG_DQS_DDL, sqlite3.DBCONFIG_DQS_DML} {
		if _, err := raw.Config(option, true); err != nil {
			return fmt.Errorf("allow strings in double quotes: %w", err)
		}
	}
	if err := fts5.Register(raw); err != nil {
		return fmt.Errorf("add full-text search: %w", err)
	}
	for _, pragma := range pragmas {
		if err := raw.Exec("PRAGMA " + pragma); err != nil {
			return fmt.Errorf("pragma %s: %w", pragma, err)
		}
	}
	return nil
}
