package store_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
)

// edit is a person's edit of a contact, stamped clock(minutes).
func (f fixture) edit(id string, minutes int, of uuid.UUID, who contact.Person, fields contact.Fields) contact.Event {
	ev := touch(id, minutes, who)
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, shop, "edit"
	ev.Facts.Command, ev.Facts.Fields = &contact.Command{Contact: of}, &fields
	return ev
}

// TestAnEditLosesToNoClock stamps edits by clocks that differ.
func TestAnEditLosesToNoClock(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := number("60681")
	id := f.happen(text("w-1", 1, called(who, "Ada")))[0].ContactID
	remarks := func(s string) contact.Fields { return contact.Fields{Remarks: &s} }

	t.Run("after one that was stamped ahead the next one counts", func(t *testing.T) {
		f := f.in(t)
		out := f.happen(f.edit("w-2", 9, id, who, remarks("first")), f.edit("w-3", 4, id, who, remarks("second")))
		require.Equal(t, []string{"updated/fields_changed", "updated/fields_changed"}, inShort(out))
		require.Equal(t, "second", *f.get(id).Remarks)
	})
	t.Run("several that wait together are decided in their order", func(t *testing.T) {
		f := f.in(t)
		f.record(f.edit("w-4", 8, id, who, remarks("third")), f.edit("w-5", 2, id, who, remarks("fourth")))
		f.decide(shop, who.WaID)
		require.Equal(t, "fourth", *f.get(id).Remarks)
	})
	t.Run("what was said before the numbers were kept gives way", func(t *testing.T) {
		f := f.in(t)
		f.exec(`UPDATE events SET seq = NULL`)
		f.exec(`UPDATE claims SET seq = NULL, at = at + interval '10 minutes'`)
		f.happen(f.edit("w-6", 3, id, who, remarks("fifth")))
		require.Equal(t, "fifth", *f.get(id).Remarks)
	})
	t.Run("an event that waited while the numbers came has that of the queue", func(t *testing.T) {
		f := f.in(t)
		f.happen(f.edit("w-7", 9, id, who, remarks("sixth")))
		f.record(f.edit("w-8", 2, id, who, remarks("seventh")))
		f.exec(`UPDATE events SET seq = NULL WHERE decision IS NULL`)
		f.decide(shop, who.WaID)
		require.Equal(t, "seventh", *f.get(id).Remarks)
	})
	t.Run("one that is withdrawn by a later edit goes, whatever its stamp", func(t *testing.T) {
		f := f.in(t)
		f.happen(f.edit("w-9", 9, id, who, remarks("eighth")),
			f.edit("w-10", 1, id, who, contact.Fields{Clear: []string{contact.FieldRemarks}}))
		require.Nil(t, f.get(id).Remarks)
		require.Zero(t, read[int](f, `SELECT count(*) FROM claims WHERE field = 'remarks'`))
	})
	t.Run("one that was set aside and is replayed keeps its place", func(t *testing.T) {
		f := f.in(t)
		late := f.edit("w-11", 9, id, who, remarks("ninth"))
		r := f.record(late)[0]
		_, task := f.next(who.WaID)
		_, err := f.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		f.happen(f.edit("w-12", 2, id, who, remarks("tenth")))
		first := read[int64](f, `SELECT seq FROM events WHERE id = $1`, r.ID)
		require.NoError(t, f.Replay(t.Context(), r.ID, late))
		f.decide(shop, who.WaID)
		require.Equal(t, first, read[int64](f, `SELECT seq FROM events WHERE id = $1`, r.ID))
		require.Equal(t, "tenth", *f.get(id).Remarks)
	})
	t.Run("no stamp is later than the record", func(t *testing.T) {
		f := f.in(t)
		ev := f.edit("w-13", 60*24*365*20, id, who, remarks("eleventh"))
		out := f.happen(ev)
		require.True(t, read[bool](f, `SELECT occurred_at <= received_at FROM events WHERE id = $1`, out[0].EventID))
		message := text("w-14", 60*24*365*20, who)
		out = f.happen(message)
		require.Equal(t, message.OccurredAt, f.get(out[0].ContactID).LastConversedAt.UTC(), "WhatsApp's own times stay")
	})
}

// TestTheOptOutLosesToNoClock has a person and WhatsApp speak in turns.
func TestTheOptOutLosesToNoClock(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who, other := number("60682"), number("60683")
	id := f.happen(text("o-1", 1, who))[0].ContactID
	edit := func(name string, minutes int, out bool) contact.Event {
		ev := f.edit(name, minutes, id, who, contact.Fields{})
		ev.Facts.OptOut = &out
		return ev
	}
	says := func(f fixture, want bool, ev contact.Event) {
		f.t.Helper()
		f.happen(ev)
		require.Equal(f.t, want, f.get(id).OptedOutAt != nil, ev.ExternalID)
	}

	t.Run("of a person and WhatsApp", func(t *testing.T) {
		f := f.in(t)
		says(f, true, edit("o-2", 9, true))
		says(f, false, edit("o-3", 2, false))
		says(f, true, preference("o-4", 1, who, true))
		says(f, false, edit("o-5", 0, false))
		says(f, true, edit("o-6", 9, true))
		says(f, true, preference("o-7", 3, who, false))
		says(f, false, preference("o-8", 10, who, false))
	})
	t.Run("through a merge and its end", func(t *testing.T) {
		f := f.in(t)
		loser := f.happen(text("o-9", 1, other))[0].ContactID
		says(f, true, edit("o-10", 2, true))
		out := false
		theirs := f.edit("o-11", 1, loser, other, contact.Fields{})
		theirs.Facts.OptOut = &out
		f.happen(theirs)
		order := func(name string, o contact.Command) {
			ev := touch(name, 20, who)
			ev.Source, ev.ChannelID = contact.SourceManual, shop
			o.Contact, o.Others = id, []contact.Person{other}
			ev.Facts.Command = &o
			f.happen(ev)
		}
		order("o-12", contact.Command{Absorb: loser})
		require.Nil(t, f.get(id).OptedOutAt, "what was said last of either")
		order("o-13", contact.Command{Restore: loser})
		require.NotNil(t, f.get(id).OptedOutAt)
		says(f, false, edit("o-14", 1, false))
	})
}

// TestOnlyRecordingOrdersTheQueue records a batch and what came before it: the
// ledger keeps the first number of each event, in the order of arrival.
func TestOnlyRecordingOrdersTheQueue(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var events []contact.Event
	for i := range 20 {
		events = append(events, text(fmt.Sprintf("q-%02d", 20-i), i, number(fmt.Sprintf("6069%03d", i))))
	}
	f.record(events[3])
	recorded := f.record(events...)
	numbers := column(f, `SELECT external_id FROM events WHERE seq IS NOT NULL ORDER BY seq`)
	require.Len(t, numbers, 20)
	require.Equal(t, events[3].ExternalID, numbers[0])
	for i, want := range append(events[:3:3], events[4:]...) {
		require.Equal(t, want.ExternalID, numbers[i+1])
	}
	require.Zero(t, read[int](f, `SELECT count(*) FROM events e JOIN queue o ON o.event_id = e.id WHERE e.seq <> o.seq`))
	require.False(t, recorded[3].New)

	i := f.keepImport(imports.Import{}, "x")
	f.recordRows(i, stageRow(i, 2, "60695001", "A"), stageRow(i, 3, "60695002", "B"))
	require.Equal(t, []string{"2", "3"}, column(f, `
SELECT e.external_id FROM events e JOIN queue o ON o.event_id = e.id AND o.seq = e.seq WHERE e.source = 'import' ORDER BY e.seq`))
}

// TestAPersonMeansWhoHasTheNumberNow gives a number to somebody else and then has
// a program with a slow clock name it.
func TestAPersonMeansWhoHasTheNumberNow(t *testing.T) {
	t.Parallel()
	f := setup(t)
	old, now := number("60684"), number("60685")
	former := f.happen(text("p-1", 1, old), change("p-2", 10, old, now))[0].ContactID
	entry := touch("p-3", 5, old)
	remarks := "of the number's new owner"
	entry.Source, entry.ChannelID, entry.Facts.Effect = contact.SourceAPI, shop, contact.Creates
	entry.Facts.Fields = &contact.Fields{Remarks: &remarks}
	out := f.happen(entry)
	require.Equal(t, []string{"created/new_person"}, inShort(out))
	require.NotEqual(t, former, out[0].ContactID)
}
