package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
)

// The fast path: a local activity costs one marker in the history and no round
// trip to a task queue. Its budget is short, so that an outage is soon seen
// where operators look.
const (
	fastBudget  = 5 * time.Second
	fastTry     = 2 * time.Second
	fastTries   = 3
	fastBackoff = 200 * time.Millisecond
)

// The durable path: a regular activity that an operator sees pending, with its
// attempt and last error, and that is tried until it succeeds.
const (
	durableTry        = 30 * time.Second
	durableBackoff    = time.Second
	durableMaxBackoff = time.Minute
)

func fast(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: fastBudget,
		StartToCloseTimeout:    fastTry,
		Summary:                summary,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    fastBackoff,
			BackoffCoefficient: 3,
			MaximumAttempts:    fastTries,
		},
	})
}

func durable(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: durableTry,
		Summary:             summary + " – until it succeeds",
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        durableBackoff,
			BackoffCoefficient:     2,
			MaximumInterval:        durableMaxBackoff,
			NonRetryableErrorTypes: []string{activities.ErrRejected, activities.ErrNoSuchEvent, "PanicError"},
		},
	})
}

// tooLongTries is how often in a row a decision may take too long, with a database
// that is well, before that is the event's own fault.
const tooLongTries = 3

// step runs an activity on the fast path, and if something it needs is unavailable, on
// the durable one. Any error that comes back is the event's own fault.
func step(ctx workflow.Context, activity, in, out any, summary string) error {
	err := workflow.ExecuteLocalActivity(fast(ctx, summary), activity, in).Get(ctx, out)
	if _, long := tookTooLong(err); err == nil || !unavailable(err) && !long {
		return err
	}
	workflow.GetLogger(ctx).Warn("falling back to the durable path", "step", summary, "error", err)
	for tries := 0; ; {
		err = workflow.ExecuteActivity(durable(ctx, summary), activity, in).Get(ctx, out)
		attempt, long := tookTooLong(err)
		if !long {
			return err
		}
		if attempt > 1 { // something was unavailable in between: not in a row
			tries = 0
		}
		if tries++; tries == tooLongTries {
			return err
		}
	}
}

// tookTooLong reports whether an activity says that the decision takes too long,
// and in which attempt it found that.
func tookTooLong(err error) (attempt int32, long bool) {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || app.Type() != activities.ErrTooLong {
		return 0, false
	}
	if app.HasDetails() && app.Details(&attempt) != nil {
		attempt = 0
	}
	return attempt, true
}

// unavailable reports whether an error says nothing against the event itself.
func unavailable(err error) bool {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app.Type() == activities.ErrUnavailable
	}
	var timeout *temporal.TimeoutError
	return errors.As(err, &timeout)
}
