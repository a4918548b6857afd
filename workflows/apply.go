package workflows

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// apply is the update for a caller who waits: it returns when the loop, or the
// ledger, has the event's decision.
func (c *contactRun) apply(ctx workflow.Context, event uuid.UUID) (contact.Decision, error) {
	c.awaited[event] = true
	defer func() {
		delete(c.awaited, event)
		delete(c.decisions, event)
		delete(c.pauses, event)
	}()
	if err := workflow.Await(ctx, func() bool {
		_, known := c.decisions[event]
		return known
	}); err != nil {
		return contact.Decision{}, err
	}
	decision := c.decisions[event]
	switch decision.Kind {
	case unknownEvent:
		return contact.Decision{}, temporal.NewNonRetryableApplicationError(
			fmt.Sprintf("there is no event %s: record it first", event), activities.ErrNoSuchEvent, nil)
	case stillPending:
		return contact.Decision{}, temporal.NewApplicationError(
			fmt.Sprintf("event %s is not decided yet: it stays pending, look it up later", event), ErrStillPending)
	}
	return decision, nil
}

// What is no decision, and ends the wait for one.
const (
	unknownEvent contact.DecisionKind = "unknown" // the ledger does not have the event
	stillPending contact.DecisionKind = "pending" // nobody can wait for it any longer
)

// ErrStillPending is the type of the error that a caller gets whose event is not
// decided soon.
const ErrStillPending = "StillPending"

// answer looks up in the ledger what callers wait for and the loop did not
// decide. What is still pending there stays unanswered, and the loop goes on after
// a pause: the event is then another key's, and being decided there.
func (c *contactRun) answer(ctx workflow.Context) error {
	pause := false
	err := c.readWaiting(ctx, func(event uuid.UUID) {
		if c.pauses[event]++; c.waitsTooLong(ctx, event) {
			c.decisions[event] = contact.Decision{Kind: stillPending}
			return
		}
		pause = true
	})
	if err == nil && pause {
		err = workflow.Sleep(ctx, answerPause)
	}
	return err
}

// readWaiting reads in the ledger what callers wait for, and calls pending for
// what has no decision there.
func (c *contactRun) readWaiting(ctx workflow.Context, pending func(uuid.UUID)) error {
	for _, event := range c.waiting() {
		var decision contact.Decision
		err := step(ctx, acts.ReadOutcome, event, &decision, "Read the decision of an earlier run")
		var app *temporal.ApplicationError
		switch {
		case errors.As(err, &app) && app.Type() == activities.ErrNoSuchEvent:
			decision.Kind = unknownEvent
		case err != nil:
			return fmt.Errorf("read the decision of event %s: %w", event, err)
		}
		if decision.Kind == contact.Pending {
			pending(event)
			continue
		}
		c.decisions[event] = decision
	}
	return nil
}

// answerPause is how long a run waits for an event that it cannot find in its
// own queue.
const answerPause = time.Second

// waiting lists the events that callers wait for in a fixed order: a map's
// order would differ in a replay.
func (c *contactRun) waiting() []uuid.UUID {
	var events []uuid.UUID
	for _, event := range workflow.DeterministicKeysFunc(c.awaited, compareUUID) {
		if _, known := c.decisions[event]; !known {
			events = append(events, event)
		}
	}
	return events
}

func compareUUID(a, b uuid.UUID) int {
	for i := range a {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return 0
}

// reasonOf puts an error into words for the ledger.
func reasonOf(err error) string {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app.Message()
	}
	var panicked *temporal.PanicError
	if errors.As(err, &panicked) {
		return "the program failed on it: a fault of ours, the log has the trace"
	}
	return "it failed"
}
