package config

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/contact"
)

// Logger writes structured text, one line an entry. Whatever is logged, nobody's
// number, user id or address stands in it: they are masked here, at the only way
// out, so that no caller has to remember.
func Logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: masked}))
}

// masked is an attribute, the message among them, as it may be shown.
func masked(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		mask := contact.MaskText
		switch a.Key {
		case "key":
			mask = contact.Mask
		case "workflow_id", "WorkflowID": // ours, and the SDK's
			mask = contact.MaskWorkflow
		}
		return slog.String(a.Key, mask(a.Value.String()))
	case slog.KindAny:
		if a.Key == slog.LevelKey {
			return a
		}
		return slog.String(a.Key, contact.MaskText(fmt.Sprintf("%+v", a.Value.Any())))
	}
	return a // times, durations, numbers
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
