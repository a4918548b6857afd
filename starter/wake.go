package starter

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/workflows"
)

// callDeadline bounds one call of Temporal. Without it the SDK would retry an
// unreachable server for a minute, longer than the lease.
const callDeadline = 5 * time.Second

// wake wakes the workflow of a key: starts it, or signals it if it runs. A server
// that throttles that ends it at once.
func (d *Dispatcher) wake(ctx context.Context, l ledger.Lease) error {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	ctx, seen := watched(ctx)
	defer seen.end()
	return seen.cause(d.startOrSignal(ctx, l))
}

func (d *Dispatcher) startOrSignal(ctx context.Context, l ledger.Lease) error {
	var due ledger.Due
	if len(l.Due) > 0 {
		due = l.Due[0]
	}
	opts := d.starter.startOptions(l.ChannelID, l.Key, due.Source, due.ImportID)
	input := workflows.ContactInput{Channel: l.ChannelID, Key: l.Key}
	began := time.Now()
	_, err := d.starter.client.ExecuteWorkflow(ctx, opts, workflows.ContactName, input)
	if err == nil {
		d.mu.Lock()
		d.pace.note(time.Since(began), d.settings.Slots)
		d.mu.Unlock()
	}
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if !errors.As(err, &already) {
		return err
	}
	// It starts the workflow if that closed meanwhile. It takes no eager start.
	opts.EnableEagerStart = false
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED
	opts.WorkflowExecutionErrorWhenAlreadyStarted = false
	_, err = d.starter.client.SignalWithStartWorkflow(ctx, opts.ID, workflows.WakeSignal, nil, opts, workflows.ContactName, input)
	return err
}

// How long a key rests whose workflow could not be woken.
const (
	soon    = time.Second      // the server is busy or unavailable
	later   = 5 * time.Second  // it refuses: its configuration must change
	longest = 30 * time.Second // it throttles the key again and again
)

// fault is what a failed wake-up says about others.
type fault int

const (
	own                 fault = iota // nothing
	throttled                        // the server takes fewer, at least for this key
	temporalUnavailable              // Temporal is unavailable for everybody
)

// postponement says for how long a key rests whose wake-up failed, after so many
// failures before, and what that means for others.
func postponement(err error, failures int) (after time.Duration, why fault) {
	var (
		exhausted   *serviceerror.ResourceExhausted
		unavailable *serviceerror.Unavailable
		deadline    *serviceerror.DeadlineExceeded
		canceled    *serviceerror.Canceled
		invalid     *serviceerror.InvalidArgument
		internal    *serviceerror.Internal
	)
	switch {
	case errors.As(err, &exhausted):
		return min(soon<<min(failures, 10), longest), throttled
	case errors.As(err, &invalid), errors.As(err, &internal):
		return later, own // this key's own fault, or all fail alike
	case errors.As(err, &unavailable), errors.As(err, &deadline), errors.As(err, &canceled),
		errors.Is(err, context.DeadlineExceeded):
		return soon, temporalUnavailable
	}
	return later, temporalUnavailable
}
