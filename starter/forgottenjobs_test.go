package starter

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/workflows"
)

// TestAJobThatNobodySeesThroughIsEnded has jobs whose workflows are not there, as after
// somebody has terminated them: each gets another one, which ends it. One that has ended,
// or that runs, gets none.
func TestAJobThatNobodySeesThroughIsEnded(t *testing.T) {
	t.Parallel()
	s := newSweep(t)
	keep := func(status contact.JobStatus) uuid.UUID {
		id := uuid.New()
		_, _, err := s.jobs.Create(t.Context(), jobs.Job{
			ID: id, Action: contact.JobTags, Args: []byte("{}"), Change: []byte("{}"), IdempotencyKey: id.String(), Items: []jobs.Item{{ID: uuid.New(), ChannelID: "shop"}},
		})
		require.NoError(t, err)
		_, err = s.jobs.Begin(t.Context(), id, false)
		require.NoError(t, err)
		_, err = s.db.Other.Exec(t.Context(), `UPDATE jobs SET status = $2 WHERE id = $1`, id, string(status))
		require.NoError(t, err)
		return id
	}
	runs := func(id uuid.UUID, undo bool) bool {
		is, err := s.starter.runs(t.Context(), workflows.JobID(id, undo))
		require.NoError(t, err)
		return is
	}
	running, paused, undoing, done := keep(contact.JobIsRunning), keep(contact.JobIsPaused), keep(contact.JobIsUndoing), keep(contact.JobIsCompleted)
	require.NoError(t, s.endForgottenJobs(t.Context()))
	require.True(t, runs(running, false))
	require.True(t, runs(paused, false))
	require.True(t, runs(undoing, true))
	require.False(t, runs(undoing, false))
	require.False(t, runs(done, false))
	require.NoError(t, s.endForgottenJobs(t.Context()), "what runs is let run")
}

// TestAScheduledJobThatNobodyStartedIsStarted has jobs that are to begin later, made while
// Temporal was away, of which one was cancelled since: the sweep has each wait, or end. One
// whose workflow is gone gets another one, which ends it.
func TestAScheduledJobThatNobodyStartedIsStarted(t *testing.T) {
	t.Parallel()
	s := newSweep(t)
	keep := func() uuid.UUID {
		id := uuid.New()
		_, _, err := s.jobs.Create(t.Context(), jobs.Job{
			ID: id, Action: contact.JobDeletes, Args: []byte("{}"), Change: []byte("{}"), IdempotencyKey: id.String(), BeginsIn: time.Hour,
			Items: []jobs.Item{{ID: uuid.New(), ChannelID: "shop"}},
		})
		require.NoError(t, err)
		return id
	}
	runs := func(id uuid.UUID) bool {
		is, err := s.starter.runs(t.Context(), workflows.JobID(id, false))
		require.NoError(t, err)
		return is
	}
	waits, cancelled, gone := keep(), keep(), keep()
	_, err := s.jobs.CancelScheduled(t.Context(), cancelled)
	require.NoError(t, err)
	_, err = s.jobs.Begin(t.Context(), gone, false)
	require.NoError(t, err)
	s.startJobs(t.Context())
	require.True(t, runs(waits))
	require.True(t, runs(cancelled))
	require.False(t, runs(gone))
	require.NoError(t, s.endForgottenJobs(t.Context()))
	require.True(t, runs(gone))
}
