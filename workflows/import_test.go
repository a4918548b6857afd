package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

func TestImportRunsInOrder(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 2, time.Second)
	env.statuses(nil)
	require.Equal(t, workflows.ImportResult{Status: contact.ImportIsCompleted, Pages: 2}, env.run(workflows.ImportInput{}))
	did := env.done()
	require.Equal(t, []string{"stage", "running"}, did[:2])
	require.ElementsMatch(t, []string{"record 0", "record 1", "decided 0", "decided 1"}, did[2:6])
	require.Equal(t, []string{"completed", "notify"}, did[6:])
}

func TestImportOpensAFewPagesAtOnce(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 11, time.Minute)
	env.statuses(nil)
	env.run(workflows.ImportInput{})
	require.Equal(t, 4, env.most)
	for page := range 11 {
		require.Equal(t, 1, count(env.done(), fmt.Sprintf("record %d", page)), "page %d", page)
		require.Equal(t, 1, count(env.done(), fmt.Sprintf("decided %d", page)), "page %d", page)
	}
}

// TestImportEndsWithItsStaging has a file that cannot be read, and an import that
// was cancelled before it started, which finds out when it reads the file.
func TestImportEndsWithItsStaging(t *testing.T) {
	t.Parallel()
	for status, staged := range map[contact.ImportStatus]activities.StagedImport{"failed": {Failed: true}, "cancelled": {Cancelled: true}} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			env := newEnv(&activities.Bulk{})
			env.OnActivity("StageImport", mock.Anything, importID).Return(staged, nil).Once()
			env.OnActivity("NotifyImport", mock.Anything, importID).Return(nil).Once()
			env.ExecuteWorkflow(workflows.ImportName, workflows.ImportInput{Import: importID}) // every other step would fail: it is no mock
			require.NoError(t, env.GetWorkflowError())
			var result workflows.ImportResult
			require.NoError(t, env.GetWorkflowResult(&result))
			require.Equal(t, status, result.Status)
			env.AssertExpectations(t)
		})
	}
}

func TestImportTriesUntilTheDatabaseIsBack(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 1, 0)
	tries := 0
	env.OnActivity("SetImportStatus", mock.Anything, mock.Anything).Return(func(context.Context, activities.ImportStatus) error {
		if tries++; tries <= 5 {
			return unavailable
		}
		return nil
	})
	env.run(workflows.ImportInput{})
	require.Equal(t, 7, tries, "running and completed")
}

func TestImportPauseHoldsWhatIsNotUnderWay(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 6, time.Hour)
	env.statuses(nil)
	env.tell(time.Minute, workflows.PauseUpdate)
	env.tell(2*time.Minute, workflows.PauseUpdate)
	env.RegisterDelayedCallback(func() {
		did := env.done()
		require.Equal(t, 4, count(did, "decided 0")+count(did, "decided 1")+count(did, "decided 2")+count(did, "decided 3"),
			"what is under way is finished: %v", did)
		require.Zero(t, count(did, "record 4"), "and nothing is begun: %v", did)
		require.Equal(t, contact.ImportIsPaused, env.status)
		require.Equal(t, 1, count(did, "paused"), "a second pause has nothing to do")
		env.note("a day later")
	}, 24*time.Hour)
	env.tell(25*time.Hour, workflows.ResumeUpdate)
	env.tell(25*time.Hour+time.Minute, workflows.ResumeUpdate)
	require.Equal(t, contact.ImportIsCompleted, env.run(workflows.ImportInput{}).Status)
	did := env.done()
	require.Less(t, slices.Index(did, "a day later"), slices.Index(did, "record 4"))
	require.Equal(t, 2, count(did, "answered resume"))
	require.Equal(t, 2, count(did, "running"), "at the beginning, and once more")
	require.Equal(t, contact.ImportIsCompleted, env.status)
}

func TestImportDryRun(t *testing.T) {
	t.Parallel()
	t.Run("waits for a person who confirms", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(nil)
		env.RegisterDelayedCallback(func() {
			require.Equal(t, []string{"stage", "preview", "awaiting_confirmation"}, env.done())
		}, 6*24*time.Hour)
		env.tell(6*24*time.Hour+time.Minute, workflows.ConfirmUpdate)
		env.tell(6*24*time.Hour+time.Minute, workflows.ConfirmUpdate)
		require.Equal(t, contact.ImportIsCompleted, env.run(workflows.ImportInput{DryRun: true}).Status)
		did := env.done()
		require.Equal(t, []string{"running", "record 0", "decided 0", "completed", "notify"},
			slices.DeleteFunc(did[3:], func(s string) bool { return s == "answered confirm" }))
	})
	t.Run("is cancelled", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(nil)
		env.tell(time.Minute, workflows.CancelUpdate)
		require.Equal(t, contact.ImportIsCancelled, env.run(workflows.ImportInput{DryRun: true}).Status)
		require.Equal(t, []string{"stage", "preview", "awaiting_confirmation", "answered cancel", "close rows", "cancelled", "notify"}, env.done())
	})
	t.Run("is cancelled by itself after seven days", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(nil)
		began := env.Now()
		require.Equal(t, contact.ImportIsCancelled, env.run(workflows.ImportInput{DryRun: true}).Status)
		require.Equal(t, []string{"stage", "preview", "awaiting_confirmation", "close rows", "cancelled", "notify"}, env.done())
		require.InDelta(t, 7*24, env.Now().Sub(began).Hours(), 1)
	})
	t.Run("is confirmed before it asks", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(nil)
		env.tell(0, workflows.ConfirmUpdate)
		require.Equal(t, contact.ImportIsCompleted, env.run(workflows.ImportInput{DryRun: true}).Status)
	})
	t.Run("can be paused and confirmed", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(nil)
		env.tell(time.Minute, workflows.PauseUpdate)
		env.tell(2*time.Minute, workflows.ConfirmUpdate)
		env.RegisterDelayedCallback(func() { require.Zero(t, count(env.done(), "record 0")) }, time.Hour)
		env.tell(2*time.Hour, workflows.ResumeUpdate)
		require.Equal(t, contact.ImportIsCompleted, env.run(workflows.ImportInput{DryRun: true}).Status)
		require.Equal(t, contact.ImportIsCompleted, env.status)
	})
}

// TestImportShowsWhatItDoes sends updates while another status is being
// written, which may take its time when the database is unavailable. What is shown in
// the end is what the workflow does.
func TestImportShowsWhatItDoes(t *testing.T) {
	t.Parallel()
	t.Run("paused while running is written", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 6, time.Second)
		env.statuses(slow{"running": 10 * time.Second})
		env.tell(2*time.Second, workflows.PauseUpdate)
		env.RegisterDelayedCallback(func() {
			require.Zero(t, count(env.done(), "record 5"))
			require.Equal(t, contact.ImportIsPaused, env.status, "%v", env.done())
		}, time.Hour)
		env.tell(2*time.Hour, workflows.ResumeUpdate)
		env.run(workflows.ImportInput{})
		require.Equal(t, contact.ImportIsCompleted, env.status)
	})
	t.Run("paused and resumed at once", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 6, time.Hour)
		env.statuses(slow{"paused": 10 * time.Second})
		env.tell(time.Minute, workflows.PauseUpdate)
		env.tell(time.Minute+time.Second, workflows.ResumeUpdate)
		env.RegisterDelayedCallback(func() { require.Equal(t, contact.ImportIsRunning, env.status, "%v", env.done()) }, 30*time.Minute)
		env.run(workflows.ImportInput{})
	})
	t.Run("paused while completed is written", func(t *testing.T) {
		t.Parallel()
		env := bulkSetup(t, 1, 0)
		env.statuses(slow{"completed": 10 * time.Second, "paused": 20 * time.Second})
		env.tell(5*time.Second, workflows.PauseUpdate)
		env.run(workflows.ImportInput{})
		require.Equal(t, contact.ImportIsCompleted, env.status, "%v", env.done())
	})
}

// TestImportEndsWhenAPageFails has an operator terminate a page. The import does
// not say that it completed, and does not stay running for ever.
func TestImportEndsWhenAPageFails(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 2, time.Second)
	env.statuses(nil)
	env.OnWorkflow(workflows.ImportPageName, mock.Anything, workflows.ImportPageInput{Import: importID, Page: 1}).
		Return(temporal.NewApplicationError("an operator has terminated it", "Terminated")).Maybe()
	env.OnWorkflow(workflows.ImportPageName, mock.Anything, mock.Anything).Return(nil).Maybe()
	env.ExecuteWorkflow(workflows.ImportName, workflows.ImportInput{Import: importID})
	require.True(t, env.IsWorkflowCompleted())
	require.NotEqual(t, contact.ImportIsCompleted, env.status)
	require.Zero(t, count(env.done(), "completed"))
	require.NotEqual(t, contact.ImportIsRunning, env.status, "nothing runs any more: %v", env.done())
}

func TestImportContinuesAsNewBetweenPages(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 12, time.Minute)
	env.statuses(nil)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 90*time.Second) // with pages under way
	env.ExecuteWorkflow(workflows.ImportName, workflows.ImportInput{Import: importID, DryRun: true, Confirmed: true})
	require.True(t, env.IsWorkflowCompleted())
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &next)
	require.Zero(t, env.open, "a page is open")
	require.Zero(t, count(env.done(), "notify"))

	var in workflows.ImportInput
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(next.Input, &in))
	require.Equal(t, workflows.ImportInput{
		Import: importID, DryRun: true, Staged: true, Confirmed: true, Pages: 12, NextPage: in.NextPage,
	}, in)
	require.Greater(t, in.NextPage, 3)
	require.Less(t, in.NextPage, 12)

	rest := bulkSetup(t, 99, time.Minute)
	rest.statuses(nil)
	require.Equal(t, workflows.ImportResult{Status: contact.ImportIsCompleted, Pages: 12}, rest.run(in))
	did := append(env.done(), rest.done()...)
	require.Equal(t, 1, count(did, "stage"))
	require.Equal(t, 1, count(did, "running"))
	require.Zero(t, count(did, "preview"))
	for page := range 12 {
		require.Equal(t, 1, count(did, fmt.Sprintf("record %d", page)), "page %d", page)
	}
}

// TestImportEndsWhenAPageFailsBeforeItContinues has an operator end a page while
// the import waits for its pages so that it can continue as new.
func TestImportEndsWhenAPageFailsBeforeItContinues(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 12, time.Minute)
	env.statuses(nil)
	env.OnWorkflow(workflows.ImportPageName, mock.Anything, workflows.ImportPageInput{Import: importID, Page: 1}).
		After(3 * time.Minute).Return(errors.New("an operator has terminated it")).Maybe()
	env.OnWorkflow(workflows.ImportPageName, mock.Anything, mock.Anything).After(time.Minute).Return(nil).Maybe()
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 30*time.Second)
	require.Equal(t, contact.ImportIsFailed, env.run(workflows.ImportInput{}).Status)
	require.Equal(t, 1, count(env.done(), "close rows"))
}

func TestImportThatContinuedRemembersThatItIsPaused(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 8, 0)
	env.statuses(nil)
	env.RegisterDelayedCallback(func() { require.Empty(t, env.done()) }, time.Hour)
	env.tell(2*time.Hour, workflows.ResumeUpdate)
	result := env.run(workflows.ImportInput{Staged: true, Pages: 8, NextPage: 7, Paused: true})
	require.Equal(t, contact.ImportIsCompleted, result.Status)
	require.Equal(t, 1, count(env.done(), "record 7"))
	require.Zero(t, count(env.done(), "record 6"))
}

// TestImportEndsWhoeverIsNotTold has a receiver that answers nothing but errors.
func TestImportEndsWhoeverIsNotTold(t *testing.T) {
	t.Parallel()
	env := newEnv(&activities.Bulk{})
	env.OnActivity("StageImport", mock.Anything, mock.Anything).Return(activities.StagedImport{}, nil).Once()
	env.OnActivity("SetImportStatus", mock.Anything, mock.Anything).Return(nil)
	env.OnActivity("NotifyImport", mock.Anything, mock.Anything).Return(errors.New("no answer")).Times(6)
	env.ExecuteWorkflow(workflows.ImportName, workflows.ImportInput{Import: importID})
	require.NoError(t, env.GetWorkflowError())
	env.AssertExpectations(t)
}
