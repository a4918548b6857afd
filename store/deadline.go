package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// deadlines puts one on everything that is sent to PostgreSQL, so that nobody who
// sends can forget it: a connection that falls silent, as that of a backend does
// that stands still, would else be waited for without end. No keepalive sees it.
//
// It is a tracer because pgx goes on with the context that a tracer returns, for
// single statements, those of a transaction, batches and COPY alike, until the
// last row is read. A connection whose deadline has passed is closed by pgx, and
// never used again. A caller's own earlier deadline holds.
type deadlines struct{ wait, statement time.Duration }

var _ interface {
	pgx.QueryTracer
	pgx.BatchTracer
	pgx.CopyFromTracer
	pgxpool.AcquireTracer
} = deadlines{}

// ending is the key of what ends a deadline; the others are those of longer ones.
type (
	ending    struct{}
	patiently struct{}
	inTurn    struct{}
)

func (d deadlines) begin(ctx context.Context) context.Context {
	if longer, ok := ctx.Value(patiently{}).(time.Duration); ok {
		return bounded(ctx, longer)
	}
	return bounded(ctx, d.statement)
}

func bounded(ctx context.Context, within time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(ctx, within)
	return context.WithValue(ctx, ending{}, cancel)
}

func (deadlines) end(ctx context.Context) {
	if cancel, ok := ctx.Value(ending{}).(context.CancelFunc); ok {
		cancel()
	}
}

// patient is the context of statements over a whole import, which may take long.
func patient(ctx context.Context) context.Context {
	return context.WithValue(ctx, patiently{}, patience)
}

// TraceQueryStart implements pgx.QueryTracer.
func (d deadlines) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return d.begin(ctx)
}

// TraceQueryEnd implements pgx.QueryTracer.
func (d deadlines) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	d.end(ctx)
}

// TraceBatchStart implements pgx.BatchTracer.
func (d deadlines) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return d.begin(ctx)
}

// TraceBatchQuery implements pgx.BatchTracer.
func (deadlines) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (d deadlines) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) {
	d.end(ctx)
}

// TraceCopyFromStart implements pgx.CopyFromTracer.
func (d deadlines) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	return d.begin(ctx)
}

// TraceCopyFromEnd implements pgx.CopyFromTracer.
func (d deadlines) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	d.end(ctx)
}

// TraceAcquireStart implements pgxpool.AcquireTracer.
func (d deadlines) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	if longer, ok := ctx.Value(inTurn{}).(time.Duration); ok {
		return bounded(ctx, longer)
	}
	return bounded(ctx, d.wait)
}

// TraceAcquireEnd implements pgxpool.AcquireTracer.
func (d deadlines) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	d.end(ctx)
}

// ErrTooLong says that a decision took longer than it may: its own statements
// did, not those that it waited for.
var ErrTooLong = errors.New("it took too long")

// decision is the context of all statements of one decision together.
func (s *Store) decision(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, s.limits.Decisions.Statement, ErrTooLong)
}

// judged marks the error of a decision that took too long: its own time has
// passed, or the server ended a statement. If the caller has had enough, or a
// lock was not to be had, it says nothing about the decision.
func judged(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if errors.Is(cause, ErrTooLong) || cause == nil && ended(err) {
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	return err
}

// ended reports whether the server ended a statement or transaction that ran for
// too long. What we cancel ourselves does not come back as such an error: its
// connection is closed.
func ended(err error) bool {
	return isCode(err, "57014", "25P04")
}

func isCode(err error, codes ...string) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && slices.Contains(codes, pgErr.Code)
}

// ErrBusy says that as much is being read as may be at once.
var ErrBusy = errors.New("too much is being read at once")

// ErrSlow says that reading took longer than it may.
var ErrSlow = errors.New("reading took too long")

// looking is the context of all that is read for one answer, if that is several
// lists.
func (s *Store) looking(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, s.limits.Lists.Statement, ErrSlow)
}

// pageWait is how long a page of a file waits for a connection.
const pageWait = time.Minute

// InTurn is the context of reading a whole file page by page. A file that has
// begun cannot be refused any more: each page waits for its turn.
func InTurn(ctx context.Context) context.Context {
	return context.WithValue(ctx, inTurn{}, pageWait)
}

// list reads all rows of a query that people or programs look through. There are
// few connections for that, so that what comes in has the others; who finds none
// within a moment is told ErrBusy, and who reads for too long ErrSlow. format and
// args say what was being read, if it fails.
func list[T any](ctx context.Context, s *Store, sql string, values named, row pgx.RowToFunc[T], format string, args ...any) ([]T, error) {
	var all []T
	err := s.reading(ctx, func(conn *pgxpool.Conn) error {
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

// reading runs f on a connection for lists.
func (s *Store) reading(ctx context.Context, f func(*pgxpool.Conn) error) error {
	conn, err := s.lists.Acquire(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ours(ctx):
		return ErrBusy
	case err != nil:
		return err
	}
	defer conn.Release()
	err = f(conn)
	if ours(ctx) && (ended(err) || isCode(err, "55P03") || errors.Is(err, context.DeadlineExceeded)) {
		return fmt.Errorf("%w: %w", ErrSlow, err)
	}
	return err
}
