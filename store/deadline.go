package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
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

// Patient is the context of statements over a whole import, which may take long.
func Patient(ctx context.Context) context.Context {
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
