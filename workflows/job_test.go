package workflows_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

var jobID = uuid.MustParse("01900000-0000-7000-8000-00000000000c")

// jobEnv is a workflow environment in which a job's activities are mocks that do what the
// database does with a job of two pages, and keep what was done, in order.
type jobEnv struct {
	*diary
	status contact.JobStatus
	wait   time.Duration // until it begins, when its workflow asks
	// How long after the start the first page was changed, and the job ended.
	began, ended time.Duration
}

func jobSetup(t *testing.T, wait time.Duration) *jobEnv {
	t.Helper()
	env := &jobEnv{diary: newDiary(t), status: contact.JobIsScheduled, wait: wait}
	start := env.Now()
	env.OnActivity("BeginJob", mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.JobBeginning) (activities.BegunJob, error) {
		env.mu.Lock()
		defer env.mu.Unlock()
		if in.Due && env.status == contact.JobIsScheduled {
			env.status = contact.JobIsRunning
		}
		if env.did = append(env.did, fmt.Sprintf("begin due=%t", in.Due)); env.status == contact.JobIsScheduled {
			return activities.BegunJob{Status: env.status, Wait: env.wait}, nil
		}
		return activities.BegunJob{Status: env.status, Pages: 2}, nil
	}).Maybe()
	env.OnActivity("SetJobStatus", mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.JobStatus) error {
		env.is(in.Status)
		return nil
	}).Maybe()
	env.OnActivity("EndJob", mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.JobStatus) error {
		env.is(in.Status)
		env.ended = env.Now().Sub(start)
		if in.Outside {
			env.note("said that it was ended in Temporal")
		}
		return nil
	}).Maybe()
	env.OnActivity("ChangeJobPage", mock.Anything, mock.Anything).Return(func(context.Context, activities.JobPage) error {
		env.mu.Lock()
		defer env.mu.Unlock()
		if env.began == 0 {
			env.began = env.Now().Sub(start)
		}
		env.did = append(env.did, "changed a page")
		return nil
	}).Maybe()
	return env
}

func (env *jobEnv) is(status contact.JobStatus) {
	env.mu.Lock()
	defer env.mu.Unlock()
	env.status = status
	env.did = append(env.did, string(status))
}

func (env *jobEnv) run(in workflows.JobInput) (result workflows.JobResult) {
	env.t.Helper()
	in.Job = jobID
	env.ExecuteWorkflow(workflows.JobName, in)
	require.True(env.t, env.IsWorkflowCompleted())
	require.NoError(env.t, env.GetWorkflowError())
	require.NoError(env.t, env.GetWorkflowResult(&result))
	return result
}

// begins is what a job of two pages does from its begin on.
func begins(before ...string) []string {
	return append(before, "begin due=true", "changed a page", "changed a page", "completed")
}

func TestAJobThatIsScheduled(t *testing.T) {
	t.Parallel()
	const waits = "begin due=false"

	t.Run("begins when its time has come, once", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Minute)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
		require.Equal(t, begins(waits), env.did)
		require.GreaterOrEqual(t, env.began, 10*time.Minute)
	})

	t.Run("begins at once if its time is over when its workflow comes to it", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 0)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
		require.Equal(t, begins(waits), env.did)
	})

	t.Run("begins before its time if somebody wants so", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.tell(time.Minute, workflows.ResumeUpdate)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
		require.ElementsMatch(t, begins(waits, "answered resume"), env.did)
		require.Less(t, env.began, time.Hour)
	})

	t.Run("changes nobody if it is cancelled before", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.tell(time.Minute, workflows.CancelUpdate)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{}).Status)
		require.Equal(t, 1, count(env.did, "answered cancel"))
		require.Zero(t, count(env.did, "begin due=true")+count(env.did, "changed a page"), env.did)
		require.Equal(t, contact.JobIsCancelled, env.status)
		require.Less(t, env.ended, time.Hour, "it does not wait for its time")
	})

	t.Run("changes nobody if it is cancelled where nobody could tell its workflow", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Minute)
		env.RegisterDelayedCallback(func() { env.is(contact.JobIsCancelling) }, time.Minute)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{}).Status)
		require.Equal(t, []string{waits, "cancelling", "begin due=true", "cancelled"}, env.did)
	})

	t.Run("changes nobody if whoever wants it to begin comes after who cancels it", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.tell(time.Minute, workflows.CancelUpdate)
		env.tell(time.Minute, workflows.ResumeUpdate)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{}).Status)
		require.Zero(t, count(env.did, "changed a page"), env.did)
		require.Equal(t, 1, count(env.did, "answered resume"))
	})

	t.Run("changes nobody if its workflow is cancelled in Temporal", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{}).Status)
		require.Equal(t, []string{waits, "cancelling", "cancelled", "said that it was ended in Temporal"}, env.did)
	})

	t.Run("changes nobody if its workflow was terminated, and another run is to end it", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{Cancelled: true, Outside: true}).Status)
		require.Zero(t, count(env.did, "begin due=true")+count(env.did, "changed a page"), env.did)
	})

	t.Run("is shown as scheduled although it is told to pause, and begins paused", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Minute)
		env.tell(time.Minute, workflows.PauseUpdate)
		env.RegisterDelayedCallback(func() { require.Equal(t, contact.JobIsScheduled, env.status) }, 2*time.Minute)
		env.RegisterDelayedCallback(func() { require.Equal(t, contact.JobIsPaused, env.status) }, 11*time.Minute)
		env.tell(12*time.Minute, workflows.ResumeUpdate)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
		require.Equal(t, 2, count(env.did, "changed a page"), env.did)
	})

	t.Run("begins if somebody wants so before its workflow knows that it is to wait", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.tell(0, workflows.ResumeUpdate)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
		require.Less(t, env.began, time.Hour)
		require.Equal(t, 1, count(env.did, "answered resume"))
	})

	t.Run("answers who wants it to begin although it has ended", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.status = contact.JobIsCancelled
		env.tell(0, workflows.ResumeUpdate)
		require.Equal(t, contact.JobIsCancelled, env.run(workflows.JobInput{}).Status)
		require.Equal(t, 1, count(env.did, "answered resume"))
		require.Equal(t, contact.JobIsCancelled, env.status)
	})

	t.Run("that was told to begin has begun when that is answered", func(t *testing.T) {
		t.Parallel()
		env := jobSetup(t, 10*time.Hour)
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(workflows.ResumeUpdate, "now", &testsuite.TestUpdateCallback{
				OnAccept: func() {},
				OnReject: func(err error) { require.NoError(t, err) },
				OnComplete: func(_ any, err error) {
					require.NoError(t, err)
					require.NotEqual(t, contact.JobIsScheduled, env.status)
				},
			})
		}, time.Minute)
		require.Equal(t, contact.JobIsCompleted, env.run(workflows.JobInput{}).Status)
	})
}
