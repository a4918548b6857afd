package workflows

import (
	"fmt"

	"github.com/google/uuid"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// ContactInput names what a Contact workflow serves: everything of one channel
// that is ordered by one key.
type ContactInput struct {
	Channel string `json:"channel"`
	Key     string `json:"key"`
}

// ContactResult is what a run decided. It answers "what happened" in the
// Temporal UI.
type ContactResult struct {
	Decisions []contact.Decision `json:"decided"`
	Earlier   int                `json:"earlier,omitempty"` // decisions before the ones listed
}

// maxListed bounds the result of a busy run.
const maxListed = 100

// acts only names activities; it is never called.
var acts *activities.Activities

// contactRun is one run of the Contact workflow.
type contactRun struct {
	ContactInput
	wake      workflow.ReceiveChannel
	awaited   map[uuid.UUID]bool             // events that a caller waits for
	decisions map[uuid.UUID]contact.Decision // of those, once known
	pauses    map[uuid.UUID]int              // how often each was looked for in vain
	leaving   bool                           // it continues as new, and takes no more callers
	again     repeated
	result    ContactResult
}

// Contact decides what is pending for its key, oldest first: look up, create if
// the rules say so, attach. It ends when nothing is pending, no wake-up waits and
// every caller has an answer.
func Contact(ctx workflow.Context, in ContactInput) (ContactResult, error) {
	c := &contactRun{
		ContactInput: in,
		wake:         workflow.GetSignalChannel(ctx, WakeSignal),
		awaited:      map[uuid.UUID]bool{},
		decisions:    map[uuid.UUID]contact.Decision{},
		pauses:       map[uuid.UUID]int{},
	}
	// Before anything blocks, or the first update would find no handler.
	accept := workflow.UpdateHandlerOptions{Validator: c.accept}
	if err := workflow.SetUpdateHandlerWithOptions(ctx, ApplyUpdate, c.apply, accept); err != nil {
		return ContactResult{}, err
	}
	return c.run(ctx)
}

func (c *contactRun) run(ctx workflow.Context) (ContactResult, error) {
	for {
		c.drainWakes()
		more, err := c.next(ctx)
		if err != nil {
			return c.result, err
		}
		if c.mustLeave(ctx) {
			if err := c.dismiss(ctx); err != nil {
				return c.result, err
			}
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() && len(c.awaited) == 0 {
			// Wake-ups that still wait need not be carried over: the next run
			// begins with a look.
			return c.result, workflow.NewContinueAsNewError(ctx, ContactName, c.ContactInput)
		}
		if more || c.wake.Len() > 0 {
			continue
		}
		if err := c.answer(ctx); err != nil {
			return c.result, err
		}
		if err := workflow.Await(ctx, func() bool {
			return workflow.AllHandlersFinished(ctx) || len(c.waiting()) > 0 || c.wake.Len() > 0
		}); err != nil {
			return c.result, err
		}
		if len(c.awaited) == 0 && c.wake.Len() == 0 {
			return c.result, nil
		}
	}
}

// next decides the oldest thing pending and reports whether there is more.
func (c *contactRun) next(ctx workflow.Context) (more bool, err error) {
	c.setDetails(ctx, "Looking up what is pending.")
	var next activities.Next
	in := activities.LookupInput{Channel: c.Channel, Key: c.Key}
	if err := step(ctx, acts.LookupContact, in, &next, "Look up "+c.Key); err != nil {
		return false, fmt.Errorf("look up what is pending: %w", err)
	}
	task := activities.Task{Channel: c.Channel, Key: c.Key, Event: next.Event, Keys: next.Keys, Contact: next.Contact}
	switch {
	case next.Unreadable:
		return c.quarantine(ctx, task, contact.Unreadable, "the stored facts cannot be read")
	case next.Step == contact.StepNothing:
		return false, nil
	case next.Step == contact.StepCreate:
		c.setDetails(ctx, "Creating the contact.")
		if err := step(ctx, acts.CreateContact, task, &task.Contact, "Create the contact"); err != nil {
			return c.quarantine(ctx, task, contact.Failed, reasonOf(err))
		}
	}
	return c.decide(ctx, next, task)
}

// decide has the event decided, and with a message those that wait behind it.
func (c *contactRun) decide(ctx workflow.Context, next activities.Next, task activities.Task) (more bool, err error) {
	activity, summary := acts.UpdateContact, "Decide "+next.Kind
	if next.Message && next.Step != contact.StepUpdate {
		activity, summary = acts.AttachMessage, "Attach "+next.Kind+" message"
	}
	c.setDetails(ctx, summary+".")
	var result activities.Result
	err = step(ctx, activity, task, &result, summary)
	if err != nil {
		// One of the messages behind it may be the culprit.
		task.Alone = true
		err = step(ctx, activity, task, &result, summary+", alone")
	}
	if err != nil {
		return c.quarantine(ctx, task, contact.Failed, reasonOf(err))
	}
	c.note(result.Decisions)
	if result.Again {
		return c.lookAgain(ctx, task)
	}
	return result.More, nil
}

func (c *contactRun) quarantine(ctx workflow.Context, task activities.Task, reason contact.Reason, detail string) (more bool, err error) {
	task.Reason, task.Detail = reason, detail
	var result activities.Result
	if err := step(ctx, acts.QuarantineEvent, task, &result, "Quarantine the event"); err != nil {
		return false, fmt.Errorf("quarantine event %s: %w", task.Event, err)
	}
	c.note(result.Decisions)
	return result.More, nil
}

// note keeps decisions for the result and for those who wait.
func (c *contactRun) note(decision []contact.Decision) {
	for _, d := range decision {
		if c.awaited[d.EventID] {
			c.decisions[d.EventID] = d
		}
	}
	c.result.Decisions = append(c.result.Decisions, decision...)
	if over := len(c.result.Decisions) - maxListed; over > 0 {
		c.result.Decisions = c.result.Decisions[over:]
		c.result.Earlier += over
	}
}

func (c *contactRun) drainWakes() {
	for c.wake.ReceiveAsync(nil) {
	}
}

// setDetails keeps the line that the Temporal UI shows while the workflow runs.
func (c *contactRun) setDetails(ctx workflow.Context, doing string) {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%s\n\nDecided in this run: %d.", doing, len(c.result.Decisions)+c.result.Earlier))
}
