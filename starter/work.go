package starter

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/failure/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"golang.org/x/sync/errgroup"
)

const (
	// workDeadline bounds how long Temporal is asked how work stands.
	workDeadline = 2 * time.Second
	// workerSilence is how long after its last poll a worker counts as gone. A poll lasts a
	// minute at most, and then the next one begins. One that stops in order says so.
	workerSilence = 75 * time.Second
	// mostChildren is how many child workflows are looked at: an import and a job have four
	// pages under way.
	mostChildren = 8
)

// Work is how Temporal stands with what is to be done.
type Work struct {
	Workers   int  // processes that have asked for work lately
	Throttled bool // this process was refused for there being too much, and waits
	Step      Step // what a workflow is at; without a name: nothing that anybody knows of
}

// Step is an activity that a workflow waits for.
type Step struct {
	Name    string // the type of the activity
	Attempt int    // counted from 1
	Failure string // of the attempt before; empty: there was none
	// Begun is when a worker took it, and Heard when that told of progress last; zero: no
	// worker has it.
	Begun, Heard time.Time
}

// Work asks Temporal how work stands: of this task queue, and of a workflow with its
// children if an id is given. An error means that Temporal is unavailable.
func (r *Recorder) Work(ctx context.Context, workflowID string) (Work, error) {
	ctx, cancel := context.WithTimeout(ctx, workDeadline)
	defer cancel()
	var w Work
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		w.Workers, err = r.starter.workers(ctx)
		return err
	})
	if workflowID != "" {
		g.Go(func() (err error) {
			w.Step, err = r.starter.step(ctx, workflowID, mostChildren)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return Work{}, err
	}
	_, w.Throttled = r.starter.breaker.open()
	return w, nil
}

// workers counts the processes that work. Each takes workflows and what imports and jobs
// do alike; while it is full of the latter it still asks for workflows.
func (s *Starter) workers(ctx context.Context) (int, error) {
	found, err := s.client.DescribeTaskQueue(ctx, s.taskQueue, enumspb.TASK_QUEUE_TYPE_WORKFLOW)
	if err != nil {
		return 0, fmt.Errorf("look at the task queue %s: %w", s.taskQueue, err)
	}
	lately := map[string]bool{}
	for _, p := range found.GetPollers() {
		if time.Since(p.GetLastAccessTime().AsTime()) < workerSilence {
			lately[p.GetIdentity()] = true
		}
	}
	return len(lately), nil
}

// step returns what a workflow is at. What has failed comes first, then what a worker has,
// then what waits for one; its own before its children's.
func (s *Starter) step(ctx context.Context, workflowID string, children int) (Step, error) {
	found, err := s.describe(ctx, workflowID)
	if err != nil || found == nil {
		return Step{}, err
	}
	best := stepOf(found)
	for _, child := range found.GetPendingChildren()[:min(children, len(found.GetPendingChildren()))] {
		of, err := s.step(ctx, child.GetWorkflowId(), 0)
		if err != nil {
			return Step{}, err
		}
		if of.weight() > best.weight() {
			best = of
		}
	}
	return best, nil
}

// workflowTask is the name of the step in which a worker decides what comes next.
const workflowTask = "workflow task"

func stepOf(w *workflowservice.DescribeWorkflowExecutionResponse) (best Step) {
	if task := w.GetPendingWorkflowTask(); task.GetAttempt() > 1 {
		best = Step{Name: workflowTask, Attempt: int(task.GetAttempt()), Failure: "the workflow's code and its history do not fit, or the worker was stopped"}
	}
	for _, a := range w.GetPendingActivities() {
		if of := activityStep(a); of.weight() > best.weight() {
			best = of
		}
	}
	return best
}

func activityStep(a *workflow.PendingActivityInfo) Step {
	out := Step{Name: a.GetActivityType().GetName(), Attempt: int(a.GetAttempt()), Failure: rootOf(a.GetLastFailure())}
	if a.GetState() == enumspb.PENDING_ACTIVITY_STATE_STARTED {
		out.Begun = a.GetLastStartedTime().AsTime()
		if out.Heard = out.Begun; a.GetLastHeartbeatTime().IsValid() && a.GetLastHeartbeatTime().AsTime().After(out.Begun) {
			out.Heard = a.GetLastHeartbeatTime().AsTime()
		}
	}
	return out
}

// rootOf is the message of the failure that caused the others.
func rootOf(f *failure.Failure) string {
	for f.GetCause() != nil {
		f = f.GetCause()
	}
	return f.GetMessage()
}

func (s Step) weight() int {
	switch {
	case s.Name == "":
		return 0
	case s.Failure != "":
		return 3
	case !s.Begun.IsZero():
		return 2
	}
	return 1
}
