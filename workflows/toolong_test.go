package workflows_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

// tooLong is the error of a decision that takes too long with a healthy database.
func tooLong(ctx context.Context) error {
	return temporal.NewNonRetryableApplicationError("deciding it takes too long", activities.ErrTooLong, nil, activity.GetInfo(ctx).Attempt)
}

// local reports whether an activity runs on the fast path, where a decision is
// cut off before it can be said to take too long.
func local(ctx context.Context) bool { return activity.GetInfo(ctx).IsLocalActivity }

func TestADecisionThatTakesTooLongIsTriedAloneAndQuarantined(t *testing.T) {
	t.Parallel()
	for name, fast := range map[string]func(context.Context) error{
		"and the fast path is cut off": func(context.Context) error { return unavailable },
		"and the fast path says so":    tooLong,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := setup(t)
			env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
			together, alone := 0, 0
			env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(
				func(ctx context.Context, task activities.Task) (activities.Result, error) {
					if local(ctx) {
						return activities.Result{}, fast(ctx)
					}
					if task.Alone {
						alone++
					} else {
						together++
					}
					return activities.Result{}, tooLong(ctx)
				})
			env.OnActivity("QuarantineEvent", mock.Anything, mock.MatchedBy(func(task activities.Task) bool {
				return task.Event == event && task.Reason == contact.Failed && task.Detail == "deciding it takes too long"
			})).Return(activities.Result{Decisions: []contact.Decision{{EventID: event, Kind: contact.Quarantined}}}, nil).Once()
			env.ExecuteWorkflow(workflows.ContactName, input)
			require.Equal(t, contact.Quarantined, result(t, env).Decisions[0].Kind)
			require.Equal(t, []int{3, 3}, []int{together, alone}, "several times in a row, and as often alone")
		})
	}
}

func TestWhatWaitsBehindASlowDecisionIsDecided(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(
		func(ctx context.Context, task activities.Task) (activities.Result, error) {
			if !task.Alone { // one of those behind it takes long
				return activities.Result{}, tooLong(ctx)
			}
			return activities.Result{Decisions: []contact.Decision{created}}, nil
		})
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Equal(t, []contact.Decision{created}, result(t, env).Decisions)
}

func TestAContactThatTakesTooLongToCreateIsQuarantined(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepCreate), nil).Once()
	tries := 0
	env.OnActivity("CreateContact", mock.Anything, mock.Anything).Return(
		func(ctx context.Context, _ activities.Task) (uuid.UUID, error) {
			if !local(ctx) {
				tries++
			}
			return uuid.Nil, tooLong(ctx)
		})
	env.OnActivity("QuarantineEvent", mock.Anything, mock.Anything).Return(activities.Result{}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	result(t, env)
	require.Equal(t, 3, tries)
}

// TestAnOutageInBetweenCountsForNothing has a decision that takes too long two
// times, while the database is unavailable in between: that is not in a row.
func TestAnOutageInBetweenCountsForNothing(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
	tries := 0
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(
		func(ctx context.Context, task activities.Task) (activities.Result, error) {
			require.False(t, task.Alone)
			if local(ctx) {
				return activities.Result{}, unavailable
			}
			tries++
			switch {
			case tries <= 2, tries == 4, tries == 6:
				return activities.Result{}, tooLong(ctx)
			case tries == 3, tries == 5:
				return activities.Result{}, unavailable // waiting for a lock is such an error, too
			}
			return activities.Result{Decisions: []contact.Decision{created}}, nil
		})
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Equal(t, []contact.Decision{created}, result(t, env).Decisions)
	require.Equal(t, 7, tries)
}
