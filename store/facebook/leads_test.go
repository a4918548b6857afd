package facebook_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/storetest"
)

var noon = time.Date(2026, 10, 9, 12, 0, 0, 0, time.UTC)

func setup(t *testing.T) *storetest.Store {
	t.Helper()
	return storetest.Open(t, storetest.URL(t))
}

func told(ids ...string) (all []facebook.Told) {
	for _, id := range ids {
		all = append(all, facebook.Told{ID: id, PageID: "520", FormID: "620", CreatedAt: noon})
	}
	return all
}

func TestALeadIsThereOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	record := func(missed bool, ids ...string) int {
		fresh, err := s.Facebook.Record(t.Context(), told(ids...), missed)
		require.NoError(t, err)
		return fresh
	}
	redeliveries := func() (n int) {
		require.NoError(t, s.DB.Other.QueryRow(t.Context(), `SELECT redeliveries FROM facebook_leads WHERE id = '720'`).Scan(&n))
		return n
	}
	require.Zero(t, record(false))
	require.Equal(t, 2, record(false, "721", "720", "721"), "one that is named twice is one")
	require.Equal(t, 1, record(false, "720", "722"))
	require.Equal(t, 1, redeliveries())
	require.Zero(t, record(true, "720", "721"))
	require.Equal(t, 1, redeliveries(), "to be found among the leads of a form is no delivery")
	require.Equal(t, 1, record(true, "723"))
	lead, err := s.Facebook.Lead(t.Context(), "723")
	require.NoError(t, err)
	require.Equal(t, facebook.Lead{
		ID: "723", PageID: "520", FormID: "620", CreatedAt: lead.CreatedAt, RecordedAt: lead.RecordedAt, Missed: true, Wanted: 1,
	}, lead)
	require.True(t, lead.CreatedAt.Equal(noon))
	_, err = s.Facebook.Lead(t.Context(), "1")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestWhichLeadsAreToBeStarted(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := t.Context()
	_, err := s.Facebook.Record(ctx, told("720", "721", "722"), false)
	require.NoError(t, err)
	unstarted := func() (ids []string) {
		leads, err := s.Facebook.Unstarted(ctx)
		require.NoError(t, err)
		for _, lead := range leads {
			ids = append(ids, lead.ID)
		}
		return ids
	}
	lead := func(id string) facebook.Lead {
		lead, err := s.Facebook.Lead(ctx, id)
		require.NoError(t, err)
		return lead
	}
	require.ElementsMatch(t, []string{"720", "721", "722"}, unstarted())
	require.Nil(t, lead("720").StartedAt)
	require.NoError(t, s.Facebook.Started(ctx, lead("720")))
	require.NotNil(t, lead("720").StartedAt)
	require.ElementsMatch(t, []string{"721", "722"}, unstarted())
	_, err = s.DB.Other.Exec(ctx, `UPDATE facebook_leads SET started_at = now() - interval '2 hours' WHERE id = '720'`)
	require.NoError(t, err)
	require.Equal(t, "720", unstarted()[2], "whose workflow somebody may have ended, after all that nobody has started")

	event := uuid.New()
	require.NoError(t, s.Facebook.Waits(ctx, "720", "why"))
	require.Equal(t, "why", *lead("720").Problem)
	require.NoError(t, s.Facebook.Became(ctx, lead("720"), event))
	require.True(t, lead("720").Done)
	require.Equal(t, event, *lead("720").EventID)
	require.Nil(t, lead("720").Problem)
	require.ElementsMatch(t, []string{"721", "722"}, unstarted())

	t.Run("what is asked for once more while it is fetched is fetched again", func(t *testing.T) {
		read := lead("721")
		require.NoError(t, s.Facebook.Again(ctx, "721"))
		require.NoError(t, s.Facebook.Started(ctx, read))
		require.Nil(t, lead("721").StartedAt)
		require.NoError(t, s.Facebook.Became(ctx, read, event))
		require.False(t, lead("721").Done)
		require.NoError(t, s.Facebook.Became(ctx, lead("721"), event))
		require.True(t, lead("721").Done)
		require.NoError(t, s.Facebook.Again(ctx, "720"))
		require.Nil(t, lead("720").StartedAt)
		require.ElementsMatch(t, []string{"720", "722"}, unstarted())
	})
}
