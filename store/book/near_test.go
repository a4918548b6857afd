package book_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// TestFilteredListsAreWhatTheirConditionsFind narrows by several filters, in every order:
// page by page there and back, from anywhere, the lists are those that the conditions find.
// There are more contacts than are looked at near the beginning of a page.
func TestFilteredListsAreWhatTheirConditionsFind(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const people = 12_000
	manyAlike(f, people)
	f.Exec(`INSERT INTO attributes (name, type) VALUES ('city', 'string'), ('budget', 'number')`)
	times := f.List(book.ContactFilter{}, nil, people)
	late, early := times[len(times)/4].CreatedAt, times[len(times)*3/4].CreatedAt
	yes, no := true, false
	between := func(from, to string) contact.AttributeFilter {
		return contact.AttributeFilter{Name: "budget", From: from, To: to, Number: true}
	}
	city := contact.AttributeFilter{Name: "city", Is: "Ipoh"}
	const (
		vip    = `EXISTS (SELECT FROM contact_tags ct WHERE ct.contact_id = c.id)`
		budget = `(c.attributes ->> 'budget')::numeric`
	)
	for i, narrowed := range []struct {
		book.ContactFilter
		where string
		args  []any
	}{
		{ContactFilter: book.ContactFilter{Tags: []string{"vip"}, Wrote: &yes}, where: vip + ` AND c.last_conversed_at IS NOT NULL`},
		{ContactFilter: book.ContactFilter{NotTags: []string{"vip"}, Wrote: &no}, where: `NOT ` + vip + ` AND c.last_conversed_at IS NULL`},
		{ContactFilter: book.ContactFilter{Wrote: &no}, where: `c.last_conversed_at IS NULL`},
		{ContactFilter: book.ContactFilter{Attributes: []contact.AttributeFilter{city}, Tags: []string{"vip"}}, where: vip + ` AND c.attributes ? 'city'`},
		{ContactFilter: book.ContactFilter{Attributes: []contact.AttributeFilter{between("100", "120")}}, where: budget + ` BETWEEN 100 AND 120`},
		{ContactFilter: book.ContactFilter{Attributes: []contact.AttributeFilter{between("", "900"), city}, Wrote: &yes}, where: budget + ` <= 900 AND c.last_conversed_at IS NOT NULL`},
		{ContactFilter: book.ContactFilter{Attributes: []contact.AttributeFilter{between("300", ""), between("", "350")}}, where: budget + ` BETWEEN 300 AND 350`},
		{ContactFilter: book.ContactFilter{CreatedBefore: early, Tags: []string{"vip"}, ChannelID: "branch"}, where: vip + ` AND c.created_at < $1 AND c.channel_id = 'branch'`, args: []any{early}},
		{ContactFilter: book.ContactFilter{CreatedAfter: early, CreatedBefore: late, Attributes: []contact.AttributeFilter{city}}, where: `c.created_at > $1 AND c.created_at < $2 AND c.attributes ? 'city'`, args: []any{early, late}},
		{ContactFilter: book.ContactFilter{ConversedAfter: late, Without: []string{contact.NoTag}}, where: `c.last_conversed_at > $1 AND NOT ` + vip, args: []any{late}},
		{ContactFilter: book.ContactFilter{Source: "form", Tags: []string{"vip"}}, where: `false`},
	} {
		for j, sort := range append(contact.Sorts()[1:], "") {
			t.Run(fmt.Sprintf("%d by %s", i, sort), func(t *testing.T) {
				f, filter, random := f.In(t), narrowed.ContactFilter, rand.New(rand.NewPCG(uint64(i), uint64(j)))
				filter.Sort = sort
				want := storetest.Column(f, `
SELECT c.id::text FROM contacts c
WHERE NOT c.hidden AND NOT c.half AND `+narrowed.where+`
ORDER BY `+orders[sort], narrowed.args...)
				require.Equal(t, narrowed.where == "false", len(want) == 0)
				require.Equal(t, want, idsOf(f.List(filter, nil, people)), "as an export reads it")
				for range 4 {
					from, size := random.IntN(max(len(want), 1)), 1+random.IntN(60)
					var position *store.Position
					if from > 0 {
						last := book.PositionOf(f.List(filter, nil, from)[from-1], sort)
						position = &last
					}
					page := f.List(filter, position, size)
					require.Equal(t, want[from:min(from+size, len(want))], idsOf(page), "%d from %d", size, from)
					if from > 0 {
						back, err := f.Book.ContactsBefore(t.Context(), filter, *position, size)
						require.NoError(t, err)
						require.Equal(t, want[max(from-1-size, 0):from-1], idsOf(back), "before %d", from)
					}
				}
			})
		}
	}
}
