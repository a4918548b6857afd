package ledger_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestAnEditLosesToNoClock stamps edits by clocks that differ.
func TestAnEditLosesToNoClock(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		who := contacttest.Number("60681")
		id := f.Happen(contacttest.Text("w-1", 1, contacttest.Called(who, "Ada")))[0].ContactID
		remarks := func(s string) contact.Fields { return contact.Fields{Remarks: &s} }

		t.Run("after one that was stamped ahead the next one counts", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(f.Edit("w-2", 9, id, who, remarks("first")), f.Edit("w-3", 4, id, who, remarks("second")))
			require.Equal(t, []string{"updated/fields_changed", "updated/fields_changed"}, storetest.InShort(out))
			require.Equal(t, "second", *f.Get(id).Remarks)
		})
		t.Run("several that wait together are decided in their order", func(t *testing.T) {
			f := f.In(t)
			f.Record(f.Edit("w-4", 8, id, who, remarks("third")), f.Edit("w-5", 2, id, who, remarks("fourth")))
			f.Decide(contacttest.Shop, who.WaID)
			require.Equal(t, "fourth", *f.Get(id).Remarks)
		})
		t.Run("what was said before the numbers were kept gives way", func(t *testing.T) {
			f := f.In(t)
			f.Exec(`UPDATE events SET seq = NULL`)
			f.Exec(`UPDATE claims SET seq = NULL, at = at + interval '10 minutes'`)
			f.Happen(f.Edit("w-6", 3, id, who, remarks("fifth")))
			require.Equal(t, "fifth", *f.Get(id).Remarks)
		})
		t.Run("an event that waited while the numbers came has that of the queue", func(t *testing.T) {
			f := f.In(t)
			f.Happen(f.Edit("w-7", 9, id, who, remarks("sixth")))
			f.Record(f.Edit("w-8", 2, id, who, remarks("seventh")))
			f.Exec(`UPDATE events SET seq = NULL WHERE decision IS NULL`)
			f.Decide(contacttest.Shop, who.WaID)
			require.Equal(t, "seventh", *f.Get(id).Remarks)
		})
		t.Run("one that is withdrawn by a later edit goes, whatever its stamp", func(t *testing.T) {
			f := f.In(t)
			f.Happen(f.Edit("w-9", 9, id, who, remarks("eighth")),
				f.Edit("w-10", 1, id, who, contact.Fields{Clear: []string{contact.FieldRemarks}}))
			require.Nil(t, f.Get(id).Remarks)
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM claims WHERE field = 'remarks'`))
		})
		t.Run("one that was set aside and is replayed keeps its place", func(t *testing.T) {
			f := f.In(t)
			late := f.Edit("w-11", 9, id, who, remarks("ninth"))
			r := f.Record(late)[0]
			_, task := f.Next(who.WaID)
			_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
			require.NoError(t, err)
			f.Happen(f.Edit("w-12", 2, id, who, remarks("tenth")))
			first := storetest.Read[int64](f, `SELECT seq FROM events WHERE id = $1`, r.ID)
			require.NoError(t, f.Ledger.Replay(t.Context(), r.ID, late))
			f.Decide(contacttest.Shop, who.WaID)
			require.Equal(t, first, storetest.Read[int64](f, `SELECT seq FROM events WHERE id = $1`, r.ID))
			require.Equal(t, "tenth", *f.Get(id).Remarks)
		})
		t.Run("no stamp is later than the record", func(t *testing.T) {
			f := f.In(t)
			ev := f.Edit("w-13", 60*24*365*20, id, who, remarks("eleventh"))
			out := f.Happen(ev)
			require.True(t, storetest.Read[bool](f, `SELECT occurred_at <= received_at FROM events WHERE id = $1`, out[0].EventID))
			message := contacttest.Text("w-14", 60*24*365*20, who)
			out = f.Happen(message)
			require.Equal(t, message.OccurredAt, f.Get(out[0].ContactID).LastConversedAt.UTC(), "WhatsApp's own times stay")
		})
	})
}

// TestTheOptOutLosesToNoClock has a person and WhatsApp speak in turns.
func TestTheOptOutLosesToNoClock(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		who, other := contacttest.Number("60682"), contacttest.Number("60683")
		id := f.Happen(contacttest.Text("o-1", 1, who))[0].ContactID
		edit := func(name string, minutes int, out bool) contact.Event {
			ev := f.Edit(name, minutes, id, who, contact.Fields{})
			ev.Facts.OptOut = &out
			return ev
		}
		says := func(f storetest.Fixture, want bool, ev contact.Event) {
			f.T.Helper()
			f.Happen(ev)
			require.Equal(f.T, want, f.Get(id).OptedOutAt != nil, ev.ExternalID)
		}

		t.Run("of a person and WhatsApp", func(t *testing.T) {
			f := f.In(t)
			says(f, true, edit("o-2", 9, true))
			says(f, false, edit("o-3", 2, false))
			says(f, true, contacttest.Preference("o-4", 1, who, true))
			says(f, false, edit("o-5", 0, false))
			says(f, true, edit("o-6", 9, true))
			says(f, true, contacttest.Preference("o-7", 3, who, false))
			says(f, false, contacttest.Preference("o-8", 10, who, false))
		})
		t.Run("through a merge and its end", func(t *testing.T) {
			f := f.In(t)
			loser := f.Happen(contacttest.Text("o-9", 1, other))[0].ContactID
			says(f, true, edit("o-10", 2, true))
			out := false
			theirs := f.Edit("o-11", 1, loser, other, contact.Fields{})
			theirs.Facts.OptOut = &out
			f.Happen(theirs)
			order := func(name string, o contact.Command) {
				ev := contacttest.Touch(name, 20, who)
				ev.Source, ev.ChannelID = contact.SourceManual, contacttest.Shop
				o.Contact, o.Others = id, []contact.Person{other}
				ev.Facts.Command = &o
				f.Happen(ev)
			}
			order("o-12", contact.Command{Absorb: loser})
			require.Nil(t, f.Get(id).OptedOutAt, "what was said last of either")
			order("o-13", contact.Command{Restore: loser})
			require.NotNil(t, f.Get(id).OptedOutAt)
			says(f, false, edit("o-14", 1, false))
		})
	})
}

// TestOnlyRecordingOrdersTheQueue records a batch and what came before it: the
// ledger keeps the first number of each event, in the order of arrival.
func TestOnlyRecordingOrdersTheQueue(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		var events []contact.Event
		for i := range 20 {
			events = append(events, contacttest.Text(fmt.Sprintf("q-%02d", 20-i), i, contacttest.Number(fmt.Sprintf("6069%03d", i))))
		}
		f.Record(events[3])
		recorded := f.Record(events...)
		numbers := storetest.Column(f, `SELECT external_id FROM events WHERE seq IS NOT NULL ORDER BY seq`)
		require.Len(t, numbers, 20)
		require.Equal(t, events[3].ExternalID, numbers[0])
		for i, want := range append(events[:3:3], events[4:]...) {
			require.Equal(t, want.ExternalID, numbers[i+1])
		}
		require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM events e JOIN queue o ON o.event_id = e.id WHERE e.seq <> o.seq`))
		require.False(t, recorded[3].New)

		i := f.KeepImport(imports.Import{}, "x")
		f.RecordRows(i, storetest.StageRow(i, 2, "60695001", "A"), storetest.StageRow(i, 3, "60695002", "B"))
		require.Equal(t, []string{"2", "3"}, storetest.Column(f, `
SELECT e.external_id FROM events e JOIN queue o ON o.event_id = e.id AND o.seq = e.seq WHERE e.source = 'import' ORDER BY e.seq`))
	})
}

// TestAPersonMeansWhoHasTheNumberNow gives a number to somebody else and then has
// a program with a slow clock name it.
func TestAPersonMeansWhoHasTheNumberNow(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		old, now := contacttest.Number("60684"), contacttest.Number("60685")
		former := f.Happen(contacttest.Text("p-1", 1, old), contacttest.Change("p-2", 10, old, now))[0].ContactID
		entry := contacttest.Touch("p-3", 5, old)
		remarks := "of the number's new owner"
		entry.Source, entry.ChannelID, entry.Facts.Effect = contact.SourceAPI, contacttest.Shop, contact.Creates
		entry.Facts.Fields = &contact.Fields{Remarks: &remarks}
		out := f.Happen(entry)
		require.Equal(t, []string{"created/new_person"}, storetest.InShort(out))
		require.NotEqual(t, former, out[0].ContactID)
	})
}
