package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/luluchat/contacts/store"
)

// ErrTooLong says that a decision took longer than it may: its own statements
// did, not those that it waited for.
var ErrTooLong = errors.New("it took too long")

// decision is the context of all statements of one decision together.
func (l *Ledger) decision(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, l.db.DecisionTime(), ErrTooLong)
}

// judged marks the error of a decision that took too long: its own time has
// passed, or the server ended a statement. If the caller has had enough, or a
// lock was not to be had, it says nothing about the decision.
func judged(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if errors.Is(cause, ErrTooLong) || cause == nil && store.TimedOut(err) {
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	return err
}
