package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// erasing starts the workflows of erasures: at once what was decided in this
// process, and every now and then what nobody could start.
func (d *Dispatcher) erasing(ctx context.Context) {
	timer := time.NewTicker(sweepEvery)
	defer timer.Stop()
	for {
		if _, unavailable := d.recorder.breaker.open(); !unavailable {
			if err := d.recorder.startErasures(ctx); err != nil && ctx.Err() == nil {
				d.log.WarnContext(ctx, "cannot start an erasure; trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-d.erased:
		case <-timer.C:
		}
	}
}

// hearErasures wakes erasing when somebody was deleted.
func (d *Dispatcher) hearErasures(decisions []contact.Decision) {
	for _, o := range decisions {
		if o.Reason == contact.Deleted {
			notify(d.erased)
		}
	}
}

// startErasures starts erasures that nobody has started, and those whose workflow
// somebody has ended.
func (d *Recorder) startErasures(ctx context.Context) error {
	pending, err := d.store.UnstartedErasures(ctx)
	if err != nil {
		return err
	}
	var failed []error // one that cannot be started keeps no other from it
	for _, e := range pending {
		failed = append(failed, d.startErasure(ctx, e))
	}
	return errors.Join(failed...)
}

// startErasure starts the workflow of an erasure, unless it runs.
func (d *Recorder) startErasure(ctx context.Context, e store.Erasure) error {
	starting, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	id := workflows.EraseID(e.ContactID)
	_, err := d.client.ExecuteWorkflow(starting, client.StartWorkflowOptions{
		ID: id, TaskQueue: d.taskQueue, EnableEagerStart: true,
		StaticSummary:                            "Remove what is left of a deleted contact of channel " + e.ChannelID,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		TypedSearchAttributes:                    temporal.NewSearchAttributes(workflows.ChannelAttribute.ValueSet(e.ChannelID)),
	}, workflows.EraseName, workflows.EraseInput{Contact: e.ContactID})
	d.reached(err)
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &already) {
		return fmt.Errorf("start %s: %w", id, err)
	}
	noting, cancel := context.WithTimeout(ctx, noteDeadline)
	defer cancel()
	return d.store.ErasureStarted(noting, e.ContactID)
}
