package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store"
)

// The types of an activity's error, by which a workflow tells what to do.
const (
	// ErrAway: something that the activity needs is away. Trying again mends it.
	ErrAway = "Away"
	// ErrRejected: the database refuses this very input. A few more tries, then
	// the event is quarantined.
	ErrRejected = "Rejected"
	// ErrNoSuchEvent: the ledger has no such event. Trying again is no use.
	ErrNoSuchEvent = "NoSuchEvent"
)

// failed turns an error of the store into an activity's error. What goes into
// the workflow's history is Describe's sentence, which holds no personal data;
// the whole error goes to the log.
func (a *Activities) failed(ctx context.Context, err error) error {
	info := activity.GetInfo(ctx)
	a.Log.WarnContext(ctx, "activity failed", "activity", info.ActivityType.Name,
		"workflow_id", info.WorkflowExecution.ID, "attempt", info.Attempt, "error", err)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return temporal.NewNonRetryableApplicationError("there is no such event", ErrNoSuchEvent, nil)
	case store.Unavailable(err):
		return temporal.NewApplicationError(store.Describe(err), ErrAway)
	}
	return temporal.NewApplicationError(store.Describe(err), ErrRejected)
}
