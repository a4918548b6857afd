package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// Why an import ended, in words.
const (
	pageEnded    = "A page was ended from outside; its workflow's history says how. Rows that were not recorded are cancelled."
	endedOutside = "Its workflow was cancelled in Temporal. Rows that were not recorded are cancelled."
)

// cancelGrace is how long an import that is cancelled waits for rows that are
// recorded before it says that it has ended. They are decided and counted in any
// case.
const cancelGrace = 5 * time.Second

// endAtOnce closes the import's rows and stops what is under way, which may hang. It
// reports false for an import that was cancelled, or had failed, before there was
// such a thing: that waits for its pages as it did.
func (r *importRun) endAtOnce(ctx workflow.Context) bool {
	r.atOnce = workflow.GetVersion(ctx, "end-at-once", workflow.DefaultVersion, 1) >= 1
	if r.atOnce && r.closing == nil {
		// In this order: on replay the SDK miscounts events where a child is cancelled right behind a version.
		r.closing = startBulk(ctx, bulk.CloseRows, r.Import, "Cancel the rows that are left, and wait for those that are recorded")
		r.stop()
	}
	return r.atOnce
}

// stopped reports whether endAtOnce has stopped what was under way.
func (r *importRun) stopped() bool { return r.atOnce && r.work.Err() != nil }

// step is a step that endAtOnce stops.
func (r *importRun) step(ctx workflow.Context, activity, in, out any, summary string) error {
	return startBulk(r.work, activity, in, summary).Get(ctx, out)
}

// status writes a status on the way, which endAtOnce stops, too.
func (r *importRun) status(ctx workflow.Context, status contact.ImportStatus, summary string) error {
	return r.step(ctx, bulk.SetImportStatus, activities.ImportStatus{Import: r.Import, Status: status}, nil, summary)
}

// unlessStopped drops the error of a step that was stopped.
func (r *importRun) unlessStopped(err error) error {
	if r.stopped() && temporal.IsCanceledError(err) {
		return nil
	}
	return err
}

func (r *importRun) whyCancelled() string {
	if r.outside {
		return endedOutside
	}
	return ""
}

// close ends an import before it is through. It waits a while for its rows to be
// closed; if that takes long, such as while the database holds still, the status goes
// ahead.
func (r *importRun) close(ctx workflow.Context, status contact.ImportStatus, why string) (ImportResult, error) {
	workflow.SetCurrentDetails(ctx, "Ending it: "+string(status)+".")
	if _, err := workflow.AwaitWithTimeout(ctx, cancelGrace, r.closing.IsReady); err != nil {
		return ImportResult{}, err
	}
	if err := r.writing.Lock(ctx); err != nil {
		return ImportResult{}, err
	}
	r.ended = true
	end := activities.ImportStatus{Import: r.Import, Status: status, Error: why}
	if err := bulkStep(ctx, bulk.SetImportStatus, end, nil, "End the import: "+string(status)); err != nil {
		return ImportResult{}, err
	}
	r.writing.Unlock()
	if err := r.closing.Get(ctx, nil); err != nil {
		return ImportResult{}, err
	}
	notify(ctx, r.Import)
	err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
	return ImportResult{Status: status, Pages: r.Pages}, err
}
