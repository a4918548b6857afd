package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

func texts(n int, format string) []contact.Event {
	events := make([]contact.Event, n)
	for i := range events {
		events[i] = text(fmt.Sprintf("wamid.%04d", i), i, number(fmt.Sprintf(format, i)))
	}
	return events
}

func TestRecordTakesAThousandItemsInOneCall(t *testing.T) {
	t.Parallel()
	f := setup(t)
	events := texts(1000, "6013%07d")
	slices.Reverse(events) // arrival is another order than that of the dedupe keys
	recorded := f.record(events...)
	require.Equal(t, 1000, read[int](f, `SELECT count(*) FROM events WHERE decision IS NULL`))
	arrived := make([]string, len(recorded))
	for i, id := range idsOf(recorded) {
		arrived[i] = id.String()
	}
	require.Equal(t, arrived, column(f, `SELECT event_id::text FROM queue ORDER BY seq`), "pending in the order of arrival")
}

func TestTheSameBatchInOppositeOrdersAtOnceNeverFails(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const senders = 8
	events := texts(200, "6014%07d")
	reversed := slices.Clone(events)
	slices.Reverse(reversed)
	statuses := []contact.DeliveryStatus{status("60151", "sent", 1, 0), status("60152", "sent", 1, 0)}
	swapped := []contact.DeliveryStatus{statuses[1], statuses[0]}

	var wg sync.WaitGroup
	fresh, failed := make([]int, senders), make([]error, senders)
	for i := range senders {
		batch := ledger.Batch{Events: events, Statuses: statuses}
		if i%2 == 1 {
			batch = ledger.Batch{Events: reversed, Statuses: swapped}
		}
		wg.Go(func() {
			recorded, err := f.Record(t.Context(), batch, 0)
			failed[i] = err
			for _, r := range recorded {
				if r.New {
					fresh[i]++
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for i := range senders {
		require.NoError(t, failed[i])
		total += fresh[i]
	}
	require.Equal(t, len(events), total, "each event is new to one sender")
	require.Equal(t, len(events), read[int](f, `SELECT count(*) FROM queue`))
	require.Equal(t, len(events)*(senders-1), read[int](f, `SELECT sum(redeliveries) FROM events`))
	require.Equal(t, senders, read[int](f, `SELECT received FROM delivery_statuses WHERE recipient = '60151'`))
}

func TestOddTextIsKeptAndFailsNoBatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	emoji := strings.Repeat("\U0001F9D1", contact.MaxTextID) // four bytes each
	odd := map[string]contact.Event{
		"an emoji of four bytes":                 text("odd-1", 0, called(number("60161"), "Ada \U0001F600 \U0001F1F2\U0001F1FE")),
		"an escaped NUL in the raw item":         text("odd-2", 0, number("60162")),
		"a very long id":                         text(emoji, 0, number("60163")),
		"the longest name":                       text("odd-4", 0, called(number("60164"), emoji)),
		"a long text":                            text("odd-5", 0, number("60165")),
		"the longest identity":                   text("odd-6", 0, userID("MY.ENT."+strings.Repeat("a", 128))),
		"quotes, braces and backslashes":         text(`odd-7'"\{}%_`, 0, called(number("60167"), `{"a",NULL}\ '); --`)),
		"a number that is none":                  text("odd-8", 0, number("not/a number")),
		"deep nesting, which jsonb would refuse": text("odd-9", 0, number("60169")),
	}
	raw := func(name, json string) {
		ev := odd[name]
		ev.Raw = []byte(json)
		odd[name] = ev
	}
	raw("an escaped NUL in the raw item", `{"name":"a\u0000b","half":"\ud800"}`)
	raw("deep nesting, which jsonb would refuse", strings.Repeat("[", 20000)+strings.Repeat("]", 20000))
	odd["a long text"].Facts.Message.Text = strings.Repeat("x", contact.MaxText)

	var events []contact.Event
	for _, ev := range odd {
		events = append(events, ev)
	}
	f.record(events...)
	for name, ev := range odd {
		t.Run(name, func(t *testing.T) {
			f := f.in(t)
			decisions := f.decide(shop, ev.Facts.Key())
			require.Equal(t, []string{"created/first_message"}, inShort(decisions))
			c, err := f.Contact(t.Context(), decisions[0].ContactID)
			require.NoError(t, err)
			if ev.Facts.Person.ProfileName != "" {
				require.Equal(t, ev.Facts.Person.ProfileName, c.DisplayName)
			}
			require.Equal(t, ev.ExternalID, *c.FirstMessageWaID)
			require.Equal(t, ev.Facts.Message.Text, *c.FirstMessageText)
			require.Equal(t, string(ev.Raw), read[string](f, `SELECT raw FROM events WHERE id = $1`, decisions[0].EventID))
		})
	}
}
