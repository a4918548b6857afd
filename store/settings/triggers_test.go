package settings_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// calls makes events of calls that differ.
var calls atomic.Int64

// take records a call of a trigger. wait is zero if it was taken, else how long
// until there is the next.
func take(ctx context.Context, s *storetest.Store, trigger string) (wait time.Duration, err error) {
	ev := contacttest.Text(fmt.Sprintf("call-%d", calls.Add(1)), 0, contacttest.Number("60123456789"))
	_, err = s.Ledger.Record(ctx, ledger.Batch{Events: []contact.Event{ev}, Trigger: trigger}, 0)
	var limit *ledger.LimitError
	if errors.As(err, &limit) {
		return limit.Wait, nil
	}
	return 0, err
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ctx := t.Context()
	till := intake.Trigger{ID: "till", ChannelID: contacttest.Shop, Name: "Till"}
	made, created, err := f.Settings.PutTrigger(ctx, till)
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, till, made.Trigger)
	till.Name = "The till"
	changed, created, err := f.Settings.PutTrigger(ctx, till)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, till, changed.Trigger)

	_, _, err = f.Settings.PutTrigger(ctx, intake.Trigger{ID: "x", ChannelID: "nowhere"})
	require.ErrorIs(t, err, settings.ErrNoChannel)
	got, err := f.Settings.Trigger(ctx, "till")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Settings.Trigger(ctx, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = take(ctx, f.Store, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Settings.Triggers(ctx)
	require.NoError(t, err)
	require.Equal(t, []settings.Trigger{changed}, all)
}

// The limit must hold for all processes together, so two pools take at once.
func TestOfManyCallsAtOnceExactlyTheLimitPass(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	_, _, err := f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop})
	require.NoError(t, err)
	_, _, err = f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "other", ChannelID: contacttest.Shop})
	require.NoError(t, err)

	var passed, refused atomic.Int64
	var wg sync.WaitGroup
	for _, process := range []*storetest.Store{f.Store, storetest.Open(t, f.URL)} {
		for range 8 {
			wg.Go(func() {
				for range 10 {
					wait, err := take(t.Context(), process, "till")
					if err != nil || wait < 0 || wait > ledger.TriggerWindow {
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
	require.EqualValues(t, ledger.TriggerLimit, passed.Load())
	require.EqualValues(t, 160-ledger.TriggerLimit, refused.Load())
	require.EqualValues(t, ledger.TriggerLimit, storetest.Read[int64](f, `SELECT cardinality(recent) FROM triggers WHERE id = 'till'`))
	require.EqualValues(t, ledger.TriggerLimit, storetest.Read[int64](f, `SELECT count(*) FROM events`), "and no more are recorded")

	wait, err := take(t.Context(), f.Store, "other")
	require.NoError(t, err)
	require.Zero(t, wait, "each trigger has its own limit")

	_, _, err = f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop, Name: "Renamed"})
	require.NoError(t, err)
	wait, err = take(t.Context(), f.Store, "till")
	require.NoError(t, err)
	require.NotZero(t, wait, "a change of the trigger gives no new calls")
}

func TestTheWindowSlides(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	_, _, err := f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop})
	require.NoError(t, err)
	take := func() time.Duration {
		wait, err := take(t.Context(), f.Store, "till")
		require.NoError(t, err)
		return wait
	}
	// One call was 59.5 s ago, the others half a minute.
	f.Exec(`UPDATE triggers SET recent = array_prepend(clock_timestamp() - interval '59.5 s',
    array_fill(clock_timestamp() - interval '30 s', ARRAY[59]))`)
	wait := take()
	require.Positive(t, wait)
	require.LessOrEqual(t, wait, 500*time.Millisecond, "it tells when the oldest call is a minute old")
	time.Sleep(wait + 5*time.Millisecond)
	require.Zero(t, take(), "one is free again")
	require.InDelta(t, 29.5, take().Seconds(), 1, "and no more than one")
	require.EqualValues(t, ledger.TriggerLimit, storetest.Read[int64](f, `SELECT cardinality(recent) FROM triggers`), "what is old is dropped")
}
