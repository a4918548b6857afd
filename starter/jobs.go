package starter

import (
	"context"
	"errors"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/workflows"
)

// StartJob starts the workflow of a job that is kept in the database, or with undo the
// one that takes it back. It is no error if that runs already. One that has ended finds
// so, and ends.
func (r *Recorder) StartJob(ctx context.Context, id uuid.UUID, undo bool) error {
	return r.startJob(ctx, workflows.JobInput{Job: id, Undo: undo})
}

func (r *Recorder) startJob(ctx context.Context, in workflows.JobInput) error {
	summary := "Job " + in.Job.String()
	if in.Undo {
		summary = "Undo job " + in.Job.String()
	}
	return r.starter.start(ctx, client.StartWorkflowOptions{
		ID: workflows.JobID(in.Job, in.Undo), StaticSummary: summary, WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, workflows.JobName, in)
}

// CommandJob sends an update to the workflow of a job and waits until it is done. The
// workflow is started before if it was ended from outside.
func (r *Recorder) CommandJob(ctx context.Context, id uuid.UUID, undo bool, update string) error {
	if err := r.StartJob(ctx, id, undo); err != nil {
		return err
	}
	return r.command(ctx, workflows.JobID(id, undo), update)
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

// endForgottenJobs finds jobs whose workflow was ended from outside, such as by an
// operator in the Temporal UI. It could not say so itself: they would be shown as running
// for ever. Another run ends each of them: it cancels what was not begun, and sees
// through what was. A job that was cancelled before it began, while nobody could tell its
// workflow, has that told so.
func (s *Sweeper) endForgottenJobs(ctx context.Context) error {
	return forEach(ctx, s.jobs.Open, func(one jobs.Open) uuid.UUID { return one.ID }, func(one jobs.Open) {
		ended, err := s.recorder.endForgottenJob(ctx, one)
		switch {
		case err != nil && ctx.Err() == nil:
			s.log.WarnContext(ctx, "a job cannot be looked after; it is tried again", "job_id", one.ID, "error", err)
		case ended:
			s.log.WarnContext(ctx, "a job's workflow was ended from outside", "job_id", one.ID, "status", one.Status)
		}
	})
}

func (r *Recorder) endForgottenJob(ctx context.Context, one jobs.Open) (ended bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	undo := one.Status == contact.JobIsUndoing
	workflowID := workflows.JobID(one.ID, undo)
	runs, err := r.starter.runs(ctx, workflowID)
	if err == nil && runs && one.Status == contact.JobIsCancelling && !one.Began {
		if err = r.command(ctx, workflowID, workflows.CancelUpdate); errors.Is(err, ErrEnded) {
			err = nil
		}
	}
	if err != nil || runs {
		return false, err
	}
	// One that has ended by itself meanwhile finds so in the database, and ends.
	return true, r.startJob(ctx, workflows.JobInput{Job: one.ID, Undo: undo, Cancelled: true, Outside: true})
}
