package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/workflows"
)

// noteDeadline bounds how long it may take to note that an import has started.
const noteDeadline = 5 * time.Second

// StartImport starts the workflow of an import that is kept in the database.
// Starting it again does nothing.
func (d *Door) StartImport(ctx context.Context, id uuid.UUID, channelID string, dryRun bool) error {
	err := d.startBulk(ctx, workflows.ImportID(id), "Import "+id.String()+" into channel "+channelID, id, channelID,
		workflows.ImportName, workflows.ImportInput{Import: id, DryRun: dryRun})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, noteDeadline)
	defer cancel()
	return d.store.ImportStarted(ctx, id)
}

// StartUndo starts the workflow that takes an import back. Whoever looks at the
// import from now on sees so.
func (d *Door) StartUndo(ctx context.Context, id uuid.UUID, channelID string) error {
	err := d.startBulk(ctx, workflows.ImportUndoID(id), "Undo import "+id.String(), id, channelID,
		workflows.ImportUndoName, workflows.ImportUndoInput{Import: id})
	if err != nil {
		return err
	}
	return d.store.UndoStarted(ctx, id)
}

func (d *Door) startBulk(ctx context.Context, workflowID, summary string, id uuid.UUID, channelID, name string, input any) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	_, err := d.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: workflowID, TaskQueue: d.taskQueue, StaticSummary: summary, EnableEagerStart: true,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		TypedSearchAttributes: temporal.NewSearchAttributes(
			workflows.ChannelAttribute.ValueSet(channelID),
			workflows.ImportIDAttribute.ValueSet(id.String()),
		),
	}, name, input)
	d.reached(err)
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &already) {
		return fmt.Errorf("start %s: %w", workflowID, err)
	}
	return nil
}

// ErrEnded says that an import's workflow has ended, so that nothing can be
// asked of it.
var ErrEnded = errors.New("the import has ended")

// TellImport sends an update to an import's workflow and waits until it is done.
func (d *Door) TellImport(ctx context.Context, id uuid.UUID, update string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*deliveryDeadline)
	defer cancel()
	handle, err := d.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflows.ImportID(id), UpdateName: update, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	d.reached(err)
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return ErrEnded
	case err != nil:
		return fmt.Errorf("tell import %s to %s: %w", id, update, err)
	}
	return nil
}

// startForgotten starts imports whose workflow nobody could start when they
// came in, and ends those whose workflow somebody has ended.
func (d *Door) startForgotten(ctx context.Context) error {
	ids, err := d.store.UnstartedImports(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		view, err := d.store.Import(ctx, id)
		if err != nil {
			return err
		}
		if err := d.StartImport(ctx, id, view.ChannelID, view.DryRun); err != nil {
			return err
		}
	}
	return d.endAbandoned(ctx)
}

// endAbandoned finds imports whose workflow was ended from outside, such as by an
// operator in the Temporal UI. It could not say so itself: they would be shown as
// running for ever, and could not be undone.
func (d *Door) endAbandoned(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	open, err := d.store.OpenImports(ctx)
	if err != nil {
		return err
	}
	for _, one := range open {
		workflowID, why := workflows.ImportID(one.ID), "Its workflow was ended from outside. Rows that were not recorded are cancelled."
		if one.Status == "undoing" {
			workflowID, why = workflows.ImportUndoID(one.ID), "Undoing it was ended from outside. Undo it again to go on."
		}
		runs, err := d.runs(ctx, workflowID)
		if err != nil {
			return err
		}
		if runs {
			continue
		}
		if err := d.store.AbandonImport(ctx, one, why); err != nil {
			return err
		}
		d.log.WarnContext(ctx, "an import's workflow was ended from outside", "workflow_id", workflowID)
	}
	return nil
}

// runs reports whether a workflow is under way.
func (d *Door) runs(ctx context.Context, workflowID string) (bool, error) {
	found, err := d.client.DescribeWorkflowExecution(ctx, workflowID, "")
	d.reached(err)
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look at %s: %w", workflowID, err)
	}
	status := found.GetWorkflowExecutionInfo().GetStatus()
	// What continues as new is shown so for a moment, until its next run is found.
	return status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || status == enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED ||
		status == enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW, nil
}
