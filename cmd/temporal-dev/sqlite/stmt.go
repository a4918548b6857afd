package sqlite

import (
	"context"
	"database/sql/driver"
)

// innerStmt is what a statement of the driver beneath can do.
type innerStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// stmt is a statement that its connection keeps when it is closed.
type stmt struct {
	innerStmt
	conn   *conn
	query  string
	failed bool // and better prepared anew
}

// ExecContext runs the statement.
func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	result, err := s.innerStmt.ExecContext(ctx, args)
	if err != nil {
		s.failed = true
		return nil, translate(err)
	}
	return result, nil
}

// QueryContext runs the statement; its rows are read before it is closed.
func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.innerStmt.QueryContext(ctx, args)
	if err != nil {
		s.failed = true
		return nil, translate(err)
	}
	return rows, nil
}

// Close gives the statement back to its connection.
func (s *stmt) Close() error {
	if s.failed {
		return s.innerStmt.Close()
	}
	return s.conn.keep(s)
}
