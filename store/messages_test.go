package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

func TestMessagesPageByPage(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := number("60341")
	var events []contact.Event
	for i := range 25 {
		events = append(events, text(fmt.Sprintf("m-%02d", i), i/5, p)) // five in each second
	}
	events[7].Facts.Message.Text = ""
	f.record(events...)
	id := f.decide(shop, "60341")[0].ContactID
	f.happen(text("other", 1, number("60342")))

	page := func(before *store.Position, limit int) []book.MessageRow {
		rows, err := f.Messages(t.Context(), id, before, limit)
		require.NoError(t, err)
		return rows
	}
	newest := page(nil, 4)
	require.Len(t, newest, 4)
	require.True(t, clock(4).Equal(newest[3].SentAt), "the newest page, newest last")

	var all []book.MessageRow
	var before *store.Position
	for {
		rows := page(before, 4)
		if len(rows) == 0 {
			break
		}
		all = append(rows, all...)
		before = &store.Position{At: rows[0].SentAt, ID: rows[0].EventID}
	}
	require.Len(t, all, 25)
	seen := map[string]bool{}
	for i, m := range all {
		require.False(t, seen[m.ExternalID], "%s comes twice", m.ExternalID)
		seen[m.ExternalID] = true
		require.Equal(t, clock(i/5), m.SentAt.UTC())
		if m.ExternalID == "m-07" {
			require.Nil(t, m.Text)
		} else {
			require.Equal(t, "Text of "+m.ExternalID, *m.Text)
		}
	}
}

func TestAds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.channel("second", "7002")
	bare := ad("a-7", 7, number("60354"), "")
	newer := ad("a-3", 30, number("60351"), "100")
	newer.Facts.Message.Referral.Headline = "Buy now"
	f.happen(
		ad("a-1", 10, number("60351"), "100"), // makes a contact
		ad("a-2", 20, number("60352"), "100"), // makes another
		newer,                                 // from a contact that is there
		text("a-4", 5, number("60353")),
		ad("a-5", 40, number("60353"), "200"), // their first message came from no ad
		from("7002", ad("a-6", 6, number("60351"), "100")),
		bare,
	)
	get := func(channel string) []book.AdRow {
		rows, err := f.Ads(t.Context(), channel)
		require.NoError(t, err)
		for i := range rows {
			rows[i].FirstMessage, rows[i].LastMessage = rows[i].FirstMessage.UTC(), rows[i].LastMessage.UTC()
		}
		return rows
	}
	row := func(ad, channel, headline string, messages, contacts int64, first, last time.Time) book.AdRow {
		kind := "ad"
		return book.AdRow{
			AdID: ad, ChannelID: channel, SourceType: &kind, Headline: &headline,
			Messages: messages, Contacts: contacts, FirstMessage: first, LastMessage: last,
		}
	}
	require.Equal(t, []book.AdRow{
		row("100", shop, "Buy now", 3, 2, clock(10), clock(30)),
		row("200", shop, "Buy 200", 1, 0, clock(40), clock(40)),
	}, get(shop))
	require.Equal(t, []book.AdRow{
		row("100", shop, "Buy now", 3, 2, clock(10), clock(30)),
		row("100", "second", "Buy 100", 1, 1, clock(6), clock(6)),
		row("200", shop, "Buy 200", 1, 0, clock(40), clock(40)),
	}, get(""), "each channel for itself")
	require.Empty(t, get("none"))
}
