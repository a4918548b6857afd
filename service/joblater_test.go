package service

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// TestAScheduledJobWhileTemporalIsAway makes jobs that nobody can start. To cancel one that
// has not begun needs the database alone; to begin it, or to cancel another, needs Temporal.
func TestAScheduledJobWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, err := s.recorder.Record(t.Context(), ledger.Batch{Events: []contact.Event{message(adasNumber, "")}})
	require.NoError(t, err)
	ids := []uuid.UUID{decide(t, s, adasNumber).ID}
	ask := func(beginsIn int64, key string) (CreatedJob, error) {
		return s.CreateJob(t.Context(), admin, NewJob{
			Action: contact.JobDeletes, IDs: ids, BeginsIn: beginsIn, Request: Request{Key: key, Route: "POST /v1/jobs"},
		})
	}
	code := func(err error) Code { return ErrorOf(err).Code }
	tell := func(job *Job, command contact.JobCommand) (Job, error) {
		return s.CommandJob(t.Context(), admin, job.ID, command)
	}

	made, err := ask(600, "later")
	require.NoError(t, err)
	later := made.Job
	require.Equal(t, contact.JobIsScheduled, later.Status)
	require.Equal(t, 10*time.Minute, later.BeginsAt.Sub(later.CreatedAt))
	again, err := ask(600, "later")
	require.NoError(t, err)
	require.Equal(t, later.ID, again.Job.ID)
	_, err = ask(0, "later")
	require.Equal(t, KeyReused, code(err), "to begin at once is another request")

	for _, wrong := range []int64{-1, 86_401, 1 << 62} {
		_, err = ask(wrong, "wrong")
		require.Equal(t, InvalidValue, code(err))
		require.Equal(t, "begin_in_s", ErrorOf(err).Field)
	}

	why, err := s.WhyJobWaits(t.Context(), admin, later.ID)
	require.NoError(t, err)
	require.Equal(t, WaitsForNothing, why.Cause, "it is not its time yet")

	_, err = tell(later, contact.ResumeJob)
	require.Equal(t, TemporalUnavailable, code(err))
	_, err = tell(later, contact.PauseJob)
	require.Equal(t, JobStatusWrong, code(err))
	_, _, _, err = s.UndoJob(t.Context(), admin, later.ID, false)
	require.ErrorContains(t, err, "cancel it, and nothing of it is done")
	for range 2 {
		cancelled, err := tell(later, contact.CancelJob)
		require.NoError(t, err)
		require.Equal(t, contact.JobIsCancelling, cancelled.Status)
		require.True(t, cancelled.NeverBegan())
	}
	_, err = tell(later, contact.ResumeJob)
	require.Equal(t, JobStatusWrong, code(err), "it does not begin any more")

	made, err = ask(600, "late")
	require.NoError(t, err)
	_, err = s.db.Other.Exec(t.Context(), `UPDATE jobs SET begins_at = now() - interval '1 minute' WHERE id = $1`, made.Job.ID)
	require.NoError(t, err)
	why, err = s.WhyJobWaits(t.Context(), admin, made.Job.ID)
	require.NoError(t, err)
	require.Equal(t, WaitsForTemporal, why.Cause)
	require.True(t, why.Tells())

	made, err = ask(0, "now")
	require.NoError(t, err)
	require.Equal(t, contact.JobIsRunning, made.Job.Status)
	require.Nil(t, made.Job.BeginsAt)
	_, err = tell(made.Job, contact.CancelJob)
	require.Equal(t, TemporalUnavailable, code(err))
}
