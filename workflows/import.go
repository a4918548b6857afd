package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// The types of the import workflows.
const (
	ImportName     = "Import"
	ImportPageName = "ImportPage"
	ImportUndoName = "ImportUndo"
)

// ImportID returns the id of an import's workflow.
func ImportID(id uuid.UUID) string { return "import/" + id.String() }

// ImportPageID returns the id of the workflow of one page of an import.
func ImportPageID(id uuid.UUID, page int) string { return fmt.Sprintf("import/%s/page/%d", id, page) }

// ImportUndoID returns the id of the workflow that undoes an import.
func ImportUndoID(id uuid.UUID) string { return "import/" + id.String() + "/undo" }

// The updates of an import. Each may be sent twice.
const (
	ConfirmUpdate = string(contact.ConfirmImport)
	PauseUpdate   = string(contact.PauseImport)
	ResumeUpdate  = string(contact.ResumeImport)
	CancelUpdate  = string(contact.CancelImport)
)

// ProgressQuery answers how far an import is.
const ProgressQuery = "progress"

// ImportTaskQueue is where import activities run: apart from live contacts.
func ImportTaskQueue(taskQueue string) string { return taskQueue + "-import" }

// confirmWait is how long a dry run waits for a person.
const confirmWait = 7 * 24 * time.Hour

// openPages is how many pages are under way at once.
const openPages = 4

// ImportInput names an import. What it is to do is in the database.
type ImportInput struct {
	Import uuid.UUID `json:"import"`
	DryRun bool      `json:"dry_run,omitempty"`
	// What an earlier run of the same workflow has done.
	Staged    bool `json:"staged,omitempty"`
	Confirmed bool `json:"confirmed,omitempty"`
	Pages     int  `json:"pages,omitempty"`
	NextPage  int  `json:"next_page,omitempty"`
	Paused    bool `json:"paused,omitempty"`
	Cancelled bool `json:"cancelled,omitempty"`
}

// ImportResult is how an import ended; its rows are counted in the database.
type ImportResult struct {
	Status contact.ImportStatus `json:"status"`
	Pages  int                  `json:"pages"`
}

// importRun is one run of the Import workflow.
type importRun struct {
	ImportInput
	work    workflow.Context // what is stopped when the import is cancelled or fails
	stop    workflow.CancelFunc
	atOnce  bool            // its end stops what is under way, see endAtOnce
	closing workflow.Future // its rows
	open    int             // pages under way
	failed  error           // of a page
	outside bool            // somebody has cancelled it in Temporal
	begun   bool            // with the rows
	ended   bool
	saved   bool                 // how it ended is in the database already
	shown   contact.ImportStatus // what was written last
	writing workflow.Mutex
}

// Import stages a file, shows what it would do, waits for a person if it is a
// dry run, and has its pages decided, a few at a time.
func Import(ctx workflow.Context, in ImportInput) (ImportResult, error) {
	r := &importRun{ImportInput: in, writing: workflow.NewMutex(ctx)}
	if in.NextPage > 0 { // an earlier run has shown it
		r.shown = r.showing()
	}
	// Who cancels the workflow in Temporal wants the import to end, which takes some steps.
	outside := ctx
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	r.work, r.stop = workflow.WithCancel(ctx)
	if err := r.setup(ctx); err != nil {
		return ImportResult{}, err
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		outside.Done().Receive(ctx, nil)
		r.outside = true
		r.cancel(ctx)
	})
	result, err := r.run(ctx)
	if err == nil && r.outside && result.Status == contact.ImportIsCancelled {
		err = outside.Err()
	}
	return result, err
}

func (r *importRun) setup(ctx workflow.Context) error {
	for _, update := range []struct {
		name   string
		handle func(workflow.Context) error
	}{
		{ConfirmUpdate, func(workflow.Context) error { r.Confirmed = true; return nil }},
		{PauseUpdate, r.pause},
		{ResumeUpdate, r.resume},
		{CancelUpdate, func(ctx workflow.Context) error { r.cancel(ctx); return nil }},
	} {
		if err := workflow.SetUpdateHandler(ctx, update.name, update.handle); err != nil {
			return err
		}
	}
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (ImportInput, error) { return r.ImportInput, nil })
}

func (r *importRun) pause(ctx workflow.Context) error {
	r.Paused = true
	return r.show(ctx)
}

func (r *importRun) resume(ctx workflow.Context) error {
	r.Paused = false
	return r.show(ctx)
}

// cancel ends what is under way, unless the import ends already.
func (r *importRun) cancel(ctx workflow.Context) {
	r.Cancelled = true
	if !r.ended {
		r.endAtOnce(ctx)
	}
}

// show writes whether the import runs or is paused, one writer at a time: what
// is written last is what is true then. Before its rows and after its end there
// is nothing to show.
func (r *importRun) show(ctx workflow.Context) error {
	if err := r.writing.Lock(ctx); err != nil {
		return err
	}
	defer r.writing.Unlock()
	status := r.showing()
	if !r.begun || r.ended || status == r.shown {
		return nil
	}
	if err := r.status(ctx, status, "Show that it is "+string(status)); err != nil {
		return r.unlessStopped(err)
	}
	r.shown = status
	return nil
}

func (r *importRun) showing() contact.ImportStatus {
	if r.Paused {
		return contact.ImportIsPaused
	}
	return contact.ImportIsRunning
}

func (r *importRun) run(ctx workflow.Context) (ImportResult, error) {
	if !r.Staged && !r.stopped() {
		workflow.SetCurrentDetails(ctx, "Reading the file.")
		var staged activities.StagedImport
		err := r.step(ctx, bulk.StageImport, r.Import, &staged, "Read the file")
		if r.unlessStopped(err) != nil {
			return ImportResult{}, err
		}
		if staged.Failed {
			return r.finish(ctx, contact.ImportIsFailed)
		}
		if staged.Cancelled {
			r.saved = true
			return r.finish(ctx, contact.ImportIsCancelled)
		}
		r.Staged, r.Pages = true, staged.Pages
	}
	if r.DryRun && !r.Confirmed && !r.stopped() {
		if err := r.unlessStopped(r.askConfirmation(ctx)); err != nil {
			return ImportResult{}, err
		}
	}
	if !r.Cancelled {
		r.begun = true
		if err := r.show(ctx); err != nil {
			return ImportResult{}, err
		}
		if err := r.pages(ctx); err != nil {
			return ImportResult{}, err
		}
	}
	switch {
	case r.Cancelled && r.endAtOnce(ctx):
		return r.close(ctx, contact.ImportIsCancelled, r.whyCancelled())
	case r.failed != nil && r.endAtOnce(ctx):
		return r.close(ctx, contact.ImportIsFailed, pageEnded)
	case r.failed != nil:
		return r.fail(ctx)
	case r.Cancelled:
		if err := bulkStep(ctx, bulk.CancelRows, r.Import, nil, "Cancel the rows that are left"); err != nil {
			return ImportResult{}, err
		}
		return r.finish(ctx, contact.ImportIsCancelled)
	}
	return r.finish(ctx, contact.ImportIsCompleted)
}

func (r *importRun) askConfirmation(ctx workflow.Context) error {
	if err := r.step(ctx, bulk.PreviewImport, r.Import, nil, "Count what it would do"); err != nil {
		return err
	}
	if err := r.status(ctx, contact.ImportAwaits, "Wait for a person to confirm"); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, "Waiting for a person: update `confirm` or `cancel`.")
	answered, err := workflow.AwaitWithTimeout(ctx, confirmWait, func() bool { return r.Confirmed || r.Cancelled })
	if err != nil {
		return err
	}
	if !answered {
		r.cancel(ctx)
	}
	return nil
}

// pages has every page decided by a child workflow of its own. It continues as
// new only while no page is open.
func (r *importRun) pages(ctx workflow.Context) error {
	for r.NextPage < r.Pages && !r.Cancelled && r.failed == nil {
		if err := workflow.Await(ctx, func() bool {
			return r.Cancelled || r.failed != nil || (!r.Paused && r.open < openPages)
		}); err != nil {
			return err
		}
		if r.Cancelled || r.failed != nil {
			break
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			if err := r.closePages(ctx); err != nil {
				return err
			}
			if r.failed != nil || r.stopped() {
				return nil
			}
			return workflow.NewContinueAsNewError(ctx, ImportName, r.ImportInput)
		}
		r.startPage(ctx, r.NextPage)
		r.NextPage++
	}
	return r.closePages(ctx)
}

func (r *importRun) startPage(ctx workflow.Context, page int) {
	work := workflow.WithChildOptions(r.work, workflow.ChildWorkflowOptions{
		WorkflowID:            ImportPageID(r.Import, page),
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON, // what it has recorded is decided in any case
		StaticSummary:         fmt.Sprintf("Page %d of %d", page+1, r.Pages),
		TypedSearchAttributes: importAttributes(r.Import),
	})
	r.open++
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Page %d of %d.", page+1, r.Pages))
	workflow.Go(ctx, func(ctx workflow.Context) {
		err := workflow.ExecuteChildWorkflow(work, ImportPageName, ImportPageInput{Import: r.Import, Page: page}).Get(ctx, nil)
		r.open--
		if r.unlessStopped(err) != nil && r.failed == nil {
			r.failed = err
			r.endAtOnce(ctx)
		}
	})
}

// closePages waits for open pages, unless they were stopped: whatever keeps one of
// them from ending keeps not the import.
func (r *importRun) closePages(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool {
		return r.stopped() || r.open == 0 && workflow.AllHandlersFinished(ctx)
	})
}

// fail ends an import one of whose pages was ended from outside: what was not
// recorded is cancelled, what was is decided in any case.
func (r *importRun) fail(ctx workflow.Context) (ImportResult, error) {
	if err := bulkStep(ctx, bulk.CancelRows, r.Import, nil, "Cancel the rows that are left"); err != nil {
		return ImportResult{}, err
	}
	why := activities.ImportStatus{Import: r.Import, Status: contact.ImportIsFailed, Error: pageEnded}
	r.ended = true
	if err := bulkStep(ctx, bulk.SetImportStatus, why, nil, "End the import: failed"); err != nil {
		return ImportResult{}, err
	}
	return r.finish(ctx, contact.ImportIsFailed)
}

func (r *importRun) finish(ctx workflow.Context, status contact.ImportStatus) (ImportResult, error) {
	if err := r.writing.Lock(ctx); err != nil {
		return ImportResult{}, err
	}
	r.ended = true
	if status != contact.ImportIsFailed && !r.saved { // staging has said why
		if err := setStatus(ctx, r.Import, status, "End the import: "+string(status)); err != nil {
			return ImportResult{}, err
		}
	}
	r.writing.Unlock()
	notify(ctx, r.Import)
	err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
	return ImportResult{Status: status, Pages: r.Pages}, err
}
