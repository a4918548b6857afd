package activities_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/tabular"
)

// TestAJobThatIsScheduledHasNoPages asks what a workflow has to know of it. A worker that
// knows nothing of waiting goes on with as many pages as it is told of.
func TestAJobThatIsScheduledHasNoPages(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := uuid.New()
	_, _, err := b.Jobs.Create(t.Context(), jobs.Job{
		ID: id, Action: contact.JobDeletes, Args: []byte("{}"), Change: []byte("{}"), IdempotencyKey: id.String(), BeginsIn: time.Hour,
		Items: []jobs.Item{{ID: uuid.New(), ChannelID: "shop"}},
	})
	require.NoError(t, err)
	begin := func(due bool) (begun activities.BegunJob) {
		t.Helper()
		value, err := b.env.ExecuteActivity(b.BeginJob, activities.JobBeginning{JobRun: activities.JobRun{Job: id}, Due: due})
		require.NoError(t, err)
		require.NoError(t, value.Get(&begun))
		return begun
	}
	waits := begin(false)
	require.Equal(t, contact.JobIsScheduled, waits.Status)
	require.Positive(t, waits.Wait)
	require.Zero(t, waits.Pages)
	for range 2 { // a try that nobody heard of is repeated
		require.Equal(t, activities.BegunJob{Status: contact.JobIsRunning, Pages: 1}, begin(true))
	}
}
