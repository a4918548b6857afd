package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// applyWait is how long a caller waits for an answer before it gets the event's
// id instead.
const applyWait = 4 * time.Second

// applyLease is for how long a caller's process leases the event's key, unless
// another one has it.
const applyLease = applyWait + time.Second

// Applied is what became of an event that a caller waits for.
type Applied struct {
	Recorded store.Recorded
	Decision contact.Decision // its Kind is contact.Pending if nobody answered in time
}

// Apply records an event and waits a few seconds for its decision. If no worker
// answers in time the event stays pending and is decided later. Like Record, it
// loses nothing once it returns without an error, and records nothing if it
// returns one – unless that is store.ErrOutcomeUnknown.
func (d *Recorder) Apply(ctx context.Context, ev contact.Event) (Applied, error) {
	out, err := d.keep(ctx, ev)
	if err != nil || !out.Recorded.Pending {
		return out, err
	}
	out.Decision, err = d.decision(ctx, ev, out.Recorded)
	if err != nil {
		d.log.WarnContext(ctx, "nobody decided the event in time; it stays pending", "event_id", out.Recorded.ID, "error", err)
		out.Decision = contact.Decision{EventID: out.Recorded.ID}
	}
	return out, nil
}

// keep records an event, and reads its decision if it has one already.
func (d *Recorder) keep(ctx context.Context, ev contact.Event) (Applied, error) {
	// Also for a caller who hangs up: a query that is cut off costs a connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	// The lease keeps dispatchers from waking the same workflow while its caller
	// waits. If it ends too soon there is a wake-up too many, which does no harm.
	recorded, err := d.store.Record(ctx, store.Batch{Events: []contact.Event{ev}, Lease: applyLease}, 0)
	if err != nil {
		return Applied{}, err
	}
	out := Applied{Recorded: recorded[0], Decision: contact.Decision{EventID: recorded[0].ID}}
	if out.Recorded.Pending {
		return out, nil
	}
	decision, err := d.store.Decision(ctx, out.Recorded.ID)
	if err != nil { // it is recorded, and whoever is told otherwise does it twice
		d.log.WarnContext(ctx, "the event is decided, and its decision cannot be read", "event_id", out.Recorded.ID, "error", err)
		return out, nil
	}
	out.Decision = decision
	return out, nil
}

// decision waits for that of an event. In a process with a dispatcher that
// delivers it: the start is eager, and the run tells what it decided. Elsewhere
// the workflow is asked.
func (d *Recorder) decision(ctx context.Context, ev contact.Event, r store.Recorded) (contact.Decision, error) {
	within, cancel := context.WithTimeout(ctx, applyWait)
	defer cancel()
	if dispatcher := d.dispatcher.Load(); dispatcher != nil {
		return dispatcher.decide(within, r, ev)
	}
	defer d.enqueue(ctx, r)
	decision, err := d.requestUpdate(within, r.ChannelID, ev, r.ID)
	if err != nil {
		return d.readDecision(ctx, r.ID, err)
	}
	return decision, nil
}

// readDecision looks into the ledger for what the workflow did not tell: it may have
// been too busy to answer.
func (d *Recorder) readDecision(ctx context.Context, id uuid.UUID, asking error) (contact.Decision, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	decision, err := d.store.Decision(ctx, id)
	if err != nil || decision.Kind == contact.Pending {
		return contact.Decision{}, asking
	}
	return decision, nil
}

// requestUpdate starts or finds the workflow of the event's key and waits for the event's
// decision.
func (d *Recorder) requestUpdate(ctx context.Context, channelID string, ev contact.Event, id uuid.UUID) (contact.Decision, error) {
	opts := d.startOptions(channelID, ev.Facts.Key(), string(ev.Source), nil)
	opts.EnableEagerStart = false // an update with start takes none
	opts.WorkflowExecutionErrorWhenAlreadyStarted = false
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	start := d.client.NewWithStartWorkflowOperation(opts, workflows.ContactName,
		workflows.ContactInput{Channel: channelID, Key: ev.Facts.Key()})
	handle, err := d.client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID:     id.String(),
			WorkflowID:   opts.ID,
			UpdateName:   workflows.ApplyUpdate,
			Args:         []any{id},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	d.reached(err)
	if err != nil {
		return contact.Decision{}, fmt.Errorf("ask the workflow %s: %w", opts.ID, err)
	}
	var decision contact.Decision
	if err := handle.Get(ctx, &decision); err != nil {
		return contact.Decision{}, fmt.Errorf("wait for the workflow %s: %w", opts.ID, err)
	}
	return decision, nil
}

// enqueue gives the event's key over to the dispatchers.
func (d *Recorder) enqueue(ctx context.Context, r store.Recorded) {
	if r.Lease == nil {
		return
	}
	// Also for a caller who has hung up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := d.store.Release(ctx, []store.Ended{{Lease: *r.Lease}}, applyLease); err != nil && !errors.Is(err, context.Canceled) {
		d.log.WarnContext(ctx, "cannot release the event's key; its lease will end by itself", "event_id", r.ID, "error", err)
	}
	d.Wake()
}
