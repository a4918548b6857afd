package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestCoexistence(t *testing.T) {
	t.Parallel()
	entry := func() contact.Event {
		return contact.Event{
			Origin: "410000000000001", Source: contact.SourceSystem, Kind: contact.AddressBookKind, Priority: contact.Bulk, DedupeKey: "k",
			Facts: contact.Facts{
				Effect: contact.None, Reason: contact.AddressBookSync, Person: contact.Person{WaID: ada, Unconfirmed: true},
				Fields: &contact.Fields{DisplayName: says("Ada")},
			},
		}
	}
	old := func() contact.Event {
		ev := message(1, contact.Person{WaID: ada})
		ev.Kind, ev.Facts.Effect = contact.HistoryKind("text"), contact.Touches
		return ev
	}
	all := contact.Coexistence{AddressBook: contact.AddressBookImport, History: contact.HistoryImport}
	none := contact.Coexistence{AddressBook: contact.AddressBookIgnore, History: contact.HistoryAttach}

	t.Run("an entry of the address book becomes what a row of a file is", func(t *testing.T) {
		t.Parallel()
		for _, ev := range []contact.Event{entry().ForChannel("shop", all), entry().WaitForChannel().ForChannel("shop", all)} {
			require.Equal(t, "address_book/shop", ev.Origin)
			require.Equal(t, "shop", ev.ChannelID)
			require.Equal(t, contact.SourceImport, ev.Source)
			require.Equal(t, contact.Bulk, ev.Priority)
			require.Equal(t, contact.Creates, ev.Facts.Effect)
			require.Nil(t, ev.Facts.Row)
			require.Equal(t, "k", ev.DedupeKey, "it stays the same event")
			require.Zero(t, contact.DecideAtOnce(ev.Facts))
		}
	})
	t.Run("unless the channel ignores it", func(t *testing.T) {
		t.Parallel()
		for _, ev := range []contact.Event{entry().ForChannel("shop", none), entry().WaitForChannel().ForChannel("shop", none)} {
			require.Equal(t, contact.SourceSystem, ev.Source)
			require.Equal(t, because(contact.Ignored, contact.AddressBookSync), contact.DecideAtOnce(ev.Facts))
		}
	})
	t.Run("it waits for a channel that is not known", func(t *testing.T) {
		t.Parallel()
		require.Zero(t, contact.DecideAtOnce(entry().WaitForChannel().Facts))
	})
	t.Run("one without a number is quarantined, and says what mends it", func(t *testing.T) {
		t.Parallel()
		ev := entry()
		ev.Facts.Person = contact.Person{}
		require.Equal(t, because(contact.Ignored, contact.AddressBookSync), contact.DecideAtOnce(ev.WaitForChannel().Facts))
		ev = ev.ForChannel("shop", all)
		require.Equal(t, because(contact.Quarantined, contact.NoPhone), contact.DecideAtOnce(ev.Facts))
		require.Contains(t, ev.Facts.Detail, "give it one on the phone")
	})
	t.Run("what was removed there is ignored, whatever the channel says", func(t *testing.T) {
		t.Parallel()
		ev := entry()
		ev.Facts.Fields = nil
		require.False(t, ev.Synchronised())
		require.Equal(t, ev, ev.ForChannel("shop", all))
		require.Equal(t, ev, ev.WaitForChannel())
	})
	t.Run("an old message creates only where the channel says so", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, contact.Creates, old().ForChannel("shop", all).Facts.Effect)
		ev := old().ForChannel("shop", none)
		require.Equal(t, contact.Touches, ev.Facts.Effect)
		require.True(t, contact.DecideStranger(ev.Facts).Provisional(), "it is found again when there is a contact")
		require.Equal(t, contact.Touches, old().WaitForChannel().Facts.Effect)
		require.Contains(t, ev.Facts.Note, "from before the number was connected")
		require.Equal(t, ev, ev.ForChannel("shop", none), "it is said once")
	})
	t.Run("what a channel says decides about nothing else", func(t *testing.T) {
		t.Parallel()
		for _, ev := range []contact.Event{message(1, person), preference(2, true, person), change(3, person, contact.Person{WaID: adaNew})} {
			require.False(t, ev.Synchronised())
			require.Equal(t, ev, ev.ForChannel("shop", all))
		}
	})
	t.Run("an old message that reaches a contact moves its first message back", func(t *testing.T) {
		t.Parallel()
		c := contact.New(adasContact, "shop", message(5, person))
		now := message(5, person)
		contact.Decide(&c, now, contact.Resolution{ContactID: adasContact})
		ev := old()
		ch := contact.Decide(&c, ev, contact.Resolution{ContactID: adasContact})
		require.Equal(t, because(contact.Attached, contact.KnownContact), ch.Decision)
		require.Equal(t, clock(1), c.FirstMessageAt)
		require.Equal(t, ev.ID, c.FirstMessageID)
		require.Equal(t, clock(5), c.LastConversedAt)
	})
}
