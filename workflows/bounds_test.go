package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

// asking sends the update of a caller who waits for an event, and returns what
// becomes of it.
func asking(env *testsuite.TestWorkflowEnvironment, id uuid.UUID, after time.Duration) *caller {
	c := &caller{}
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(workflows.ApplyUpdate, id.String(), &testsuite.TestUpdateCallback{
			OnAccept: func() {},
			OnReject: func(err error) { c.rejected = err },
			OnComplete: func(v any, err error) {
				c.answer, _ = v.(contact.Decision)
				c.err = err
			},
		}, id)
	}, after)
	return c
}

type caller struct {
	answer        contact.Decision
	err, rejected error
}

func requireStillPending(t *testing.T, err error) {
	t.Helper()
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.Equal(t, workflows.ErrStillPending, app.Type())
}

// TestContactContinuesAsNewThoughCallersNeverStop has a caller wait whenever the
// run looks for a moment without one.
func TestContactContinuesAsNewThoughCallersNeverStop(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		length  int
		ledger  contact.Decision
		answers func(*testing.T, *caller)
	}{
		"and answers with what the ledger has": {20_000, created, func(t *testing.T, c *caller) {
			t.Helper()
			require.NoError(t, c.err)
			require.Equal(t, created, c.answer)
		}},
		"and says what is still pending": {20_000, contact.Decision{EventID: event}, func(t *testing.T, c *caller) {
			t.Helper()
			requireStillPending(t, c.err)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := setup(t)
			env.SetContinueAsNewSuggested(true)
			env.SetCurrentHistoryLength(tc.length)
			env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepAttach), nil).Once()
			env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{More: true}, nil).Once()
			env.OnActivity("ReadOutcome", mock.Anything, event).After(time.Second).Return(tc.ledger, nil).Once()
			waits := asking(env, event, 0)
			late := asking(env, uuid.New(), 1500*time.Millisecond)
			env.ExecuteWorkflow(workflows.ContactName, input)
			var again *workflow.ContinueAsNewError
			require.ErrorAs(t, env.GetWorkflowError(), &again)
			tc.answers(t, waits)
			requireStillPending(t, late.rejected) // nobody else is taken meanwhile
		})
	}
}

// TestContactWaitsForCallersBeforeItContinuesAsNew is what it does as long as its
// history is not long.
func TestContactWaitsForCallersBeforeItContinuesAsNew(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.SetContinueAsNewSuggested(true)
	env.SetCurrentHistoryLength(5_000)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepAttach), nil).Times(2)
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{More: true}, nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
	waits := asking(env, event, 0)
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.NoError(t, waits.err)
	require.Equal(t, created, waits.answer)
}

func TestContactDoesNotStayOpenForAnEventThatIsNeverDecided(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.SetTestTimeout(20 * time.Second)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepNothing), nil)
	looked := 0
	env.OnActivity("ReadOutcome", mock.Anything, event).Return(func(context.Context, uuid.UUID) (contact.Decision, error) {
		if looked++; looked > 100 {
			panic("it looks for ever")
		}
		return contact.Decision{EventID: event}, nil
	})
	waits := asking(env, event, 0)
	env.ExecuteWorkflow(workflows.ContactName, input)
	result(t, env)
	requireStillPending(t, waits.err)
	require.Equal(t, 10, looked)
}

func TestContactQuarantinesWhatIsLookedUpAgainAndAgain(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.SetTestTimeout(20 * time.Second)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil)
	tries := 0
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(func(context.Context, activities.Task) (activities.Result, error) {
		if tries++; tries > 100 {
			panic("it looks for ever")
		}
		return activities.Result{Again: true}, nil
	})
	env.OnActivity("QuarantineEvent", mock.Anything, mock.MatchedBy(func(task activities.Task) bool {
		return task.Event == event && task.Reason == contact.Failed && task.Detail != ""
	})).Return(activities.Result{Decisions: []contact.Decision{{EventID: event, Kind: contact.Quarantined}}}, nil).Once()
	began := env.Now()
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Equal(t, contact.Quarantined, result(t, env).Decisions[0].Kind)
	require.Equal(t, 11, tries)
	require.GreaterOrEqual(t, env.Now().Sub(began), 7*time.Second, "it pauses in between")
}

// TestContactLooksAgainWhenAContactIsGone is the usual case.
func TestContactLooksAgainWhenAContactIsGone(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{Again: true}, nil).Once()
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepCreate), nil).Once()
	env.OnActivity("CreateContact", mock.Anything, mock.Anything).Return(contactID, nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Equal(t, []contact.Decision{created}, result(t, env).Decisions)
}
