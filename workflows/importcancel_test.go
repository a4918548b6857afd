package workflows_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

// cancelWithin is how soon an import that is cancelled shows so.
const cancelWithin = 10 * time.Second

// hangs is a step that does not come back by itself.
const hangs = 20 * time.Hour

// TestImportCancelWaitsForNothing cancels imports whose every step hangs. Each shows
// that it is cancelled within ten seconds, and ends when its rows are closed.
func TestImportCancelWaitsForNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option func(*bulkEnv)
		in     workflows.ImportInput
		paused bool
		slow   slow
	}{
		"while it is staged":              {option: func(env *bulkEnv) { env.staging = hangs }},
		"while it is previewed":           {option: func(env *bulkEnv) { env.previewing = hangs }, in: workflows.ImportInput{DryRun: true}},
		"while it waits for a person":     {in: workflows.ImportInput{DryRun: true}},
		"while it runs":                   {},
		"while it is paused":              {paused: true},
		"while it is paused and held up":  {paused: true, slow: slow{contact.ImportIsPaused: hangs}},
		"while running is written":        {slow: slow{contact.ImportIsRunning: hangs}},
		"while its rows cannot be closed": {option: func(env *bulkEnv) { env.closing = hangs }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			option := test.option
			if option == nil {
				option = func(*bulkEnv) {}
			}
			env := bulkSetup(t, 6, hangs, option)
			env.statuses(test.slow)
			if test.paused {
				env.RegisterDelayedCallback(func() { env.UpdateWorkflow(workflows.PauseUpdate, "", unheard{}) }, 30*time.Second)
			}
			env.tell(time.Minute, workflows.CancelUpdate)
			env.RegisterDelayedCallback(func() { require.Equal(t, contact.ImportIsCancelled, env.status, "%v", env.done()) }, time.Minute+cancelWithin)
			require.Equal(t, contact.ImportIsCancelled, env.run(test.in).Status)
			did := env.done()
			require.Equal(t, contact.ImportIsCancelled, env.status, "%v", did)
			require.Zero(t, count(did, "record 4"), "nothing is begun: %v", did)
			require.Equal(t, []string{"close rows", "notify"}, slices.DeleteFunc(slices.Clone(did), func(s string) bool {
				return s != "close rows" && s != "notify"
			}), "when every row has its end")
			require.Equal(t, 1, count(did, "answered cancel"))
		})
	}
}

// TestImportCancelHasItsRowsClosedFirst has rows that are soon decided: what is
// shown with the status is then what stays.
func TestImportCancelHasItsRowsClosedFirst(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 6, hangs, func(env *bulkEnv) { env.closing = 2 * time.Second })
	env.statuses(nil)
	env.tell(time.Minute, workflows.CancelUpdate)
	require.Equal(t, workflows.ImportResult{Status: contact.ImportIsCancelled, Pages: 6}, env.run(workflows.ImportInput{}))
	did := env.done()
	require.Equal(t, []string{"close rows", "cancelled", "notify"}, did[len(did)-3:])
}

// TestImportIsCancelledInTemporal has an operator cancel the workflow. The import
// ends as cancelled, and says who did it.
func TestImportIsCancelledInTemporal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option func(*bulkEnv)
		in     workflows.ImportInput
	}{
		"while it is staged":          {option: func(env *bulkEnv) { env.staging = hangs }},
		"while it waits for a person": {in: workflows.ImportInput{DryRun: true}},
		"while it runs":               {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			option := test.option
			if option == nil {
				option = func(*bulkEnv) {}
			}
			env := bulkSetup(t, 2, hangs, option)
			env.statuses(nil)
			env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
			env.RegisterDelayedCallback(func() { require.Equal(t, contact.ImportIsCancelled, env.status) }, time.Minute+cancelWithin)
			in := test.in
			in.Import = importID
			env.ExecuteWorkflow(workflows.ImportName, in)
			require.True(t, env.IsWorkflowCompleted())
			require.True(t, temporal.IsCanceledError(env.GetWorkflowError()), "%v", env.GetWorkflowError())
			require.Contains(t, env.why, "cancelled in Temporal")
			did := env.done()
			require.Equal(t, "notify", did[len(did)-1])
		})
	}
}

// TestImportThatHasEndedIsCancelledInTemporal cancels the workflow when it only has
// to tell the callback URL.
func TestImportThatHasEndedIsCancelledInTemporal(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 1, 0)
	env.statuses(slow{contact.ImportIsCompleted: time.Minute})
	env.RegisterDelayedCallback(env.CancelWorkflow, 30*time.Second)
	require.Equal(t, contact.ImportIsCompleted, env.run(workflows.ImportInput{}).Status)
	require.Equal(t, contact.ImportIsCompleted, env.status)
}

// TestImportFailsAtOnceWithAPage has a page ended from outside while the others hang.
func TestImportFailsAtOnceWithAPage(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 6, hangs, func(env *bulkEnv) {
		env.closing = hangs
		env.OnActivity("AwaitPage", mock.Anything, activities.ImportPage{Import: importID, Page: 1}).After(time.Minute).
			Return(temporal.NewNonRetryableApplicationError("an operator has ended it", "Ended", nil))
	})
	env.statuses(nil)
	began := env.Now()
	require.Equal(t, contact.ImportIsFailed, env.run(workflows.ImportInput{}).Status)
	require.Equal(t, contact.ImportIsFailed, env.status)
	require.Contains(t, env.why, "ended from outside")
	require.Less(t, env.when.Sub(began), time.Hour, "it does not wait for the others")
}

// TestUndoStops cancels an undo whose batch hangs.
func TestUndoStops(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 0, 0)
	env.statuses(nil)
	env.OnActivity("UndoBatch", mock.Anything, importID).Return(true, nil).Times(2)
	env.OnActivity("UndoBatch", mock.Anything, importID).After(hangs).Return(true, nil)
	env.OnActivity("StopUndo", mock.Anything, importID).Return(func(context.Context, uuid.UUID) error { env.note("stopped"); return nil }).Once()
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.RegisterDelayedCallback(func() { require.Equal(t, []string{"undoing", "stopped"}, env.done()) }, time.Minute+cancelWithin)
	env.ExecuteWorkflow(workflows.ImportUndoName, workflows.ImportUndoInput{Import: importID})
	require.True(t, temporal.IsCanceledError(env.GetWorkflowError()), "so that it can be undone again: %v", env.GetWorkflowError())
	env.AssertExpectations(t)
}

// TestImportCancelIsRememberedByTheNextRun has a run that continued as new when it
// was cancelled already.
func TestImportCancelIsRememberedByTheNextRun(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 8, hangs)
	env.statuses(nil)
	result := env.run(workflows.ImportInput{Staged: true, Pages: 8, NextPage: 7, Cancelled: true})
	require.Equal(t, contact.ImportIsCancelled, result.Status)
	require.Equal(t, []string{"close rows", "cancelled", "notify"}, env.done())
}

// unheard is a caller who does not wait for the answer.
type unheard struct{}

func (unheard) Accept()             {}
func (unheard) Reject(error)        {}
func (unheard) Complete(any, error) {}
