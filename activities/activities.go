// Package activities is what workflows do to the world. Each activity is one
// call to the store and may be run any number of times for the same event: the
// database, not the workflow, makes it happen once.
package activities

import (
	"context"
	"log/slog"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// Activities are the dependencies of all activities. Workflows refer to the
// methods through a nil pointer.
type Activities struct {
	Ledger *ledger.Ledger
	Log    *slog.Logger
	// Publish hears what was decided in a key's run, once it is committed, and
	// whether more is pending for the key. It does not block. It may be nil.
	Publish func(channelID, key string, decisions []contact.Decision, more bool)
}

// LookupInput names the queue of a contact's workflow.
type LookupInput struct {
	Channel string `json:"channel"`
	Key     string `json:"key"`
}

// Next is the oldest pending event of a key and what it needs. It holds no
// personal data but the keys.
type Next struct {
	Event      uuid.UUID    `json:"event,omitzero"`
	Keys       []string     `json:"keys,omitempty"`
	Kind       string       `json:"kind,omitempty"`
	Step       contact.Step `json:"step,omitempty"`
	Contact    uuid.UUID    `json:"contact,omitzero"`
	Message    bool         `json:"message,omitempty"` // it is attached; anything else updates
	Unreadable bool         `json:"unreadable,omitempty"`
}

// Task names one pending event to an activity that works on it.
type Task struct {
	Channel string    `json:"channel"`
	Key     string    `json:"key"` // the workflow's
	Event   uuid.UUID `json:"event"`
	Keys    []string  `json:"keys"` // every key the event names
	Contact uuid.UUID `json:"contact,omitzero"`
	Alone   bool      `json:"alone,omitempty"` // decide nothing that waits behind it

	Reason contact.Reason `json:"reason,omitempty"` // of a quarantine
	Detail string         `json:"detail,omitempty"`
}

// Result is what was decided, and whether the workflow has more to do.
type Result struct {
	Decisions []contact.Decision `json:"decided,omitempty"`
	More      bool               `json:"more,omitempty"`
	Again     bool               `json:"again,omitempty"` // nothing was decided: look it up again
}

// LookupContact finds the oldest event that is pending for a key, the contact it
// belongs to if there is one, and what the rules say it needs.
func (a *Activities) LookupContact(ctx context.Context, in LookupInput) (Next, error) {
	next, err := a.Ledger.Lookup(ctx, in.Channel, in.Key)
	if err != nil {
		return Next{}, a.failed(ctx, err)
	}
	if next.Step == contact.StepNothing && !next.Unreadable {
		a.publish(in.Channel, in.Key, nil, false)
	}
	return Next{
		Event: next.EventID, Keys: next.Keys, Kind: next.Kind, Step: next.Step, Contact: next.ContactID,
		Message: next.Message, Unreadable: next.Unreadable,
	}, nil
}

// CreateContact creates the contact that an event needs, or finds that it is
// there. The event stays pending: it ends in the decision created when its message
// is attached, however often a run crashes in between.
func (a *Activities) CreateContact(ctx context.Context, in Task) (uuid.UUID, error) {
	id, err := a.Ledger.CreateContact(ctx, in.stored(ctx))
	if err != nil {
		return uuid.Nil, a.undecided(ctx, err)
	}
	return id, nil
}

// AttachMessage files a pending message with its contact, and the plain messages
// of the same contact that wait right behind it.
func (a *Activities) AttachMessage(ctx context.Context, in Task) (Result, error) {
	return a.decide(ctx, in)
}

// UpdateContact decides a pending event that creates nothing: a change of number,
// a preference, a reaction.
func (a *Activities) UpdateContact(ctx context.Context, in Task) (Result, error) {
	return a.decide(ctx, in)
}

func (a *Activities) decide(ctx context.Context, in Task) (Result, error) {
	limit := ledger.MaxRun
	if in.Alone {
		limit = 1
	}
	result, err := a.Ledger.Decide(ctx, in.stored(ctx), limit)
	if err != nil {
		return Result{}, a.undecided(ctx, err)
	}
	return a.notify(in, result), nil
}

// QuarantineEvent sets an event aside that cannot be decided, with its reason,
// so that it does not block its contact.
func (a *Activities) QuarantineEvent(ctx context.Context, in Task) (Result, error) {
	result, err := a.Ledger.Quarantine(ctx, in.stored(ctx), in.Reason, in.Detail)
	if err != nil {
		return Result{}, a.failed(ctx, err)
	}
	return a.notify(in, result), nil
}

// notify turns the store's answer into the workflow's, and lets it be known.
func (a *Activities) notify(in Task, result ledger.Result) Result {
	a.publish(in.Channel, in.Key, result.Decisions, result.More || result.Again)
	return Result(result)
}

func (a *Activities) publish(channelID, key string, decisions []contact.Decision, more bool) {
	if a.Publish != nil {
		a.Publish(channelID, key, decisions, more)
	}
}

// ReadOutcome returns the decision of an event from the ledger; it is empty
// while the event is pending.
func (a *Activities) ReadOutcome(ctx context.Context, event uuid.UUID) (contact.Decision, error) {
	o, err := a.Ledger.Decision(ctx, event)
	if err != nil {
		return contact.Decision{}, a.failed(ctx, err)
	}
	return o, nil
}

func (t Task) stored(ctx context.Context) ledger.Task {
	run := activity.GetInfo(ctx).WorkflowExecution
	return ledger.Task{
		ChannelID: t.Channel, Key: t.Key, EventID: t.Event, Keys: t.Keys,
		Run: ledger.Run{WorkflowID: run.ID, RunID: run.RunID},
	}
}
