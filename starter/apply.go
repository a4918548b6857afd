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
	"github.com/luluchat/contacts/store/ledger"
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
	Recorded ledger.Recorded
	Decision contact.Decision // its Kind is contact.Pending if nobody answered in time
}

// Apply records an event and waits a few seconds for its decision. If no worker
// answers in time the event stays pending and is decided later. Like Record, it
// loses nothing once it returns without an error, and records nothing if it
// returns one – unless that is store.ErrOutcomeUnknown.
func (r *Recorder) Apply(ctx context.Context, ev contact.Event) (Applied, error) {
	out, err := r.keep(ctx, ev)
	if err != nil || !out.Recorded.Pending {
		return out, err
	}
	out.Decision, err = r.decision(ctx, ev, out.Recorded)
	if err != nil {
		r.log.WarnContext(ctx, "nobody decided the event in time; it stays pending", "event_id", out.Recorded.ID, "error", err)
		out.Decision = contact.Decision{EventID: out.Recorded.ID}
	}
	return out, nil
}

// keep records an event, and reads its decision if it has one already.
func (r *Recorder) keep(ctx context.Context, ev contact.Event) (Applied, error) {
	// Also for a caller who hangs up: a query that is cut off costs a connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	// The lease keeps dispatchers from waking the same workflow while its caller
	// waits. If it ends too soon there is a wake-up too many, which does no harm.
	recorded, err := r.ledger.Record(ctx, ledger.Batch{Events: []contact.Event{ev}, Lease: applyLease}, 0)
	if err != nil {
		return Applied{}, err
	}
	out := Applied{Recorded: recorded[0], Decision: contact.Decision{EventID: recorded[0].ID}}
	if out.Recorded.Pending {
		return out, nil
	}
	decision, err := r.ledger.Decision(ctx, out.Recorded.ID)
	if err != nil { // it is recorded, and whoever is told otherwise does it twice
		r.log.WarnContext(ctx, "the event is decided, and its decision cannot be read", "event_id", out.Recorded.ID, "error", err)
		return out, nil
	}
	out.Decision = decision
	return out, nil
}

// decision waits for that of an event. In a process with a dispatcher that
// dispatches it: the start is eager, and the run publishes what it decided. Elsewhere
// the workflow is asked for an update.
func (r *Recorder) decision(ctx context.Context, ev contact.Event, recorded ledger.Recorded) (contact.Decision, error) {
	within, cancel := context.WithTimeout(ctx, applyWait)
	defer cancel()
	decided, forget, ok := r.hub.Await(recorded, ev)
	if ok {
		defer forget()
		return r.await(within, recorded.ID, decided)
	}
	defer r.enqueue(ctx, recorded)
	decision, err := r.requestUpdate(within, recorded.ChannelID, ev, recorded.ID)
	if err != nil {
		return r.readDecision(ctx, recorded.ID, err)
	}
	return decision, nil
}

// How often the ledger is read for a caller whose event is not decided in this
// process, or was before it waited.
const (
	readFirst  = 25 * time.Millisecond
	readAtMost = 400 * time.Millisecond
)

// await waits for the decision of an event, which arrives if it is made in this process.
// For one that is made elsewhere the ledger is read every now and then.
func (r *Recorder) await(ctx context.Context, id uuid.UUID, decided <-chan contact.Decision) (contact.Decision, error) {
	for every := readFirst; ; every = min(2*every, readAtMost) {
		select {
		case decision := <-decided:
			return decision, nil
		case <-ctx.Done():
			return contact.Decision{}, context.Cause(ctx)
		case <-time.After(every):
		}
		decision, err := r.ledger.Decision(ctx, id)
		if err == nil && decision.Kind != contact.Pending {
			return decision, nil
		}
	}
}

// readDecision looks into the ledger for what the workflow did not say: it may have
// been too busy to answer.
func (r *Recorder) readDecision(ctx context.Context, id uuid.UUID, asking error) (contact.Decision, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	decision, err := r.ledger.Decision(ctx, id)
	if err != nil || decision.Kind == contact.Pending {
		return contact.Decision{}, asking
	}
	return decision, nil
}

// requestUpdate starts or finds the workflow of the event's key and waits for the event's
// decision.
func (r *Recorder) requestUpdate(ctx context.Context, channelID string, ev contact.Event, id uuid.UUID) (contact.Decision, error) {
	opts := r.starter.startOptions(channelID, ev.Facts.Key(), string(ev.Source), nil)
	opts.EnableEagerStart = false // an update with start takes none
	opts.WorkflowExecutionErrorWhenAlreadyStarted = false
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	start := r.starter.client.NewWithStartWorkflowOperation(opts, workflows.ContactName,
		workflows.ContactInput{Channel: channelID, Key: ev.Facts.Key()})
	handle, err := r.starter.client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID:     id.String(),
			WorkflowID:   opts.ID,
			UpdateName:   workflows.ApplyUpdate,
			Args:         []any{id},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	r.starter.reached(err)
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
func (r *Recorder) enqueue(ctx context.Context, recorded ledger.Recorded) {
	if recorded.Lease == nil {
		return
	}
	// Also for a caller who has hung up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := r.ledger.Release(ctx, []ledger.Ended{{Lease: *recorded.Lease}}, applyLease); err != nil && !errors.Is(err, context.Canceled) {
		r.log.WarnContext(ctx, "cannot release the event's key; its lease will end by itself", "event_id", recorded.ID, "error", err)
	}
	r.hub.Wake()
}
