package activities

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
)

// The types of an activity's error, by which a workflow tells what to do.
const (
	// ErrUnavailable: something that the activity needs is unavailable. Trying again mends it.
	ErrUnavailable = "Away"
	// ErrRejected: the database refuses this very input. A few more tries, then
	// the event is quarantined.
	ErrRejected = "Rejected"
	// ErrTooLong: the decision runs longer than it may, although the database is
	// well. Several times in a row, that is the event's own fault. Its detail is how
	// often in a row the activity has been tried, this time included.
	ErrTooLong = "TooLong"
	// ErrNoSuchEvent: the ledger has no such event. Trying again is no use.
	ErrNoSuchEvent = "NoSuchEvent"
)

// failed turns an error of the store into an activity's error. What goes into
// the workflow's history is Describe's sentence, which holds no personal data;
// the whole error goes to the log.
func (a *Activities) failed(ctx context.Context, err error) error {
	info := activity.GetInfo(ctx)
	a.Log.WarnContext(ctx, "activity failed", "activity", info.ActivityType.Name,
		"workflow_id", info.WorkflowExecution.ID, "run_id", info.WorkflowExecution.RunID, "attempt", info.Attempt, "error", err)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return temporal.NewNonRetryableApplicationError("there is no such event", ErrNoSuchEvent, nil)
	case store.Unavailable(err):
		return temporal.NewApplicationError(store.Describe(err), ErrUnavailable)
	}
	return temporal.NewApplicationError(store.Describe(err), ErrRejected)
}

// undecided turns the error of a decision into an activity's error.
func (a *Activities) undecided(ctx context.Context, err error) error {
	if !errors.Is(err, ledger.ErrTooLong) || !a.well(ctx) {
		return a.failed(ctx, err)
	}
	info := activity.GetInfo(ctx)
	a.Log.WarnContext(ctx, "a decision takes too long, although the database is well", "activity", info.ActivityType.Name,
		"workflow_id", info.WorkflowExecution.ID, "run_id", info.WorkflowExecution.RunID, "attempt", info.Attempt, "error", err)
	// The workflow counts, and asks again.
	return temporal.NewNonRetryableApplicationError(
		"deciding it takes too long, although the database is well ("+store.Describe(err)+")", ErrTooLong, nil, info.Attempt)
}

// wellWithin is how soon a database that is well has kept what a probe writes.
const wellWithin = 2 * time.Second

// well reports whether the database takes something else in just now. One whose
// disk stands still answers who reads, so that is no proof.
func (a *Activities) well(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, wellWithin)
	defer cancel()
	return a.Ledger.CanRecord(ctx) == nil
}
