package ledger_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestRecordTakesAThousandItemsInOneCall(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	events := contacttest.Texts(1000, "6013%07d")
	slices.Reverse(events) // arrival is another order than that of the dedupe keys
	recorded := f.Record(events...)
	require.Equal(t, 1000, storetest.Read[int](f, `SELECT count(*) FROM events WHERE decision IS NULL`))
	arrived := make([]string, len(recorded))
	for i, id := range storetest.IDsOf(recorded) {
		arrived[i] = id.String()
	}
	require.Equal(t, arrived, storetest.Column(f, `SELECT event_id::text FROM queue ORDER BY seq`), "pending in the order of arrival")
}

func TestTheSameBatchInOppositeOrdersAtOnceNeverFails(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const senders = 8
	events := contacttest.Texts(200, "6014%07d")
	reversed := slices.Clone(events)
	slices.Reverse(reversed)
	var wg sync.WaitGroup
	fresh, failed := make([]int, senders), make([]error, senders)
	for i := range senders {
		own, shared := contacttest.Status("60151", "sent", 1, i), contacttest.Status("60152", "sent", 1, 0)
		batch := ledger.Batch{Events: events, Statuses: []contact.DeliveryStatus{own, shared}}
		if i%2 == 1 {
			batch = ledger.Batch{Events: reversed, Statuses: []contact.DeliveryStatus{shared, own}}
		}
		wg.Go(func() {
			recorded, err := f.Ledger.Record(t.Context(), batch, 0)
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
	require.Equal(t, len(events), storetest.Read[int](f, `SELECT count(*) FROM queue`))
	require.Equal(t, len(events)*(senders-1), storetest.Read[int](f, `SELECT sum(redeliveries) FROM events`))
	require.Equal(t, senders, storetest.Read[int](f, `SELECT received FROM delivery_statuses WHERE recipient = '60151'`))
	require.Equal(t, 1, storetest.Read[int](f, `SELECT received FROM delivery_statuses WHERE recipient = '60152'`), "the same from each")
}

func TestOddTextIsKeptAndFailsNoBatch(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	emoji := strings.Repeat("\U0001F9D1", contact.MaxTextID) // four bytes each
	odd := map[string]contact.Event{
		"an emoji of four bytes":                 contacttest.Text("odd-1", 0, contacttest.Called(contacttest.Number("60161"), "Ada \U0001F600 \U0001F1F2\U0001F1FE")),
		"an escaped NUL in the raw item":         contacttest.Text("odd-2", 0, contacttest.Number("60162")),
		"a very long id":                         contacttest.Text(emoji, 0, contacttest.Number("60163")),
		"the longest name":                       contacttest.Text("odd-4", 0, contacttest.Called(contacttest.Number("60164"), emoji)),
		"a long text":                            contacttest.Text("odd-5", 0, contacttest.Number("60165")),
		"the longest identity":                   contacttest.Text("odd-6", 0, contacttest.UserID("MY.ENT."+strings.Repeat("a", 128))),
		"quotes, braces and backslashes":         contacttest.Text(`odd-7'"\{}%_`, 0, contacttest.Called(contacttest.Number("60167"), `{"a",NULL}\ '); --`)),
		"a number that is none":                  contacttest.Text("odd-8", 0, contacttest.Number("not/a number")),
		"deep nesting, which jsonb would refuse": contacttest.Text("odd-9", 0, contacttest.Number("60169")),
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
	f.Record(events...)
	for name, ev := range odd {
		t.Run(name, func(t *testing.T) {
			f := f.In(t)
			decisions := f.Decide(contacttest.Shop, ev.Facts.Key())
			require.Equal(t, []string{"created/first_message"}, storetest.InShort(decisions))
			c, err := f.Book.Contact(t.Context(), decisions[0].ContactID)
			require.NoError(t, err)
			if ev.Facts.Person.ProfileName != "" {
				require.Equal(t, ev.Facts.Person.ProfileName, c.DisplayName)
			}
			require.Equal(t, ev.ExternalID, *c.FirstMessageWaID)
			require.Equal(t, ev.Facts.Message.Text, *c.FirstMessageText)
			require.Equal(t, string(ev.Raw), storetest.Read[string](f, `SELECT raw FROM events WHERE id = $1`, decisions[0].EventID))
		})
	}
}
