package workflows_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/workflows"
)

const histories = "testdata/histories"

func replayer(contact any) worker.WorkflowReplayer {
	r := worker.NewWorkflowReplayer()
	for name, w := range map[string]any{
		workflows.ContactName: contact, workflows.ImportName: workflows.Import,
		workflows.ImportPageName: workflows.ImportPage, workflows.ImportUndoName: workflows.ImportUndo,
		workflows.EraseName: workflows.Erase, workflows.LeadName: workflows.Lead, workflows.ReadLeadsName: workflows.ReadLeads,
		workflows.DuplicatesName: workflows.FindDuplicates,
		workflows.JobName:        workflows.Job, workflows.JobPageName: workflows.JobPage,
	} {
		r.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: name})
	}
	return r
}

// TestRecordedHistoriesReplay guards runs that are under way while the program
// is replaced: what real runs did, the code of today does too.
func TestRecordedHistoriesReplay(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(histories + "/*.json")
	require.NoError(t, err)
	for _, path := range []string{
		"create", "attach", "duplicate", "change", "signal", "update", "update_decided_before", "quarantine", "durable",
		"continue_as_new", "submission", "edit", "delete", "merge", "merge_killed", "merge_decided_killed",
		"import", "import_page", "import_dry_run", "import_cancel", "import_failed", "import_undo",
		"erase",
		"lead", "lead_unavailable", "lead_again", "read_leads",
		"job", "job_page", "job_undo", "job_scheduled", "job_scheduled_now", "job_scheduled_undone",
		"duplicates",
		"import_cancel_staging", "import_cancel_running", "import_cancel_paused", "import_cancel_awaiting", "import_cancel_pages",
		// Of the time when who ended an import waited for its steps.
		"import_cancel_staging_waits", "import_cancel_running_waits", "import_cancel_paused_waits", "import_page_ended_waits",
		"import_page_cancelled", "import_page_ended", "import_cancelled_outside", "import_undo_stopped",
	} {
		require.Contains(t, files, filepath.Join(histories, path+".json"), "run `make record`")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			require.NoError(t, replayer(workflows.Contact).ReplayWorkflowHistoryFromJSONFile(quiet(), file))
		})
	}
}

// TestABreakingChangeIsCaught replays the same histories with workflows that do
// something else, to show that the test above can fail.
func TestABreakingChangeIsCaught(t *testing.T) {
	t.Parallel()
	var acts *activities.Activities
	breaking := map[string]func(workflow.Context, workflows.ContactInput) error{
		"it creates before it looks up": func(ctx workflow.Context, _ workflows.ContactInput) error {
			ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 1e9})
			return workflow.ExecuteLocalActivity(ctx, acts.CreateContact, activities.Task{}).Get(ctx, nil)
		},
		"it takes regular activities from the start": func(ctx workflow.Context, in workflows.ContactInput) error {
			ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 1e9})
			return workflow.ExecuteActivity(ctx, acts.LookupContact, in).Get(ctx, nil)
		},
		"it waits first": func(ctx workflow.Context, _ workflows.ContactInput) error {
			return workflow.Sleep(ctx, 1e9)
		},
	}
	for name, broken := range breaking {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := replayer(broken).ReplayWorkflowHistoryFromJSONFile(quiet(), filepath.Join(histories, "create.json"))
			require.Error(t, err)
		})
	}
}
