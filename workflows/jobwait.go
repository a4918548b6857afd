package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// begin has a job begin. One that is scheduled waits for its time before, unless somebody
// wants it to begin now. The database decides whether it begins: who cancels it there, even
// while nobody can reach this run, keeps it from that.
func (r *jobRun) begin(ctx workflow.Context) (begun activities.BegunJob, err error) {
	in := activities.JobBeginning{JobRun: r.job()}
	if err := bulkStep(ctx, bulk.BeginJob, in, &begun, "Begin"); err != nil || begun.Status != contact.JobIsScheduled {
		return begun, err
	}
	r.waits, r.shown = true, begun.Status
	workflow.SetCurrentDetails(ctx, "It waits until it is to begin. Nobody is changed yet.")
	if err := r.await(ctx, begun.Wait); err != nil || r.Cancelled {
		return begun, err
	}
	in.Due = true
	if err := bulkStep(ctx, bulk.BeginJob, in, &begun, "Begin now"); err != nil {
		return begun, err
	}
	r.waits = false
	return begun, nil
}

// await waits until it is time to begin, or somebody says what to do before.
func (r *jobRun) await(ctx workflow.Context, wait time.Duration) error {
	waiting, stop := workflow.WithCancel(ctx)
	defer stop()
	told := func() bool { return r.Cancelled || r.due }
	if told() {
		return nil
	}
	timer := workflow.NewTimerWithOptions(waiting, wait, workflow.TimerOptions{Summary: "Until it begins"})
	return workflow.Await(ctx, func() bool { return told() || timer.IsReady() })
}

// begins has who told a job to go on wait until it has begun, so that they see it so. Runs
// from before jobs could be scheduled answer at once.
func (r *jobRun) begins(ctx workflow.Context) error {
	if r.Begun || workflow.GetVersion(ctx, "resume-begins", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	r.callers++
	defer func() { r.callers-- }()
	return workflow.Await(ctx, func() bool { return r.Begun })
}
