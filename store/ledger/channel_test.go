package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	c, created, err := f.Settings.PutChannel(t.Context(), "a", "One", "1001")
	require.NoError(t, err)
	require.True(t, created)
	changed, created, err := f.Settings.PutChannel(t.Context(), "a", "Two", "1002")
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, settings.Channel{ID: "a", Name: "Two", PhoneNumberID: "1002", AddressBook: "ignore", History: "attach", CreatedAt: c.CreatedAt, UpdatedAt: changed.UpdatedAt}, changed)

	_, _, err = f.Settings.PutChannel(t.Context(), "b", "Other", "1002")
	require.ErrorIs(t, err, settings.ErrTaken, "a phone_number_id belongs to one channel")
	_, _, err = f.Settings.PutChannel(t.Context(), contacttest.Shop, "Shop", "1002")
	require.ErrorIs(t, err, settings.ErrTaken, "also when a channel is changed")

	got, err := f.Settings.Channel(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Settings.Channel(t.Context(), "b")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Settings.Channels(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, []string{"a", contacttest.Shop}, []string{all[0].ID, all[1].ID})
}

func TestAnEventOfAnUnknownChannelIsJudgedOnceTheChannelIsThere(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	r := f.Record(
		contacttest.From("555", contacttest.Text("late-2", 2, contacttest.Number("60181"))),
		contacttest.From("555", contacttest.Text("late-1", 1, contacttest.Number("60181"))),
		contacttest.From("556", contacttest.Text("never", 1, contacttest.Number("60182"))),
		contacttest.From("555", func() contact.Event {
			ev := contacttest.Touch("broken", 1, contacttest.Number("60183"))
			ev.Facts.Effect, ev.Facts.Reason = contact.Unjudged, contact.UnknownType
			return ev
		}()))
	require.False(t, r[0].Pending)
	require.Empty(t, r[0].ChannelID)

	n, err := f.Ledger.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "its channel is still unknown")

	f.Channel("late", "555")
	n, err = f.Ledger.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	due := f.Claim(10, time.Minute)
	require.Len(t, due, 2, "due at once")
	require.Equal(t, r[0].ID, due[0].EventID, "in the order of recording")

	decisions := f.Decide("late", "60181")
	require.Equal(t, []string{"created/first_message", "attached/known_contact"}, storetest.InShort(decisions))
	require.Equal(t, "quarantined unknown_channel", storetest.Read[string](f,
		`SELECT (trail -> 0 ->> 'decision') || ' ' || (trail -> 0 ->> 'reason') FROM events WHERE id = $1`, r[0].ID),
		"the former decision is kept")
	require.Equal(t, []string{"unknown_channel", "unknown_type"}, storetest.Column(f, `SELECT reason FROM quarantine ORDER BY reason`),
		"what was quarantined for another reason or channel stays")
	again := f.Record(contacttest.From("555", contacttest.Text("late-1", 1, contacttest.Number("60181"))))[0]
	require.Equal(t, ledger.Recorded{ID: r[1].ID, ChannelID: "late"}, again)
}

func TestSweepsAtOnceReopenEveryEventOnce(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const events = 1100 // more than two sweeps take at once
	late := contacttest.Texts(events, "6019%07d")
	for i := range late {
		late[i] = contacttest.From("555", late[i])
	}
	f.Record(late...)
	f.Channel("late", "555")
	var wg sync.WaitGroup
	var mu sync.Mutex
	var total int
	var failed []error
	for range 2 {
		wg.Go(func() {
			n, err := f.Ledger.SweepUnknownChannels(t.Context())
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
	require.Equal(t, events, storetest.Read[int](f, `SELECT count(*) FROM queue`))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM quarantine`))
}
