package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// confined reads lists as who sees certain channels alone.
func (p planTest) confined(t *testing.T) {
	known := p.In(t).List(book.ContactFilter{Query: "4915120012345"}, nil, 1)[0]
	for name, in := range map[string]store.Channels{
		"a rare channel": store.OnlyChannels(storetest.Branch), "a common channel": store.OnlyChannels(contacttest.Shop),
		"both": store.OnlyChannels(storetest.Branch, contacttest.Shop), "a rare channel and others": store.OnlyChannels(storetest.Branch, "none", "nothing"),
		"nobody's": store.OnlyChannels("none", "nothing"), "none": {},
	} {
		seen := p.Book.In(in)
		for what, filter := range map[string]book.ContactFilter{
			"contacts": {}, "contacts with a rare tag": {Tags: []string{"lead"}}, "a search": {Query: "4915120012343"}, "a channel": {ChannelID: storetest.Branch},
			"an ad": {AdID: "ad-1"}, "a source": {Source: "import"},
		} {
			t.Run(what+" of "+name, func(t *testing.T) {
				requireFew(t, p.plans(t, func(storetest.Fixture) {
					_, err := seen.Contacts(t.Context(), filter, nil, storetest.PageSize)
					require.NoError(t, err)
				}), storetest.Few)
			})
		}
		t.Run("events of "+name, func(t *testing.T) {
			for _, plan := range p.plans(t, func(storetest.Fixture) {
				_, _, err := seen.Events(t.Context(), book.EventFilter{}, uuid.Nil, storetest.PageSize)
				require.NoError(t, err)
			}) {
				require.NotContains(t, plan.ReadWhole(), "events")
				require.LessOrEqual(t, plan.Looked(), 10_001, "rows that a step looked at:\n%s", plan)
			}
		})
		for what, q := range map[string]book.Question{"a number": {Phone: "4915120012345"}, "a contact": {ContactID: known.ID}, "a user id": {UserID: "MY.none"}} {
			t.Run(what+" explained on "+name, func(t *testing.T) {
				requireFew(t, p.plans(t, func(storetest.Fixture) {
					_, err := seen.Explain(t.Context(), q)
					require.NoError(t, err)
				}), storetest.Few)
			})
		}
	}
}
