package config

import (
	"context"
	"io"
	"log/slog"

	"go.temporal.io/sdk/log"
)

// Logger writes structured text, one line an entry.
func Logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// TemporalLogger gives the SDK's own log one level less than ours: its warnings of
// retries are many while the server is unavailable, and say nothing that our own
// entries do not.
func TemporalLogger(l *slog.Logger) log.Logger {
	return log.NewStructuredLogger(slog.New(quieter{l.Handler()}))
}

type quieter struct{ slog.Handler }

func (q quieter) Enabled(ctx context.Context, level slog.Level) bool {
	return q.Handler.Enabled(ctx, level-4)
}

func (q quieter) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quieter{q.Handler.WithAttrs(attrs)}
}

func (q quieter) WithGroup(name string) slog.Handler { return quieter{q.Handler.WithGroup(name)} }
