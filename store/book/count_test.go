package book_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// TestCountsAboveTheMost are estimates, and never less than what was counted.
func TestCountsAboveTheMost(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.People(60, "60123")
	count := func(most int64) (int64, bool) {
		n, exact, err := f.Book.CountContacts(t.Context(), book.ContactFilter{}, most)
		require.NoError(t, err)
		return n, exact
	}
	n, exact := count(60)
	require.Equal(t, []any{int64(60), true}, []any{n, exact}, "the most is counted")
	n, exact = count(59)
	require.GreaterOrEqual(t, n, int64(60))
	require.False(t, exact)
	f.Exec(`ANALYZE contacts`)
	n, exact = count(10)
	require.Equal(t, []any{int64(60), false}, []any{n, exact}, "as the statistics have it")
}

// TestCountsWithinAnEffort are those of CountContacts where counting is not dear.
func TestCountsWithinAnEffort(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.People(60, "60123")
	f.Exec(`ANALYZE contacts`)
	count := func(filter book.ContactFilter, e book.Effort) []any {
		n, exact, err := f.Book.CountWithin(t.Context(), filter, e)
		require.NoError(t, err)
		return []any{n, exact}
	}
	wrote := false
	some := book.ContactFilter{Wrote: &wrote}
	require.Equal(t, []any{int64(60), true}, count(some, book.Effort{Most: 60, Few: 10, Dear: 1000}), "sixty are counted in no time")
	n := count(some, book.Effort{Most: 60, Few: 10, Dear: 1})
	require.False(t, n[1].(bool), "dear: the few, and then what the statistics say")
	require.Equal(t, []any{int64(60), true}, count(some, book.Effort{Most: 70, Few: 60, Dear: 1}), "dear, but few")

	for name, everybody := range map[string]book.ContactFilter{"all": {}, "of a channel": {ChannelID: contacttest.Shop}} {
		require.Equal(t, []any{int64(60), false}, count(everybody, book.Effort{Most: 6}), "%s: PostgreSQL knows that there are more", name)
		require.Equal(t, []any{int64(60), true}, count(everybody, book.Effort{Most: 60, Few: 60, Dear: 1}), "%s: so few are counted", name)
		f.Exec(`UPDATE contacts SET half = true WHERE wa_id LIKE '%7'`)
		require.Equal(t, []any{int64(54), true}, count(everybody, book.Effort{Most: 60, Few: 60}), "%s: and not what was there once", name)
		f.Exec(`UPDATE contacts SET half = false`)
		f.Exec(`ANALYZE contacts`)
	}
}

// TestBothCountsAreThoseOfEach counts what a filter and a wider one find together: as each
// alone, and what is exact then is exact.
func TestBothCountsAreThoseOfEach(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	manyAlike(f, 3000)
	half := f.List(book.ContactFilter{}, nil, 1500)[1499].CreatedAt
	for _, query := range []string{"", "hana", "hana 2", "ana 4915", "4915120000", "491512000012", "nobody whatsoever"} {
		for name, filter := range map[string]book.ContactFilter{
			"nothing else": {}, "a channel": {ChannelID: "branch"}, "no channel": {ChannelID: "none"}, "a tag": {Tags: []string{"vip"}},
			"a value": {Attributes: []contact.AttributeFilter{{Name: "city", Is: "Ipoh"}}}, "a time": {CreatedAfter: half},
			"several": {ChannelID: contacttest.Shop, Tags: []string{"vip"}, CreatedAfter: half},
		} {
			for _, e := range []book.Effort{{Most: 4000, Few: 4000}, {Most: 4000, Few: 40}, {Most: 40, Few: 40}} {
				for _, in := range []store.Channels{store.AllChannels(), store.OnlyChannels("branch", "none")} {
					in := f.Book.In(in)
					filter.Query = query
					wider := book.ContactFilter{Query: query}
					found, all, err := in.CountBoth(t.Context(), filter, e)
					require.NoError(t, err)
					for _, c := range []struct {
						of  book.ContactFilter
						got book.Counted
					}{{filter, found}, {wider, all}} {
						n, exact, err := in.CountContacts(t.Context(), c.of, 4000)
						require.NoError(t, err)
						require.True(t, exact)
						if c.got.Exact {
							require.Equal(t, n, c.got.Contacts, "%q, %s, %+v", query, name, e)
							continue
						}
						require.Greater(t, n, int64(40), "%q, %s, %+v: so few are counted", query, name, e)
						require.Greater(t, c.got.Contacts, int64(40), "%q, %s, %+v", query, name, e)
					}
					if e.Few == 4000 {
						require.True(t, found.Exact && all.Exact, "%q, %s", query, name)
					}
				}
			}
		}
	}
}

// TestChannelsAreCountedAtOnce counts who is found in each channel.
func TestChannelsAreCountedAtOnce(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	manyAlike(f, 3000)
	for _, query := range []string{"hana", "4915120000", "nobody whatsoever"} {
		want := map[string]int64{}
		for _, id := range []string{contacttest.Shop, "branch"} {
			n, exact, err := f.Book.CountContacts(t.Context(), book.ContactFilter{Query: query, ChannelID: id}, 4000)
			require.NoError(t, err)
			require.True(t, exact)
			if n > 0 {
				want[id] = n
			}
		}
		got, all, err := f.Book.CountByChannel(t.Context(), book.ContactFilter{Query: query}, book.Effort{Most: 4000, Few: 4000})
		require.NoError(t, err)
		require.True(t, all)
		require.Equal(t, want, got, query)
	}
	_, all, err := f.Book.CountByChannel(t.Context(), book.ContactFilter{Query: "hana"}, book.Effort{Most: 100, Few: 100})
	require.NoError(t, err)
	require.False(t, all, "more than are counted")
	got, _, err := f.Book.In(store.OnlyChannels("branch")).CountByChannel(t.Context(), book.ContactFilter{Query: "hana"}, book.Effort{Most: 4000, Few: 4000})
	require.NoError(t, err)
	require.NotContains(t, got, contacttest.Shop)
	require.Contains(t, got, "branch")
}

// TestAChannelOfDeletedPeopleIsCounted expects of a channel those who are shown there, and
// not as many as of the others.
func TestAChannelOfDeletedPeopleIsCounted(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	manyAlike(f, 3000)
	f.Exec(`UPDATE contacts SET deleted_at = now() WHERE channel_id = 'branch' AND right(wa_id, 2) <> '10'`)
	f.Exec(`ANALYZE contacts`)
	n, exact, err := f.Book.CountContacts(t.Context(), book.ContactFilter{ChannelID: "branch"}, 3000)
	require.NoError(t, err)
	require.True(t, exact)
	require.Less(t, n, int64(20))
	for _, in := range []*book.Book{f.Book, f.Book.In(store.OnlyChannels("branch"))} {
		got, exact, err := in.CountWithin(t.Context(), book.ContactFilter{ChannelID: "branch"}, book.Effort{Most: 20, Few: 20, Dear: 1})
		require.NoError(t, err)
		require.Equal(t, []any{n, true}, []any{got, exact})
	}
}
