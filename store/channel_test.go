package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c, created, err := f.PutChannel(t.Context(), "a", "One", "1001")
	require.NoError(t, err)
	require.True(t, created)
	changed, created, err := f.PutChannel(t.Context(), "a", "Two", "1002")
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, settings.Channel{ID: "a", Name: "Two", PhoneNumberID: "1002", CreatedAt: c.CreatedAt, UpdatedAt: changed.UpdatedAt}, changed)

	_, _, err = f.PutChannel(t.Context(), "b", "Other", "1002")
	require.ErrorIs(t, err, settings.ErrTaken, "a phone_number_id belongs to one channel")
	_, _, err = f.PutChannel(t.Context(), shop, "Shop", "1002")
	require.ErrorIs(t, err, settings.ErrTaken, "also when a channel is changed")

	got, err := f.Channel(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Channel(t.Context(), "b")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Channels(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, []string{"a", shop}, []string{all[0].ID, all[1].ID})
}

func TestAnEventOfAnUnknownChannelIsJudgedOnceTheChannelIsThere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.record(
		from("555", text("late-2", 2, number("60181"))),
		from("555", text("late-1", 1, number("60181"))),
		from("556", text("never", 1, number("60182"))),
		from("555", func() contact.Event {
			ev := touch("broken", 1, number("60183"))
			ev.Facts.Effect, ev.Facts.Reason = contact.Unjudged, contact.UnknownType
			return ev
		}()))
	require.False(t, r[0].Pending)
	require.Empty(t, r[0].ChannelID)

	n, err := f.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "its channel is still unknown")

	f.channel("late", "555")
	n, err = f.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	due := f.claim(10, time.Minute)
	require.Len(t, due, 2, "due at once")
	require.Equal(t, r[0].ID, due[0].EventID, "in the order of recording")

	decisions := f.decide("late", "60181")
	require.Equal(t, []string{"created/first_message", "attached/known_contact"}, inShort(decisions))
	require.Equal(t, "quarantined unknown_channel", read[string](f,
		`SELECT (trail -> 0 ->> 'decision') || ' ' || (trail -> 0 ->> 'reason') FROM events WHERE id = $1`, r[0].ID),
		"the former decision is kept")
	require.Equal(t, []string{"unknown_channel", "unknown_type"}, column(f, `SELECT reason FROM quarantine ORDER BY reason`),
		"what was quarantined for another reason or channel stays")
	again := f.record(from("555", text("late-1", 1, number("60181"))))[0]
	require.Equal(t, ledger.Recorded{ID: r[1].ID, ChannelID: "late"}, again)
}

func TestSweepsAtOnceReopenEveryEventOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const events = 1100 // more than two sweeps take at once
	late := texts(events, "6019%07d")
	for i := range late {
		late[i] = from("555", late[i])
	}
	f.record(late...)
	f.channel("late", "555")
	var wg sync.WaitGroup
	var mu sync.Mutex
	var total int
	var failed []error
	for range 2 {
		wg.Go(func() {
			n, err := f.SweepUnknownChannels(t.Context())
			mu.Lock()
			defer mu.Unlock()
			total += n
			if err != nil {
				failed = append(failed, fmt.Errorf("sweep: %w", err))
			}
		})
	}
	wg.Wait()
	require.Empty(t, failed)
	require.Equal(t, events, total)
	require.Equal(t, events, read[int](f, `SELECT count(*) FROM queue`))
	require.Zero(t, read[int](f, `SELECT count(*) FROM quarantine`))
}
