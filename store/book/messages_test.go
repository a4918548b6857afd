package book_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

func TestMessagesPageByPage(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	p := contacttest.Number("60341")
	var events []contact.Event
	for i := range 25 {
		events = append(events, contacttest.Text(fmt.Sprintf("m-%02d", i), i/5, p)) // five in each second
	}
	events[7].Facts.Message.Text = ""
	f.Record(events...)
	id := f.Decide(contacttest.Shop, "60341")[0].ContactID
	f.Happen(contacttest.Text("other", 1, contacttest.Number("60342")))

	page := func(before *store.Position, limit int) []book.MessageRow {
		rows, err := f.Book.Messages(t.Context(), id, before, limit)
		require.NoError(t, err)
		return rows
	}
	newest := page(nil, 4)
	require.Len(t, newest, 4)
	require.True(t, contacttest.Clock(4).Equal(newest[3].SentAt), "the newest page, newest last")

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
		require.Equal(t, contacttest.Clock(i/5), m.SentAt.UTC())
		if m.ExternalID == "m-07" {
			require.Nil(t, m.Text)
		} else {
			require.Equal(t, "Text of "+m.ExternalID, *m.Text)
		}
	}
}

func TestAds(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("second", "7002")
	bare := contacttest.Ad("a-7", 7, contacttest.Number("60354"), "")
	newer := contacttest.Ad("a-3", 30, contacttest.Number("60351"), "100")
	newer.Facts.Message.Referral.Headline = "Buy now"
	f.Happen(
		contacttest.Ad("a-1", 10, contacttest.Number("60351"), "100"), // makes a contact
		contacttest.Ad("a-2", 20, contacttest.Number("60352"), "100"), // makes another
		newer, // from a contact that is there
		contacttest.Text("a-4", 5, contacttest.Number("60353")),
		contacttest.Ad("a-5", 40, contacttest.Number("60353"), "200"), // their first message came from no ad
		contacttest.From("7002", contacttest.Ad("a-6", 6, contacttest.Number("60351"), "100")),
		bare,
	)
	get := func(channel string) []book.AdRow {
		rows, err := f.Book.Ads(t.Context(), channel)
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
		row("100", contacttest.Shop, "Buy now", 3, 2, contacttest.Clock(10), contacttest.Clock(30)),
		row("200", contacttest.Shop, "Buy 200", 1, 0, contacttest.Clock(40), contacttest.Clock(40)),
	}, get(contacttest.Shop))
	require.Equal(t, []book.AdRow{
		row("100", contacttest.Shop, "Buy now", 3, 2, contacttest.Clock(10), contacttest.Clock(30)),
		row("100", "second", "Buy 100", 1, 1, contacttest.Clock(6), contacttest.Clock(6)),
		row("200", contacttest.Shop, "Buy 200", 1, 0, contacttest.Clock(40), contacttest.Clock(40)),
	}, get(""), "each channel for itself")
	require.Empty(t, get("none"))
}
