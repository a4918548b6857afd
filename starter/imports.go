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
func (r *Recorder) StartImport(ctx context.Context, id uuid.UUID, channelID string, dryRun bool) error {
	err := r.startBulk(ctx, workflows.ImportID(id), "Import "+id.String()+" into channel "+channelID, id, channelID,
		workflows.ImportName, workflows.ImportInput{Import: id, DryRun: dryRun})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, noteDeadline)
	defer cancel()
	return r.imports.ImportStarted(ctx, id)
}

// StartUndo starts the workflow that takes an import back. Whoever looks at the
// import from now on sees so.
func (r *Recorder) StartUndo(ctx context.Context, id uuid.UUID, channelID string) error {
	err := r.startBulk(ctx, workflows.ImportUndoID(id), "Undo import "+id.String(), id, channelID,
		workflows.ImportUndoName, workflows.ImportUndoInput{Import: id})
	if err != nil {
		return err
	}
	return r.imports.UndoStarted(ctx, id)
}

func (r *Recorder) startBulk(ctx context.Context, workflowID, summary string, id uuid.UUID, channelID, name string, input any) error {
	return r.starter.start(ctx, client.StartWorkflowOptions{
		ID: workflowID, StaticSummary: summary, WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
		TypedSearchAttributes: temporal.NewSearchAttributes(
			workflows.ChannelAttribute.ValueSet(channelID),
			workflows.ImportIDAttribute.ValueSet(id.String()),
		),
	}, name, input)
}

// ErrEnded says that the workflow of an import or a job has ended, so that nothing can
// be asked of it.
var ErrEnded = errors.New("the workflow has ended")

// CommandImport sends an update to an import's workflow and waits until it is done.
func (r *Recorder) CommandImport(ctx context.Context, id uuid.UUID, update string) error {
	return r.command(ctx, workflows.ImportID(id), update)
}

// command sends an update to the workflow of an import or a job and waits until it is
// done.
func (r *Recorder) command(ctx context.Context, workflowID, update string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*callDeadline)
	defer cancel()
	handle, err := r.starter.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: update, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	r.starter.reached(err)
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return ErrEnded
	case err != nil:
		return fmt.Errorf("send %s the update %s: %w", workflowID, update, err)
	}
	return nil
}
