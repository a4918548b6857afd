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
func (d *Recorder) StartImport(ctx context.Context, id uuid.UUID, channelID string, dryRun bool) error {
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
func (d *Recorder) StartUndo(ctx context.Context, id uuid.UUID, channelID string) error {
	err := d.startBulk(ctx, workflows.ImportUndoID(id), "Undo import "+id.String(), id, channelID,
		workflows.ImportUndoName, workflows.ImportUndoInput{Import: id})
	if err != nil {
		return err
	}
	return d.store.UndoStarted(ctx, id)
}

func (d *Recorder) startBulk(ctx context.Context, workflowID, summary string, id uuid.UUID, channelID, name string, input any) error {
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

// CommandImport sends an update to an import's workflow and waits until it is done.
func (d *Recorder) CommandImport(ctx context.Context, id uuid.UUID, update string) error {
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
