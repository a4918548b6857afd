package starter

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"go.temporal.io/api/serviceerror"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// CancelImport has an import end, or its undoing stop, soon. Before its workflow is
// started, and when that is gone, it is ended at once.
func (d *Recorder) CancelImport(ctx context.Context, in store.ImportView) error {
	if in.StartedAt == nil {
		cancelled, err := d.store.CancelUnstarted(ctx, in.ID)
		if err != nil || cancelled {
			return err
		}
		if err := d.StartImport(ctx, in.ID, in.ChannelID, in.DryRun); err != nil {
			return err
		}
	}
	var err error
	if in.Status == contact.ImportIsUndoing {
		err = d.stopUndo(ctx, in.ID)
	} else {
		err = d.CommandImport(ctx, in.ID, workflows.CancelUpdate)
	}
	if !errors.Is(err, ErrEnded) {
		return err
	}
	now, err := d.store.Import(ctx, in.ID)
	if err != nil || now.Status.Ended() {
		return err
	}
	_, err = d.abandon(ctx, store.OpenImport{ID: in.ID, Status: now.Status}, contact.ImportIsCancelled)
	return err
}

// stopUndo asks the workflow that undoes an import to stop.
func (d *Recorder) stopUndo(ctx context.Context, id uuid.UUID) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	workflowID := workflows.ImportUndoID(id)
	// Asking one that is gone is no error.
	runs, err := d.runs(ctx, workflowID)
	switch {
	case err != nil:
		return err
	case !runs:
		return ErrEnded
	}
	err = d.client.CancelWorkflow(ctx, workflowID, "")
	d.reached(err)
	var gone *serviceerror.NotFound
	var already *serviceerror.CancellationAlreadyRequested
	switch {
	case errors.As(err, &gone):
		return ErrEnded
	case err != nil && !errors.As(err, &already):
		return fmt.Errorf("stop %s: %w", workflowID, err)
	}
	return nil
}
