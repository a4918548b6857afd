package store_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

func (f fixture) explain(q book.Question) book.Trail {
	f.t.Helper()
	trail, err := f.Explain(f.t.Context(), q)
	require.NoError(f.t, err)
	return trail
}

// story is the outside ids of a trail's events.
func story(trail book.Trail) []string {
	all := []string{}
	for _, e := range trail.Events {
		all = append(all, *e.ExternalID)
	}
	return all
}

func contactIDs(rows []book.ContactRow) []uuid.UUID {
	all := []uuid.UUID{}
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

func TestExplainFindsANumberInEveryNationalVariant(t *testing.T) {
	t.Parallel()
	f := setup(t)
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
			f := f.in(t)
			id := f.happen(text("v-"+tc.stored, 1, number(tc.stored)))[0].ContactID
			f.statuses(status(tc.stored, "delivered", 2, 5))
			for _, phone := range tc.asked {
				trail := f.explain(book.Question{Phone: phone})
				require.Equal(t, []string{"v-" + tc.stored}, story(trail), phone)
				require.Equal(t, []uuid.UUID{id}, contactIDs(trail.Contacts), phone)
				require.Len(t, trail.Statuses, 1, phone)
			}
		})
	}
	t.Run("a Brazilian landline is not a mobile", func(t *testing.T) {
		f := f.in(t)
		f.happen(text("landline", 1, number("551133334444")))
		require.Empty(t, f.explain(book.Question{Phone: "5511933334444"}).Events)
	})
	t.Run("a part of a number is another number", func(t *testing.T) {
		require.Empty(t, f.in(t).explain(book.Question{Phone: "6012345678"}).Contacts)
	})
}

func TestExplain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.channel("second", "7002")
	reaction := touch("y-2", 2, number("60381"))
	reaction.Facts.Reason = contact.Reaction
	out := f.happen(
		text("y-1", 1, number("60381")), reaction,
		text("y-3", 3, contact.Person{WaID: "60381", UserID: "MY.y"}),
		text("y-4", 4, userID("MY.y")),
		change("y-5", 5, number("60381"), number("60382")),
		text("y-6", 6, number("60382")))
	ada := out[0].ContactID
	failed := status("60382", "failed", 5, 9)
	failed.ErrorCode, failed.ErrorTitle = 131026, "Message undeliverable"
	f.statuses(failed, status("60389", "read", 3, 9))
	f.record(text("y-7", 7, number("60382")))
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
		{"by message and the right channel", book.Question{MessageID: "y-3", ChannelID: shop}, []string{"y-3"}},
		{"by number and the right channel", book.Question{Phone: "60382", ChannelID: shop}, whole},
	} {
		t.Run(tc.name+" it tells all, oldest first, and the contact", func(t *testing.T) {
			trail := f.in(t).explain(tc.ask)
			require.Equal(t, tc.want, story(trail))
			require.Equal(t, []uuid.UUID{ada}, contactIDs(trail.Contacts))
			require.Empty(t, trail.Others)
		})
	}

	t.Run("it tells whether the business's own last message got through", func(t *testing.T) {
		trail := f.in(t).explain(book.Question{Phone: "60382"})
		require.Len(t, trail.Statuses, 1, "of this person only")
		s := trail.Statuses[0]
		require.Equal(t, []any{shop, "60382", "failed", 131026, "Message undeliverable"},
			[]any{*s.ChannelID, s.Recipient, s.Status, *s.ErrorCode, *s.ErrorTitle})
	})
	t.Run("what was not decided yet is part of it", func(t *testing.T) {
		trail := f.in(t).explain(book.Question{Phone: "60382"})
		last := trail.Events[len(trail.Events)-1]
		require.Nil(t, last.Decision)
		require.Nil(t, last.DecidedAt)
	})
	t.Run("of a stranger nothing is known", func(t *testing.T) {
		for _, q := range []book.Question{
			{Phone: "60399"}, {UserID: "MY.none"}, {MessageID: "none"}, {ContactID: uuid.New()}, {Phone: "60382%"},
		} {
			trail := f.in(t).explain(q)
			require.Zero(t, len(trail.Events)+len(trail.Contacts)+len(trail.Others)+len(trail.Statuses), "%+v", q)
		}
	})
	t.Run("it looks in the other channels", func(t *testing.T) {
		trail := f.in(t).explain(book.Question{Phone: "60382", ChannelID: "second"})
		require.Empty(t, trail.Contacts)
		require.Equal(t, []uuid.UUID{ada}, contactIDs(trail.Others))
		require.Empty(t, trail.Events)
	})
	t.Run("with contacts on both channels, the one asked for is the contact", func(t *testing.T) {
		f := f.in(t)
		there := f.happen(from("7002", text("y-8", 8, number("60382"))))[0].ContactID
		trail := f.explain(book.Question{Phone: "60382", ChannelID: "second"})
		require.Equal(t, []uuid.UUID{there}, contactIDs(trail.Contacts))
		require.Equal(t, []uuid.UUID{ada}, contactIDs(trail.Others))
		require.Equal(t, []string{"y-8"}, story(trail))
		require.Len(t, f.explain(book.Question{Phone: "60382"}).Contacts, 2, "without a channel both are")
	})
	t.Run("what came for a channel that nobody knows is shown with any", func(t *testing.T) {
		f := f.in(t)
		f.record(from("999", text("y-9", 9, number("60384"))))
		trail := f.explain(book.Question{Phone: "60384", ChannelID: shop})
		require.Equal(t, []string{"y-9"}, story(trail))
		require.Equal(t, "unknown_channel", *trail.Events[0].Reason)
	})
	t.Run("of a long story the newest part is told", func(t *testing.T) {
		f := f.in(t)
		var long []contact.Event
		for i := range 230 {
			long = append(long, text(fmt.Sprintf("z-%03d", i), i, number("60385")))
		}
		f.record(long...)
		trail := f.explain(book.Question{Phone: "60385"})
		require.Equal(t, "z-229", *trail.Events[len(trail.Events)-1].ExternalID)
		require.Less(t, len(trail.Events), 230)
	})
}

// TestExplainNamesWhoHasTheNumberNow asks about a number that somebody gave up and
// somebody else writes from.
func TestExplainNamesWhoHasTheNumberNow(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first := f.happen(text("m1", 1, number("60501")))[0].ContactID
	change := touch("change", 2, number("60501"))
	change.Facts.Change = &contact.IdentityChange{To: number("60502")}
	require.Equal(t, []string{"updated/number_changed"}, inShort(f.happen(change)))
	second := f.happen(text("m2", 3, number("60501")))[0].ContactID
	require.NotEqual(t, first, second)
	require.Equal(t, []uuid.UUID{second, first}, contactIDs(f.explain(book.Question{Phone: "60501"}).Contacts))
	require.Equal(t, first, contactIDs(f.explain(book.Question{Phone: "60502"}).Contacts)[0])
}

// TestExplainWhatIsNoMore asks about contacts that were merged and deleted.
func TestExplainWhatIsNoMore(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a, b := number("60511"), number("60512")
	winner, loser := f.happen(text("m1", 1, a))[0].ContactID, f.happen(text("m2", 1, b))[0].ContactID
	merge := touch("merge", 2, a)
	merge.Source = contact.SourceManual
	merge.Facts.Command = &contact.Command{Contact: winner, Absorb: loser, Others: []contact.Person{b}}
	f.happen(merge)
	for _, asked := range []uuid.UUID{winner, loser} {
		trail := f.explain(book.Question{ContactID: asked})
		require.Equal(t, []string{"m1", "m2", "merge"}, story(trail), "with what arrived for either")
		require.Equal(t, []uuid.UUID{winner}, contactIDs(trail.Contacts))
		require.Equal(t, asked == loser, trail.MergedInto == winner)
	}
	events, _, err := f.Events(t.Context(), book.EventFilter{ContactID: winner}, uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, events, 3)

	f.remove(3, winner, a)
	trail := f.explain(book.Question{ContactID: loser})
	require.Empty(t, trail.Contacts)
	require.NotNil(t, trail.DeletedAt)
}

// TestExplainFindsWhatIsQuarantined asks about a number as a form had it, which
// cannot be used as it is.
func TestExplainFindsWhatIsQuarantined(t *testing.T) {
	t.Parallel()
	f := setup(t)
	lead := text("lead", 1, contact.Person{})
	lead.Source, lead.ChannelID, lead.Raw = contact.SourceForm, shop, []byte(`{"mobile": "012-783 5755", "age": 7}`)
	lead.Facts = contact.Facts{Effect: contact.Unjudged, Reason: contact.BadPhone}
	f.record(lead)
	require.Equal(t, []string{"lead"}, story(f.explain(book.Question{Phone: "0127835755"})))
	require.Empty(t, story(f.explain(book.Question{Phone: "0127835756"})))
	require.Empty(t, story(f.explain(book.Question{Phone: "57"})), "a few digits are found anywhere")
}

// TestExplainLooksInTheOtherChannels asks about a channel on which nothing arrived.
func TestExplainLooksInTheOtherChannels(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, err := f.PutChannel(t.Context(), "second", "Second", "410000000000022")
	require.NoError(t, err)
	f.record(touch("reaction", 1, number("60513")))
	f.decide(shop, "60513")
	for channel, elsewhere := range map[string][]string{"second": {shop}, shop: nil, "": nil} {
		trail := f.explain(book.Question{Phone: "60513", ChannelID: channel})
		require.Equal(t, elsewhere, trail.Elsewhere, channel)
		require.Equal(t, channel != "second", len(trail.Events) == 1, channel)
	}
	require.Nil(t, f.explain(book.Question{Phone: "60514", ChannelID: "second"}).Elsewhere)
}
