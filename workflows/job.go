package workflows

import (
	"fmt"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// The types of the workflows of jobs.
const (
	JobName     = "Job"
	JobPageName = "JobPage"
)

// JobID returns the id of a job's workflow, or with undo of the one that takes it back.
func JobID(id uuid.UUID, undo bool) string {
	if undo {
		return "job/" + id.String() + "/undo"
	}
	return "job/" + id.String()
}

// JobPageID returns the id of the workflow of one page of a job.
func JobPageID(id uuid.UUID, undo bool, page int) string {
	return fmt.Sprintf("%s/page/%d", JobID(id, undo), page)
}

// JobInput names a job. What it is to do is in the database.
type JobInput struct {
	Job  uuid.UUID `json:"job"`
	Undo bool      `json:"undo,omitempty"`
	// What an earlier run of the same workflow has done.
	Begun     bool `json:"begun,omitempty"`
	Pages     int  `json:"pages,omitempty"`
	NextPage  int  `json:"next_page,omitempty"`
	Paused    bool `json:"paused,omitempty"`
	Cancelled bool `json:"cancelled,omitempty"`
	// Outside says that somebody has ended it in Temporal, and nobody here.
	Outside bool `json:"outside,omitempty"`
}

// JobResult is how a job ended; its contacts are counted in the database.
type JobResult struct {
	Status contact.JobStatus `json:"status"`
	Pages  int               `json:"pages"`
}

// jobRun is one run of the Job workflow.
type jobRun struct {
	JobInput
	open    int  // pages under way
	told    bool // to pause or to resume, since it began
	waits   bool // for its time: nobody is changed yet
	due     bool // somebody wants it to begin now
	callers int  // who wait until it has begun
	failed  error
	ended   bool
	shown   contact.JobStatus // what was written last
	writing workflow.Mutex
}

// Job has the contacts of a job changed, or changed back, page by page, a few pages at a
// time. A run that was ended from outside is started again, and finds in the database
// what is done.
func Job(ctx workflow.Context, in JobInput) (JobResult, error) {
	r := &jobRun{JobInput: in, writing: workflow.NewMutex(ctx), shown: contact.JobIsRunning}
	if in.Begun { // an earlier run has shown it
		r.shown = r.showing()
	}
	// Who cancels the workflow in Temporal wants the job to end, which takes some steps.
	outside := ctx
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if err := r.setup(ctx); err != nil {
		return JobResult{}, err
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		outside.Done().Receive(ctx, nil)
		r.Outside = r.Outside || !r.Cancelled
		r.Cancelled = true
	})
	return r.run(ctx)
}

func (r *jobRun) setup(ctx workflow.Context) error {
	for _, update := range []struct {
		name string
		set  func()
	}{
		{PauseUpdate, func() { r.Paused, r.told = true, true }},
		{ResumeUpdate, func() { r.Paused, r.told, r.due = false, true, true }},
		{CancelUpdate, func() { r.Cancelled = true }},
	} {
		err := workflow.SetUpdateHandler(ctx, update.name, func(ctx workflow.Context) error {
			update.set()
			if update.name == ResumeUpdate {
				if err := r.begins(ctx); err != nil {
					return err
				}
			}
			return r.show(ctx)
		})
		if err != nil {
			return err
		}
	}
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (JobInput, error) { return r.JobInput, nil })
}

func (r *jobRun) showing() contact.JobStatus {
	switch {
	case r.Cancelled:
		return contact.JobIsCancelling
	case r.waits:
		return contact.JobIsScheduled
	case r.Paused:
		return contact.JobIsPaused
	}
	return contact.JobIsRunning
}

// show writes whether the job runs, one writer at a time: what is written last is what is
// true then. While it is taken back it is shown as that.
func (r *jobRun) show(ctx workflow.Context) error {
	if err := r.writing.Lock(ctx); err != nil {
		return err
	}
	defer r.writing.Unlock()
	status := r.showing()
	if r.Undo || r.ended || status == r.shown {
		return nil
	}
	in := activities.JobStatus{JobRun: r.job(), Status: status}
	if err := bulkStep(ctx, bulk.SetJobStatus, in, nil, "Show that it is "+string(status)); err != nil {
		return err
	}
	r.shown = status
	return nil
}

func (r *jobRun) job() activities.JobRun { return activities.JobRun{Job: r.Job, Undo: r.Undo} }

func (r *jobRun) run(ctx workflow.Context) (JobResult, error) {
	if !r.Begun {
		begun, err := r.begin(ctx)
		if err != nil {
			return JobResult{}, err
		}
		r.Begun, r.Pages, r.shown = true, begun.Pages, begun.Status
		if begun.Status.Ended() { // an earlier run has
			r.ended = true
			err := workflow.Await(ctx, func() bool { return r.callers == 0 })
			return JobResult{Status: begun.Status, Pages: begun.Pages}, err
		}
		r.Cancelled = r.Cancelled || begun.Status == contact.JobIsCancelling
		if !r.told {
			r.Paused = begun.Status == contact.JobIsPaused
		}
		if err := r.show(ctx); err != nil {
			return JobResult{}, err
		}
	}
	if err := r.pages(ctx); err != nil {
		return JobResult{}, err
	}
	return r.end(ctx)
}

// pages has every page changed by a child workflow of its own. It continues as new only
// while no page is open.
func (r *jobRun) pages(ctx workflow.Context) error {
	for r.NextPage < r.Pages {
		if err := workflow.Await(ctx, func() bool { return r.Cancelled || !r.Paused && r.open < openPages }); err != nil {
			return err
		}
		if r.Cancelled {
			break
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			if err := r.closePages(ctx); err != nil {
				return err
			}
			return workflow.NewContinueAsNewError(ctx, JobName, r.JobInput)
		}
		r.startPage(ctx, r.NextPage)
		r.NextPage++
	}
	if err := r.closePages(ctx); err != nil {
		return err
	}
	return r.failed
}

func (r *jobRun) startPage(ctx workflow.Context, page int) {
	child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:        JobPageID(r.Job, r.Undo, page),
		ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON, // what it has recorded is decided in any case
		StaticSummary:     fmt.Sprintf("Page %d of %d", page+1, r.Pages),
	})
	r.open++
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Page %d of %d.", page+1, r.Pages))
	workflow.Go(ctx, func(ctx workflow.Context) {
		in := activities.JobPage{JobRun: r.job(), Page: page}
		err := workflow.ExecuteChildWorkflow(child, JobPageName, in).Get(ctx, nil)
		if err != nil { // it was ended from outside, or that of an earlier run is there still
			err = bulkStep(ctx, bulk.ChangeJobPage, in, nil, "Change the contacts of a page whose workflow did not")
		}
		r.open--
		if err != nil && r.failed == nil {
			r.failed = err
		}
	})
}

func (r *jobRun) closePages(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool { return r.open == 0 && workflow.AllHandlersFinished(ctx) })
}

func (r *jobRun) end(ctx workflow.Context) (JobResult, error) {
	status := contact.JobIsCompleted
	switch {
	case r.Cancelled && (r.waits || r.NextPage < r.Pages):
		status = contact.JobIsCancelled
	case r.Undo:
		status = contact.JobIsUndone
	}
	if err := r.writing.Lock(ctx); err != nil {
		return JobResult{}, err
	}
	r.ended = true
	r.writing.Unlock()
	in := activities.JobStatus{JobRun: r.job(), Status: status, Outside: r.Outside}
	if err := bulkStep(ctx, bulk.EndJob, in, nil, "End it: "+string(status)); err != nil {
		return JobResult{}, err
	}
	err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
	return JobResult{Status: status, Pages: r.Pages}, err
}

// JobPage has the contacts of a page changed, each by its own workflow.
func JobPage(ctx workflow.Context, in activities.JobPage) error {
	return bulkStep(ctx, bulk.ChangeJobPage, in, nil, "Change each contact, and wait until each is decided")
}
