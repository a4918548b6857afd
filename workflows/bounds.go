package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// What could go on for ever is bounded here. Runs that began before these bounds
// were here may be beyond them: each is asked for with GetVersion, which is called
// where a bound is met and nowhere else, so that it costs other runs nothing.

// bounded reports whether this run has a bound.
func bounded(ctx workflow.Context, change string) bool {
	return workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) == 1
}

// A run continues as new when the server suggests it and nobody waits. Callers who
// never stop coming would keep it from that, until the server ends it: the limits
// are 51,200 events and 50 MiB.
const (
	longHistory  = 12_000   // events: three times what the server suggests
	largeHistory = 12 << 20 // bytes
)

// mustLeave reports whether the run continues as new although callers wait.
func (c *contactRun) mustLeave(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return len(c.awaited) > 0 && info.GetContinueAsNewSuggested() &&
		(info.GetCurrentHistoryLength() > longHistory || info.GetCurrentHistorySize() > largeHistory) &&
		bounded(ctx, "leave-callers")
}

// dismiss answers everybody who waits: with the decision if the ledger has it, else
// that the event is still pending, which the next run decides. Nobody else is taken
// meanwhile.
func (c *contactRun) dismiss(ctx workflow.Context) error {
	c.leaving = true
	for !workflow.AllHandlersFinished(ctx) {
		err := c.readWaiting(ctx, func(event uuid.UUID) { c.decisions[event] = contact.Decision{Kind: stillPending} })
		if err == nil {
			err = workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) || len(c.waiting()) > 0 })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// accept refuses callers whom this run cannot answer any more. They read the ledger
// instead, or ask the next run.
func (c *contactRun) accept(_ workflow.Context, event uuid.UUID) error {
	if c.leaving {
		return temporal.NewApplicationError(fmt.Sprintf("the workflow continues as new: ask again for event %s", event), ErrStillPending)
	}
	return nil
}

// answerTries is how often a run looks in the ledger for an event that it cannot
// find in its own queue. A caller has left long before.
const answerTries = 10

// waitsTooLong reports whether a caller is told that the event is still pending.
func (c *contactRun) waitsTooLong(ctx workflow.Context, event uuid.UUID) bool {
	return c.pauses[event] >= answerTries && bounded(ctx, "answer-pending")
}

// repeated counts how often in a row an event was to be looked up again.
type repeated struct {
	event uuid.UUID
	times int
}

// An event is looked up again if its person has no contact any more when it is
// decided. That happens once or twice, not for ever.
const (
	againAtOnce = 3  // times, then after a pause
	againAtMost = 10 // times, then the event is quarantined
	againPause  = time.Second
)

// lookAgain says that there is more to do for an event that was not decided.
func (c *contactRun) lookAgain(ctx workflow.Context, task activities.Task) (more bool, err error) {
	if c.again.event != task.Event {
		c.again = repeated{event: task.Event}
	}
	if c.again.times++; c.again.times <= againAtOnce || !bounded(ctx, "look-again") {
		return true, nil
	}
	if c.again.times > againAtMost {
		c.again = repeated{}
		return c.quarantine(ctx, task, contact.Failed, "its person had no contact each time that it was to be decided")
	}
	return true, workflow.Sleep(ctx, againPause)
}
