package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

func TestTriggers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	till := intake.Trigger{ID: "till", ChannelID: shop, Name: "Till"}
	made, created, err := f.PutTrigger(ctx, till)
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, till, made.Trigger)
	till.Name = "The till"
	changed, created, err := f.PutTrigger(ctx, till)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, till, changed.Trigger)

	_, _, err = f.PutTrigger(ctx, intake.Trigger{ID: "x", ChannelID: "nowhere"})
	require.ErrorIs(t, err, store.ErrNoChannel)
	got, err := f.Trigger(ctx, "till")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Trigger(ctx, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = f.TakeTrigger(ctx, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Triggers(ctx)
	require.NoError(t, err)
	require.Equal(t, []store.Trigger{changed}, all)
}

// The limit must hold for all processes together, so two pools take at once.
func TestOfManyCallsAtOnceExactlyTheLimitPass(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, err := f.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: shop})
	require.NoError(t, err)
	_, _, err = f.PutTrigger(t.Context(), intake.Trigger{ID: "other", ChannelID: shop})
	require.NoError(t, err)

	var passed, refused atomic.Int64
	var wg sync.WaitGroup
	for _, process := range []*store.Store{f.Store, storetest.Open(t, f.url)} {
		for range 8 {
			wg.Go(func() {
				for range 10 {
					wait, err := process.TakeTrigger(t.Context(), "till")
					if err != nil || wait < 0 || wait > store.TriggerWindow {
						t.Errorf("take: wait %s, error %v", wait, err)
						return
					}
					if wait == 0 {
						passed.Add(1)
					} else {
						refused.Add(1)
					}
				}
			})
		}
	}
	wg.Wait()
	require.EqualValues(t, store.TriggerLimit, passed.Load())
	require.EqualValues(t, 160-store.TriggerLimit, refused.Load())
	require.EqualValues(t, store.TriggerLimit, read[int64](f, `SELECT cardinality(recent) FROM triggers WHERE id = 'till'`))

	wait, err := f.TakeTrigger(t.Context(), "other")
	require.NoError(t, err)
	require.Zero(t, wait, "each trigger has its own limit")

	_, _, err = f.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: shop, Name: "Renamed"})
	require.NoError(t, err)
	wait, err = f.TakeTrigger(t.Context(), "till")
	require.NoError(t, err)
	require.NotZero(t, wait, "a change of the trigger gives no new calls")
}

func TestTheWindowSlides(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, err := f.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: shop})
	require.NoError(t, err)
	take := func() time.Duration {
		wait, err := f.TakeTrigger(t.Context(), "till")
		require.NoError(t, err)
		return wait
	}
	// One call was 59.5 s ago, the others half a minute.
	f.exec(`UPDATE triggers SET recent = array_prepend(clock_timestamp() - interval '59.5 s',
    array_fill(clock_timestamp() - interval '30 s', ARRAY[59]))`)
	wait := take()
	require.Positive(t, wait)
	require.LessOrEqual(t, wait, 500*time.Millisecond, "it tells when the oldest call is a minute old")
	time.Sleep(wait + 5*time.Millisecond)
	require.Zero(t, take(), "one is free again")
	require.InDelta(t, 29.5, take().Seconds(), 1, "and no more than one")
	require.EqualValues(t, store.TriggerLimit, read[int64](f, `SELECT cardinality(recent) FROM triggers`), "what is old is dropped")
}
