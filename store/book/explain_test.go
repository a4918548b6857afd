package book_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// story is the outside ids of a trail's events.
func story(trail book.Trail) []string {
	all := []string{}
	for _, e := range trail.Events {
		all = append(all, *e.ExternalID)
	}
	return all
}

func TestExplainFindsANumberInEveryNationalVariant(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	for _, tc := range []struct {
		country, stored string
		asked           []string
	}{
		{"Mexico with the 1", "5215512345678", []string{"5215512345678", "525512345678", "+525512345678", "+5215512345678"}},
		{"Mexico without the 1", "525587654321", []string{"5215587654321", "525587654321"}},
		{"Argentina", "5491123456789", []string{"5491123456789", "541123456789", "+541123456789"}},
		{"a Brazilian mobile without its ninth digit", "551187654321", []string{"551187654321", "5511987654321"}},
		{"a Brazilian mobile with it", "5521987654321", []string{"552187654321", "5521987654321"}},
		{"Malaysia", "60123456789", []string{"60123456789", "+60123456789"}},
	} {
		t.Run(tc.country, func(t *testing.T) {
			f := f.In(t)
			id := f.Happen(contacttest.Text("v-"+tc.stored, 1, contacttest.Number(tc.stored)))[0].ContactID
			f.Statuses(contacttest.Status(tc.stored, "delivered", 2, 5))
			for _, phone := range tc.asked {
				trail := f.Explain(book.Question{Phone: phone})
				require.Equal(t, []string{"v-" + tc.stored}, story(trail), phone)
				require.Equal(t, []uuid.UUID{id}, storetest.ContactIDs(trail.Contacts), phone)
				require.Len(t, trail.Statuses, 1, phone)
			}
		})
	}
	t.Run("a Brazilian landline is not a mobile", func(t *testing.T) {
		f := f.In(t)
		f.Happen(contacttest.Text("landline", 1, contacttest.Number("551133334444")))
		require.Empty(t, f.Explain(book.Question{Phone: "5511933334444"}).Events)
	})
	t.Run("a part of a number is another number", func(t *testing.T) {
		require.Empty(t, f.In(t).Explain(book.Question{Phone: "6012345678"}).Contacts)
	})
}

func TestExplain(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("second", "7002")
	reaction := contacttest.Touch("y-2", 2, contacttest.Number("60381"))
	reaction.Facts.Reason = contact.Reaction
	out := f.Happen(
		contacttest.Text("y-1", 1, contacttest.Number("60381")), reaction,
		contacttest.Text("y-3", 3, contact.Person{WaID: "60381", UserID: "MY.y"}),
		contacttest.Text("y-4", 4, contacttest.UserID("MY.y")),
		contacttest.Change("y-5", 5, contacttest.Number("60381"), contacttest.Number("60382")),
		contacttest.Text("y-6", 6, contacttest.Number("60382")))
	ada := out[0].ContactID
	failed := contacttest.Status("60382", "failed", 5, 9)
	failed.ErrorCode, failed.ErrorTitle = 131026, "Message undeliverable"
	f.Statuses(failed, contacttest.Status("60389", "read", 3, 9))
	f.Record(contacttest.Text("y-7", 7, contacttest.Number("60382")))
	whole := []string{"y-1", "y-2", "y-3", "y-4", "y-5", "y-6", "y-7"}

	for _, tc := range []struct {
		name string
		ask  book.Question
		want []string
	}{
		{"by the number they have", book.Question{Phone: "60382"}, whole},
		{"by the number they had", book.Question{Phone: "60381"}, whole},
		{"by user id", book.Question{UserID: "MY.y"}, whole},
		{"by contact", book.Question{ContactID: ada}, whole},
		{"by message", book.Question{MessageID: "y-3"}, []string{"y-3"}},
		{"by message and the right channel", book.Question{MessageID: "y-3", ChannelID: contacttest.Shop}, []string{"y-3"}},
		{"by number and the right channel", book.Question{Phone: "60382", ChannelID: contacttest.Shop}, whole},
	} {
		t.Run(tc.name+" it tells all, oldest first, and the contact", func(t *testing.T) {
			trail := f.In(t).Explain(tc.ask)
			require.Equal(t, tc.want, story(trail))
			require.Equal(t, []uuid.UUID{ada}, storetest.ContactIDs(trail.Contacts))
			require.Empty(t, trail.Others)
		})
	}

	t.Run("it tells whether the business's own last message got through", func(t *testing.T) {
		trail := f.In(t).Explain(book.Question{Phone: "60382"})
		require.Len(t, trail.Statuses, 1, "of this person only")
		s := trail.Statuses[0]
		require.Equal(t, []any{contacttest.Shop, "60382", "failed", 131026, "Message undeliverable"},
			[]any{*s.ChannelID, s.Recipient, s.Status, *s.ErrorCode, *s.ErrorTitle})
	})
	t.Run("what was not decided yet is part of it", func(t *testing.T) {
		trail := f.In(t).Explain(book.Question{Phone: "60382"})
		last := trail.Events[len(trail.Events)-1]
		require.Nil(t, last.Decision)
		require.Nil(t, last.DecidedAt)
	})
	t.Run("of a stranger nothing is known", func(t *testing.T) {
		for _, q := range []book.Question{
			{Phone: "60399"}, {UserID: "MY.none"}, {MessageID: "none"}, {ContactID: uuid.New()}, {Phone: "60382%"},
		} {
			trail := f.In(t).Explain(q)
			require.Zero(t, len(trail.Events)+len(trail.Contacts)+len(trail.Others)+len(trail.Statuses), "%+v", q)
		}
	})
	t.Run("it looks in the other channels", func(t *testing.T) {
		trail := f.In(t).Explain(book.Question{Phone: "60382", ChannelID: "second"})
		require.Empty(t, trail.Contacts)
		require.Equal(t, []uuid.UUID{ada}, storetest.ContactIDs(trail.Others))
		require.Empty(t, trail.Events)
	})
	t.Run("with contacts on both channels, the one asked for is the contact", func(t *testing.T) {
		f := f.In(t)
		there := f.Happen(contacttest.From("7002", contacttest.Text("y-8", 8, contacttest.Number("60382"))))[0].ContactID
		trail := f.Explain(book.Question{Phone: "60382", ChannelID: "second"})
		require.Equal(t, []uuid.UUID{there}, storetest.ContactIDs(trail.Contacts))
		require.Equal(t, []uuid.UUID{ada}, storetest.ContactIDs(trail.Others))
		require.Equal(t, []string{"y-8"}, story(trail))
		require.Len(t, f.Explain(book.Question{Phone: "60382"}).Contacts, 2, "without a channel both are")
	})
	t.Run("what came for a channel that nobody knows is shown with any", func(t *testing.T) {
		f := f.In(t)
		f.Record(contacttest.From("999", contacttest.Text("y-9", 9, contacttest.Number("60384"))))
		trail := f.Explain(book.Question{Phone: "60384", ChannelID: contacttest.Shop})
		require.Equal(t, []string{"y-9"}, story(trail))
		require.Equal(t, "unknown_channel", *trail.Events[0].Reason)
	})
	t.Run("of a long story the newest part is told", func(t *testing.T) {
		f := f.In(t)
		var long []contact.Event
		for i := range 230 {
			long = append(long, contacttest.Text(fmt.Sprintf("z-%03d", i), i, contacttest.Number("60385")))
		}
		f.Record(long...)
		trail := f.Explain(book.Question{Phone: "60385"})
		require.Equal(t, "z-229", *trail.Events[len(trail.Events)-1].ExternalID)
		require.Less(t, len(trail.Events), 230)
	})
}

// TestExplainNamesWhoHasTheNumberNow asks about a number that somebody gave up and
// somebody else writes from.
func TestExplainNamesWhoHasTheNumberNow(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	first := f.Happen(contacttest.Text("m1", 1, contacttest.Number("60501")))[0].ContactID
	change := contacttest.Touch("change", 2, contacttest.Number("60501"))
	change.Facts.Change = &contact.IdentityChange{To: contacttest.Number("60502")}
	require.Equal(t, []string{"updated/number_changed"}, storetest.InShort(f.Happen(change)))
	second := f.Happen(contacttest.Text("m2", 3, contacttest.Number("60501")))[0].ContactID
	require.NotEqual(t, first, second)
	require.Equal(t, []uuid.UUID{second, first}, storetest.ContactIDs(f.Explain(book.Question{Phone: "60501"}).Contacts))
	require.Equal(t, first, storetest.ContactIDs(f.Explain(book.Question{Phone: "60502"}).Contacts)[0])
}

// TestExplainWhatIsNoMore asks about contacts that were merged and deleted.
func TestExplainWhatIsNoMore(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	a, b := contacttest.Number("60511"), contacttest.Number("60512")
	winner, loser := f.Happen(contacttest.Text("m1", 1, a))[0].ContactID, f.Happen(contacttest.Text("m2", 1, b))[0].ContactID
	merge := contacttest.Touch("merge", 2, a)
	merge.Source = contact.SourceManual
	merge.Facts.Command = &contact.Command{Contact: winner, Absorb: loser, Others: []contact.Person{b}}
	f.Happen(merge)
	for _, asked := range []uuid.UUID{winner, loser} {
		trail := f.Explain(book.Question{ContactID: asked})
		require.Equal(t, []string{"m1", "m2", "merge"}, story(trail), "with what arrived for either")
		require.Equal(t, []uuid.UUID{winner}, storetest.ContactIDs(trail.Contacts))
		require.Equal(t, asked == loser, trail.MergedInto == winner)
	}
	events, _, err := f.Book.Events(t.Context(), book.EventFilter{ContactID: winner}, uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, events, 3)

	f.Remove(3, winner, a)
	trail := f.Explain(book.Question{ContactID: loser})
	require.Empty(t, trail.Contacts)
	require.NotNil(t, trail.DeletedAt)
}

// TestExplainFindsWhatIsQuarantined asks about a number as a form had it, which
// cannot be used as it is.
func TestExplainFindsWhatIsQuarantined(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	lead := contacttest.Text("lead", 1, contact.Person{})
	lead.Source, lead.ChannelID, lead.Raw = contact.SourceForm, contacttest.Shop, []byte(`{"mobile": "012-783 5755", "age": 7}`)
	lead.Facts = contact.Facts{Effect: contact.Unjudged, Reason: contact.BadPhone}
	f.Record(lead)
	require.Equal(t, []string{"lead"}, story(f.Explain(book.Question{Phone: "0127835755"})))
	require.Empty(t, story(f.Explain(book.Question{Phone: "0127835756"})))
	require.Empty(t, story(f.Explain(book.Question{Phone: "57"})), "a few digits are found anywhere")
}

// TestExplainLooksInTheOtherChannels asks about a channel on which nothing arrived.
func TestExplainLooksInTheOtherChannels(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	_, _, err := f.Settings.PutChannel(t.Context(), "second", "Second", "410000000000022")
	require.NoError(t, err)
	f.Record(contacttest.Touch("reaction", 1, contacttest.Number("60513")))
	f.Decide(contacttest.Shop, "60513")
	for channel, elsewhere := range map[string][]string{"second": {contacttest.Shop}, contacttest.Shop: nil, "": nil} {
		trail := f.Explain(book.Question{Phone: "60513", ChannelID: channel})
		require.Equal(t, elsewhere, trail.Elsewhere, channel)
		require.Equal(t, channel != "second", len(trail.Events) == 1, channel)
	}
	require.Nil(t, f.Explain(book.Question{Phone: "60514", ChannelID: "second"}).Elsewhere)
}
