package store

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Named are a statement's arguments by name, like pgx.NamedArgs, which reads
// every statement anew each time to find the names in it. This remembers where
// they were.
type Named map[string]any

// positional is a statement with its arguments numbered.
type positional struct {
	sql   string
	names []string // of $1, $2, …
}

// positions holds what each statement came to. Statements are the program's own, and
// most are few. Of lists there are as many as ways to put filters together: the first
// so many are remembered.
var (
	positions  sync.Map // string → positional
	remembered atomic.Int64
)

const mostRemembered = 5000

// RewriteQuery implements pgx.QueryRewriter.
func (n Named) RewriteQuery(ctx context.Context, conn *pgx.Conn, sql string, args []any) (string, []any, error) {
	known, ok := positions.Load(sql)
	if !ok {
		// Each name stands for itself: so the arguments tell the order.
		own := make(pgx.NamedArgs, len(n))
		for name := range n {
			own[name] = name
		}
		numbered, order, err := own.RewriteQuery(ctx, conn, sql, args)
		if err != nil {
			return "", nil, err
		}
		p := positional{sql: numbered, names: make([]string, len(order))}
		for i, name := range order {
			if p.names[i], ok = name.(string); !ok { // an argument is missing
				return pgx.NamedArgs(n).RewriteQuery(ctx, conn, sql, args)
			}
		}
		known = p
		if remembered.Add(1) <= mostRemembered {
			known, _ = positions.LoadOrStore(sql, p)
		}
	}
	p := known.(positional)
	values := make([]any, len(p.names))
	for i, name := range p.names {
		values[i] = n[name]
	}
	return p.sql, values, nil
}
