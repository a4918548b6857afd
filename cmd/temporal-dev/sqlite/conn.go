package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"

	inner "github.com/ncruces/go-sqlite3/driver"
)

// keepAtMost is more than the server has statements of its own. Queries of its
// list of workflows carry what they look for in their text and never end; when
// there are too many, all are forgotten, and those that are in use come back.
const keepAtMost = 500

// conn is a connection that keeps its statements.
type conn struct {
	inner.Conn
	idle map[string]*stmt // prepared and not in use, by their text
}

// Prepare is PrepareContext without a context.
func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// PrepareContext returns a kept statement if there is one. A text that is
// prepared again while its statement is in use gets a second one.
func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	prepared, err := c.Conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &stmt{innerStmt: prepared.(innerStmt), conn: c, query: query}, nil
}

// ExecContext runs what has no arguments, such as the statements of a schema,
// as it comes; database/sql prepares the rest.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

// Close ends the connection, for which no statement may be left.
func (c *conn) Close() error {
	return errors.Join(c.forget(), c.Conn.Close())
}

func (c *conn) keep(s *stmt) error {
	var err error
	if len(c.idle) >= keepAtMost {
		err = c.forget()
	}
	if _, ok := c.idle[s.query]; ok {
		return errors.Join(err, s.innerStmt.Close())
	}
	c.idle[s.query] = s
	return err
}

func (c *conn) forget() error {
	var errs []error
	for query, s := range c.idle {
		errs = append(errs, s.innerStmt.Close())
		delete(c.idle, query)
	}
	return errors.Join(errs...)
}
