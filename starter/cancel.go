package starter

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"go.temporal.io/api/serviceerror"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/workflows"
)

// CancelImport has an import end, or its undoing stop, soon. Before its workflow is
// started, and when that is gone, it is ended at once.
func (r *Recorder) CancelImport(ctx context.Context, in imports.ImportView) error {
	if in.StartedAt == nil {
		cancelled, err := r.imports.CancelUnstarted(ctx, in.ID)
		if err != nil || cancelled {
			return err
		}
		if err := r.StartImport(ctx, in.ID, in.ChannelID, in.DryRun); err != nil {
			return err
		}
	}
	var err error
	if in.Status == contact.ImportIsUndoing {
		err = r.stopUndo(ctx, in.ID)
	} else {
		err = r.CommandImport(ctx, in.ID, workflows.CancelUpdate)
	}
	if !errors.Is(err, ErrEnded) {
		return err
	}
	now, err := r.imports.Import(ctx, in.ID)
	if err != nil || now.Status.Ended() {
		return err
	}
	_, err = r.abandon(ctx, imports.OpenImport{ID: in.ID, Status: now.Status}, contact.ImportIsCancelled)
	return err
}

// stopUndo asks the workflow that undoes an import to stop.
func (r *Recorder) stopUndo(ctx context.Context, id uuid.UUID) error {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	workflowID := workflows.ImportUndoID(id)
	// Asking one that is gone is no error.
	runs, err := r.starter.runs(ctx, workflowID)
	switch {
	case err != nil:
		return err
	case !runs:
		return ErrEnded
	}
	err = r.starter.client.CancelWorkflow(ctx, workflowID, "")
	r.starter.reached(err)
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

// abandon ends an import, or its undoing, if its workflow is gone.
func (r *Recorder) abandon(ctx context.Context, one imports.OpenImport, end contact.ImportStatus) (ended bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	workflowID, why := workflows.ImportID(one.ID), "Its workflow was ended from outside. Rows that were not recorded are cancelled."
	if one.Status == contact.ImportIsUndoing {
		workflowID, why = workflows.ImportUndoID(one.ID), "Undoing it was ended from outside. Undo it again to go on."
	}
	runs, err := r.starter.runs(ctx, workflowID)
	if err != nil || runs {
		return false, err
	}
	return true, r.imports.AbandonImport(ctx, one, end, why)
}
