package starter

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// StartJob starts the workflow of a job that is kept in the database, or with undo the
// one that takes it back. It is no error if that runs already. One that has ended finds
// so, and ends.
func (r *Recorder) StartJob(ctx context.Context, id uuid.UUID, undo bool) error {
	summary := "Job " + id.String()
	if undo {
		summary = "Undo job " + id.String()
	}
	return r.starter.start(ctx, client.StartWorkflowOptions{
		ID: workflows.JobID(id, undo), StaticSummary: summary, WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, workflows.JobName, workflows.JobInput{Job: id, Undo: undo})
}

// CommandJob sends an update to the workflow of a job and waits until it is done. The
// workflow is started before if it was ended from outside.
func (r *Recorder) CommandJob(ctx context.Context, id uuid.UUID, undo bool, update string) error {
	if err := r.StartJob(ctx, id, undo); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*callDeadline)
	defer cancel()
	handle, err := r.starter.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflows.JobID(id, undo), UpdateName: update, WaitForStage: client.WorkflowUpdateStageCompleted,
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
		return fmt.Errorf("send job %s the update %s: %w", id, update, err)
	}
	return nil
}

// startJobs starts jobs whose workflow nobody could start when they came in.
func (s *Sweeper) startJobs(ctx context.Context) {
	ids, err := s.jobs.Unstarted(ctx)
	if err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	for _, id := range ids {
		if err := s.recorder.StartJob(ctx, id, false); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "a job cannot be started; it is tried again", "workflow_id", workflows.JobID(id, false), "error", err)
			return
		}
	}
}
