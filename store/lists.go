package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrBusy says that as much is being read as may be at once.
var ErrBusy = errors.New("too much is being read at once")

// ErrSlow says that reading took longer than it may.
var ErrSlow = errors.New("reading took too long")

// ErrPreparing says that contacts from before an upgrade are still being prepared for
// what is asked for.
var ErrPreparing = errors.New("contacts are still being prepared for this after an upgrade")

// WithListDeadline is the context of all that is read for one answer, if that is several
// lists.
func (db *DB) WithListDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, db.limits.Lists.Statement, ErrSlow)
}

// pageWait is how long a page of a file waits for a connection.
const pageWait = time.Minute

// InTurn is the context of reading a whole file page by page. A file that has
// begun cannot be refused any more: each page waits for its turn.
func InTurn(ctx context.Context) context.Context {
	return context.WithValue(ctx, inTurn{}, pageWait)
}

// SortedUnique returns words sorted, none twice. Of keys that is the order in which
// everybody locks them.
func SortedUnique(words []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(words)))
}

// Collect reads all rows of a query. format and args say what was being done, if
// it fails.
func Collect[T any](rows pgx.Rows, err error, row pgx.RowToFunc[T], format string, args ...any) ([]T, error) {
	var all []T
	if err == nil {
		all, err = pgx.CollectRows(rows, row)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
	}
	return all, nil
}

// CollectOne reads the one row of a query. The error is ErrNotFound if there is none;
// format and args are as for Collect.
func CollectOne[T any](rows pgx.Rows, err error, row pgx.RowToFunc[T], format string, args ...any) (T, error) {
	var one T
	if err == nil {
		one, err = pgx.CollectExactlyOneRow(rows, row)
	}
	if err != nil {
		var none T // a scan that fails may have filled some of it
		return none, fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), OrNotFound(err))
	}
	return one, nil
}

// List reads all rows of a query that people or programs look through. There are
// few connections for that, so that what comes in has the others; who finds none
// within a moment is told ErrBusy, and who reads for too long ErrSlow. format and
// args say what was being read, if it fails.
func List[T any](ctx context.Context, db *DB, sql string, values Named, row pgx.RowToFunc[T], format string, args ...any) ([]T, error) {
	var all []T
	err := db.Reading(ctx, func(conn *pgxpool.Conn) error {
		rows, err := conn.Query(ctx, sql, values)
		if err == nil {
			all, err = pgx.CollectRows(rows, row)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
	}
	return all, nil
}

// ours reports whether a deadline that has passed is one of this package: the
// caller would have waited longer.
func ours(ctx context.Context) bool {
	return ctx.Err() == nil || errors.Is(context.Cause(ctx), ErrSlow)
}

// Reading runs f on a connection for lists.
func (db *DB) Reading(ctx context.Context, f func(*pgxpool.Conn) error) error {
	conn, err := db.Lists.Acquire(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ours(ctx):
		return ErrBusy
	case err != nil:
		return err
	}
	defer conn.Release()
	err = f(conn)
	if ours(ctx) && (TimedOut(err) || IsCode(err, "55P03") || errors.Is(err, context.DeadlineExceeded)) {
		return fmt.Errorf("%w: %w", ErrSlow, err)
	}
	return err
}

// Position is where a page of contacts or messages begins: after the row of
// this time and id. Of contacts in another order than that of their creation it has
// what that order goes by.
type Position struct {
	At    time.Time
	ID    uuid.UUID
	Name  string // in a list by name
	Never bool   // in a list by the last message: among those who never wrote, by At
}
