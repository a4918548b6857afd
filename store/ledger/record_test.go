package ledger_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)

	t.Run("a new event is pending, on the channel that its phone_number_id names", func(t *testing.T) {
		f := f.In(t)
		ev := contacttest.Text("new", 0, contacttest.Number("60111"))
		r := f.Record(ev)[0]
		require.Equal(t, ledger.Recorded{ID: r.ID, New: true, ChannelID: contacttest.Shop, Pending: true}, r)
		require.NotEqual(t, uuid.Nil, r.ID)
		require.Equal(t, string(ev.Raw), storetest.Read[string](f, `SELECT raw FROM events WHERE id = $1`, r.ID), "kept word for word")
		require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM queue WHERE event_id = $1 AND key = '60111' AND due_at <= now()`, r.ID))
	})

	t.Run("a redelivery is counted and puts nothing into the queue again", func(t *testing.T) {
		f := f.In(t)
		ev := contacttest.Text("again", 0, contacttest.Number("60112"))
		first := f.Record(ev)[0]
		for range 2 {
			again := f.Record(ev)[0]
			require.Equal(t, ledger.Recorded{ID: first.ID, ChannelID: contacttest.Shop, Pending: true}, again)
		}
		f.Decide(contacttest.Shop, "60112")
		decided := f.Record(ev)[0]
		require.Equal(t, ledger.Recorded{ID: first.ID, ChannelID: contacttest.Shop}, decided, "decided: no longer pending")
		require.Equal(t, 3, storetest.Read[int](f, `SELECT redeliveries FROM events WHERE id = $1`, first.ID))
		require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM queue WHERE event_id = $1`, first.ID))
	})

	t.Run("an item that a batch holds twice is one event, and new once", func(t *testing.T) {
		f := f.In(t)
		one, other := contacttest.Text("twice", 0, contacttest.Number("60113")), contacttest.Text("once", 0, contacttest.Number("60113"))
		r := f.Record(one, other, one)
		require.Equal(t, r[0].ID, r[2].ID)
		require.NotEqual(t, r[0].ID, r[1].ID)
		require.Equal(t, []bool{true, true, false}, []bool{r[0].New, r[1].New, r[2].New})
		require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*) FROM queue WHERE key = '60113'`))
	})

	t.Run("one batch may hold the known and the new", func(t *testing.T) {
		f := f.In(t)
		known := contacttest.Text("mixed-1", 0, contacttest.Number("60114"))
		f.Record(known)
		r := f.Record(contacttest.Text("mixed-0", 0, contacttest.Number("60114")), known, contacttest.Text("mixed-2", 0, contacttest.Number("60114")))
		require.Equal(t, []bool{true, false, true}, []bool{r[0].New, r[1].New, r[2].New})
	})

	t.Run("a lease keeps the dispatcher away for as long", func(t *testing.T) {
		f := f.In(t)
		r, err := f.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{contacttest.Text("leased", 0, contacttest.Number("60115"))}}, time.Minute)
		require.NoError(t, err)
		require.InDelta(t, 60, storetest.Read[float64](f,
			`SELECT extract(epoch FROM due_at - now())::float8 FROM queue WHERE event_id = $1`, r[0].ID), 10)
	})

	t.Run("nothing is recorded of nothing", func(t *testing.T) {
		require.Empty(t, f.In(t).Record())
	})
}

func TestWhatCanBeJudgedAtOnceIsDecidedWhenItIsRecorded(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	judged := func(id string, effect contact.Effect, why contact.Reason, origin string) contact.Event {
		ev := contacttest.From(origin, contacttest.Touch(id, 0, contacttest.Number("60120")))
		ev.Facts.Effect, ev.Facts.Reason, ev.Facts.Detail = effect, why, "in words"
		return ev
	}
	for _, tc := range []struct {
		name     string
		event    contact.Event
		decision string
		pending  bool
	}{
		{"what concerns no contact is ignored", judged("n", contact.None, contact.Echo, contacttest.ShopNumber), "ignored/echo", false},
		{"what cannot be judged is quarantined", judged("u", contact.Unjudged, contact.MissingID, contacttest.ShopNumber), "quarantined/missing_id", false},
		{"so is what cannot be judged on an unknown channel, for the same reason",
			judged("uu", contact.Unjudged, contact.BadTimestamp, "999"), "quarantined/bad_timestamp", false},
		{"what concerns no contact needs no channel", judged("nu", contact.None, contact.Call, "999"), "ignored/call", false},
		{"what could touch a contact of an unknown channel is quarantined",
			judged("tu", contact.Touches, "", "999"), "quarantined/unknown_channel", false},
		{"what may touch a contact is pending", judged("t", contact.Touches, "", contacttest.ShopNumber), "/", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := f.In(t)
			r := f.Record(tc.event)[0]
			require.Equal(t, tc.pending, r.Pending)
			require.Equal(t, tc.decision, storetest.Read[string](f,
				`SELECT coalesce(decision, '') || '/' || coalesce(reason, '') FROM events WHERE id = $1`, r.ID))
			require.Equal(t, "in words", storetest.Read[string](f, `SELECT detail FROM events WHERE id = $1`, r.ID))
			require.Equal(t, tc.pending, storetest.Read[bool](f, `SELECT EXISTS (SELECT FROM queue WHERE event_id = $1)`, r.ID))
			require.Equal(t, !tc.pending, storetest.Read[bool](f, `SELECT decided_at IS NOT NULL FROM events WHERE id = $1`, r.ID))
			quarantined := storetest.Read[bool](f, `SELECT EXISTS (SELECT FROM quarantine WHERE event_id = $1)`, r.ID)
			require.Equal(t, tc.decision[0] == 'q', quarantined)
		})
	}
}
