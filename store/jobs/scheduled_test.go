package jobs_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/storetest"
)

// scheduled are the jobs of a database, and one of them, which begins in an hour.
type scheduled struct {
	*jobs.Jobs
	*storetest.Store
	t  *testing.T
	id uuid.UUID
}

func setup(t *testing.T) scheduled {
	t.Helper()
	s := storetest.Open(t, storetest.URL(t))
	all := scheduled{jobs.New(s.DB), s, t, uuid.Nil}
	all.id = all.keep(time.Hour)
	return all
}

func (s scheduled) keep(beginsIn time.Duration) uuid.UUID {
	s.t.Helper()
	id := uuid.New()
	_, _, err := s.Create(s.t.Context(), jobs.Job{
		ID: id, Action: contact.JobDeletes, Args: []byte("{}"), Change: []byte("{}"), IdempotencyKey: id.String(), BeginsIn: beginsIn,
		Items: []jobs.Item{{ID: uuid.New(), ChannelID: "shop"}},
	})
	require.NoError(s.t, err)
	return id
}

func (s scheduled) job() jobs.View {
	s.t.Helper()
	view, err := s.Job(s.t.Context(), s.id)
	require.NoError(s.t, err)
	return view
}

// begin does what its workflow does first, and when its time has come.
func (s scheduled) begin(due bool) jobs.Begun {
	s.t.Helper()
	if due {
		require.NoError(s.t, s.BeginScheduled(s.t.Context(), s.id))
	}
	b, err := s.Begin(s.t.Context(), s.id, false)
	require.NoError(s.t, err)
	return b
}

func TestScheduledJobs(t *testing.T) {
	t.Parallel()

	t.Run("one waits until its time, and then begins", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		require.Equal(t, contact.JobIsScheduled, s.job().Status)
		require.NotNil(t, s.job().BeginsAt)
		b := s.begin(false)
		require.Equal(t, contact.JobIsScheduled, b.Status)
		require.Positive(t, b.Wait)
		require.LessOrEqual(t, b.Wait, time.Hour)
		require.True(t, s.job().NeverBegan())
		require.Nil(t, s.job().Began())

		b = s.begin(true)
		require.Equal(t, contact.JobIsRunning, b.Status)
		require.Zero(t, b.Wait)
		require.NotNil(t, s.job().Began())
		began := *s.job().StartedAt
		s.begin(true)
		require.Equal(t, began, *s.job().StartedAt, "it begins once")
	})

	t.Run("one that nobody came to in time waits no more", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, err := s.DB.Other.Exec(t.Context(), `UPDATE jobs SET begins_at = now() - interval '1 day'`)
		require.NoError(t, err)
		require.Zero(t, s.begin(false).Wait)
	})

	t.Run("either it begins or it is cancelled", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		for range 20 {
			s.id = s.keep(time.Hour)
			s.begin(false)
			var wg sync.WaitGroup
			var cancelled bool
			wg.Go(func() {
				var err error
				cancelled, err = s.CancelScheduled(t.Context(), s.id)
				require.NoError(t, err)
			})
			wg.Go(func() { s.begin(true) })
			wg.Wait()
			if cancelled {
				require.Equal(t, contact.JobIsCancelling, s.begin(true).Status)
			}
			require.Equal(t, cancelled, s.job().NeverBegan())
		}
	})

	t.Run("nothing but its time has it begin", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		for _, status := range []contact.JobStatus{contact.JobIsRunning, contact.JobIsPaused} {
			require.NoError(t, s.SetStatus(t.Context(), s.id, status))
			require.Equal(t, contact.JobIsScheduled, s.job().Status)
		}
		// So a worker of a version that does not know how to wait would begin it.
		_, err := s.DB.Other.Exec(t.Context(), `UPDATE jobs SET started_at = coalesce(started_at, now()) WHERE id = $1`, s.id)
		require.ErrorContains(t, err, "jobs_scheduled")
	})

	t.Run("one without a workflow is started, and one that lost its workflow is ended", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		listed := func(unstarted bool) {
			t.Helper()
			ids, err := s.Unstarted(t.Context())
			require.NoError(t, err)
			open, err := s.Open(t.Context(), uuid.Nil, 10)
			require.NoError(t, err)
			if unstarted {
				require.Equal(t, []uuid.UUID{s.id}, ids)
				require.Empty(t, open)
				return
			}
			require.Empty(t, ids)
			require.Equal(t, []jobs.Open{{ID: s.id, Status: s.job().Status, Began: false}}, open)
		}
		listed(true)
		cancelled, err := s.CancelScheduled(t.Context(), s.id)
		require.NoError(t, err)
		require.True(t, cancelled)
		listed(true) // somebody has to end it
		s.begin(false)
		require.True(t, s.job().NeverBegan())
		listed(false)

		_, err = s.DB.Other.Exec(t.Context(), `DELETE FROM jobs`)
		require.NoError(t, err)
		s.id = s.keep(time.Hour)
		s.begin(false)
		listed(false)
	})
}
