package workflows_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/worker"
	"github.com/luluchat/contacts/workflows"
)

func quiet() log.Logger {
	return log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}

var (
	event       = uuid.MustParse("01900000-0000-7000-8000-000000000001")
	contactID   = uuid.MustParse("01900000-0000-7000-8000-000000000002")
	input       = workflows.ContactInput{Channel: "main", Key: "60123456789"}
	created     = contact.Decision{EventID: event, Kind: contact.Created, Reason: contact.FirstMessage, ContactID: contactID}
	unavailable = temporal.NewApplicationError("PostgreSQL cannot be reached", activities.ErrUnavailable)
	rejected    = temporal.NewApplicationError("PostgreSQL refused it", activities.ErrRejected)
)

// newEnv returns an environment with every workflow, and with activities that
// are there to be mocked: what is not fails.
func newEnv(acts any) *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet())
	env := suite.NewTestWorkflowEnvironment()
	worker.RegisterWorkflows(env)
	env.RegisterActivity(acts)
	return env
}

// setup returns an environment in which the activities are the SDK's mocks:
// what is tested here is what the workflow makes of their answers.
func setup(t *testing.T) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	env := newEnv(&activities.Activities{})
	t.Cleanup(func() { env.AssertExpectations(t) })
	return env
}

func next(step contact.Step) activities.Next {
	n := activities.Next{Event: event, Keys: []string{input.Key}, Kind: "text", Step: step}
	if step == contact.StepAttach {
		n.Contact = contactID
	}
	n.Message = step == contact.StepAttach || step == contact.StepCreate
	return n
}

func result(t *testing.T, env *testsuite.TestWorkflowEnvironment) workflows.ContactResult {
	t.Helper()
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	var r workflows.ContactResult
	require.NoError(t, env.GetWorkflowResult(&r))
	return r
}

func TestContactCreates(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, activities.LookupInput{Channel: "main", Key: input.Key}).Return(next(contact.StepCreate), nil).Once()
	env.OnActivity("CreateContact", mock.Anything, mock.Anything).Return(contactID, nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.MatchedBy(func(task activities.Task) bool {
		return task.Contact == contactID && task.Event == event && !task.Alone
	})).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Equal(t, workflows.ContactResult{Decisions: []contact.Decision{created}}, result(t, env))
}

func TestContactCreatesFromWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	env := setup(t)
	submission := next(contact.StepCreate)
	submission.Kind, submission.Message = "form", false
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(submission, nil).Once()
	env.OnActivity("CreateContact", mock.Anything, mock.Anything).Return(contactID, nil).Once()
	env.OnActivity("UpdateContact", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Len(t, result(t, env).Decisions, 1)
}

func TestContactLooksAgainWhileThereIsMore(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepUpdate), nil).Once()
	env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}, More: true}, nil).Once()
	env.OnActivity("UpdateContact", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Len(t, result(t, env).Decisions, 2)
}

func TestContactFallsBackWhenTheDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	env := setup(t)
	tries := 0
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(
		func(context.Context, activities.LookupInput) (activities.Next, error) {
			if tries++; tries <= 5 { // three on the fast path, two on the durable one
				return activities.Next{}, unavailable
			}
			return next(contact.StepNothing), nil
		})
	env.ExecuteWorkflow(workflows.ContactName, input)
	require.Empty(t, result(t, env).Decisions)
	require.Equal(t, 6, tries)
}

func TestContactQuarantinesPoison(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(context.Context, activities.Task) (activities.Result, error){
		"what the database refuses": func(context.Context, activities.Task) (activities.Result, error) {
			return activities.Result{}, rejected
		},
		"what makes the program panic": func(context.Context, activities.Task) (activities.Result, error) { panic("boom") },
		"what fails for no known reason": func(context.Context, activities.Task) (activities.Result, error) {
			return activities.Result{}, errors.New("odd")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := setup(t)
			env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(next(contact.StepAttach), nil).Once()
			tries, alone := 0, 0
			env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(
				func(ctx context.Context, task activities.Task) (activities.Result, error) {
					tries++
					if task.Alone {
						alone++
					}
					return fault(ctx, task)
				})
			env.OnActivity("QuarantineEvent", mock.Anything, mock.MatchedBy(func(task activities.Task) bool {
				return task.Event == event && task.Reason == contact.Failed && task.Detail != ""
			})).Return(activities.Result{Decisions: []contact.Decision{{EventID: event, Kind: contact.Quarantined}}}, nil).Once()
			env.ExecuteWorkflow(workflows.ContactName, input)
			require.Equal(t, contact.Quarantined, result(t, env).Decisions[0].Kind)
			require.Equal(t, 6, tries, "a few tries with what waits behind it, a few alone")
			require.Equal(t, 3, alone)
		})
	}
}

func TestContactQuarantinesTheUnreadable(t *testing.T) {
	t.Parallel()
	env := setup(t)
	unreadable := next(contact.StepNothing)
	unreadable.Unreadable = true
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).Return(unreadable, nil).Once()
	env.OnActivity("QuarantineEvent", mock.Anything, mock.MatchedBy(func(task activities.Task) bool {
		return task.Reason == contact.Unreadable
	})).Return(activities.Result{}, nil).Once()
	env.ExecuteWorkflow(workflows.ContactName, input)
	result(t, env)
}

func TestContactAnswersCallers(t *testing.T) {
	t.Parallel()
	for name, decidedByLoop := range map[string]bool{"from its own loop": true, "from the ledger": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := setup(t)
			if decidedByLoop {
				env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepAttach), nil).Once()
				env.OnActivity("AttachMessage", mock.Anything, mock.Anything).Return(activities.Result{Decisions: []contact.Decision{created}}, nil).Once()
			} else {
				env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepNothing), nil)
				env.OnActivity("ReadOutcome", mock.Anything, event).Return(created, nil).Once()
			}
			var answer any
			env.RegisterDelayedCallback(func() {
				env.UpdateWorkflow(workflows.ApplyUpdate, event.String(), &testsuite.TestUpdateCallback{
					OnAccept: func() {},
					OnReject: func(err error) { answer = err },
					OnComplete: func(v any, err error) {
						answer = v
						if err != nil {
							answer = err
						}
					},
				}, event)
			}, 0)
			env.ExecuteWorkflow(workflows.ContactName, input)
			result(t, env)
			require.Equal(t, created, answer)
		})
	}
}

func TestContactLooksOnceMoreWhenWoken(t *testing.T) {
	t.Parallel()
	env := setup(t)
	env.OnActivity("LookupContact", mock.Anything, mock.Anything).After(time.Second).Return(next(contact.StepNothing), nil).Times(2)
	for range 3 { // any number of wake-ups is one more look
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(workflows.WakeSignal, nil) }, 500*time.Millisecond)
	}
	env.ExecuteWorkflow(workflows.ContactName, input)
	result(t, env)
}
