package jobs_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhomAJobFindsAfterAMerge has somebody merge a contact that was selected: what a job
// does to it is done to the one that is left, which is not deleted in its place.
func TestWhomAJobFindsAfterAMerge(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	all := jobs.New(f.DB)
	loser := f.Happen(contacttest.Text("loser", 1, contacttest.Number("60811")))[0].ContactID
	winner := f.Happen(contacttest.Text("winner", 1, contacttest.Number("60812")))[0].ContactID
	claimed := func(action contact.JobAction) *uuid.UUID {
		id := uuid.New()
		_, _, err := all.Create(t.Context(), jobs.Job{
			ID: id, Action: action, Args: []byte("{}"), Change: []byte("{}"), IdempotencyKey: id.String(),
			Items: []jobs.Item{{ID: loser, ChannelID: contacttest.Shop}},
		})
		require.NoError(t, err)
		tasks, err := all.Claim(t.Context(), id, 0)
		require.NoError(t, err)
		require.Len(t, tasks, 1)
		return tasks[0].ContactID
	}
	require.Equal(t, loser, *claimed(contact.JobDeletes))
	f.Merge("merge", 2, winner, loser, false)
	require.Equal(t, winner, *claimed(contact.JobTags))
	require.Nil(t, claimed(contact.JobDeletes))

	// It is claimed, and then merged.
	ev := contacttest.Touch("delete", 3, contacttest.Number("60812"))
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "job"
	ev.Facts.Command = &contact.Command{Contact: loser, Delete: true, Job: &contact.JobItem{Job: uuid.New()}}
	require.Equal(t, []string{"ignored/no_contact"}, storetest.InShort(f.Happen(ev)))
	require.Equal(t, winner, f.Get(winner).ID)
}
