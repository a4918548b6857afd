package book_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// manyAlike fills a database with more contacts than are looked at before few are gathered.
// Most numbers came together, so that those that begin alike stand together in the list.
func manyAlike(f storetest.Fixture, n int) {
	f.T.Helper()
	f.Channel("branch", "7002")
	f.Exec(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, folded, created_at, last_conversed_at, conversed_hour,
                      first_message_id, half, deleted_at, attributes)
SELECT gen_random_uuid(), CASE WHEN i % 7 = 0 THEN 'branch' ELSE $1 END, gen_random_uuid(), 'message', n.number, n.name, 'profile', lower(n.name) || ' ' || n.number,
       at, CASE WHEN i % 3 > 0 THEN at END, CASE WHEN i % 3 > 0 THEN date_trunc('hour', at, 'UTC') ELSE '-infinity' END,
       CASE WHEN i % 3 > 0 THEN gen_random_uuid() END, i % 101 = 0, CASE WHEN i % 103 = 0 THEN now() END,
       CASE WHEN i % 2 = 0 THEN jsonb_build_object('city', 'Ipoh', 'budget', i / 10) ELSE '{}' END
FROM generate_series(1, $2::int) AS i
CROSS JOIN LATERAL (SELECT CASE WHEN i % 11 = 0 THEN '60' || (1234567890 - i * 37) ELSE '49151' || lpad((20000000 + i * 2)::text, 8, '0') END AS number,
                           (ARRAY['Hana', 'Kofi', 'Ana 49151200'])[1 + i % 3] || ' ' || i AS name, now() - ($2::int - i / 2) * interval '1 minute' AS at) AS n`, contacttest.Shop, n)
	f.Exec(`
INSERT INTO contact_attributes (contact_id, name, value, number, created_at)
SELECT c.id, v.name, v.value, v.number, c.created_at FROM contacts c CROSS JOIN LATERAL attribute_values(c.attributes) AS v`)
	f.Exec(`WITH t AS (INSERT INTO tags (name) VALUES ('vip') RETURNING id) INSERT INTO contact_tags SELECT c.id, t.id FROM contacts c, t WHERE c.wa_id LIKE '%4'`)
	f.Exec(`ANALYZE contacts, contact_tags, contact_attributes`)
}

// orders are those of lists, as plain as can be.
var orders = map[contact.Sort]string{
	"": `c.created_at DESC, c.id DESC`, contact.ByName: `left(coalesce(c.folded, c.search), 60) COLLATE "C", c.id`,
	contact.ByConversed: `c.last_conversed_at DESC NULLS LAST, CASE WHEN c.last_conversed_at IS NULL THEN c.created_at END DESC, c.id DESC`,
}

// straight is the list of a filter as PostgreSQL finds it by the conditions alone.
func straight(f storetest.Fixture, filter book.ContactFilter) []string {
	f.T.Helper()
	q := contact.ReadQuery(filter.Query)
	contains := `(SELECT bool_and(position(w IN coalesce(c.folded, c.search)) > 0) FROM unnest($1::text[]) AS w)
       OR EXISTS (SELECT FROM unnest($2::text[]) AS n WHERE position(n IN coalesce(c.folded, c.search)) > 0)`
	where := ""
	if len(filter.Tags) > 0 {
		where += ` AND EXISTS (SELECT FROM contact_tags ct WHERE ct.contact_id = c.id)`
	}
	if len(filter.Attributes) > 0 {
		where += ` AND c.attributes ? 'city'`
	}
	if !filter.CreatedAfter.IsZero() {
		where += fmt.Sprintf(` AND c.created_at > '%s'`, filter.CreatedAfter.Format("2006-01-02T15:04:05.999999Z07:00"))
	}
	return storetest.Column(f, `
SELECT c.id::text FROM contacts c
WHERE NOT c.hidden AND NOT c.half AND (`+contains+`) AND ($3 = '' OR c.channel_id = $3)`+where+`
ORDER BY `+orders[filter.Sort], q.Words, q.Numbers, filter.ChannelID)
}

func idsOf(rows []book.ContactRow) []string {
	all := []string{}
	for _, r := range rows {
		all = append(all, r.ID.String())
	}
	return all
}

// TestFewAreFoundAsBefore searches for parts of numbers of every length, and for names,
// wherever those who have them stand in the list, with filters and in every order: page by
// page there and back, and counted, they are those that the conditions find.
func TestFewAreFoundAsBefore(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	f := storetest.Setup(t)
	manyAlike(f, 3000)
	random := rand.New(rand.NewPCG(1, 2))
	oldest := storetest.Column(f, `SELECT wa_id FROM contacts ORDER BY created_at, id LIMIT 2500`)
	newest := storetest.Column(f, `SELECT wa_id FROM contacts ORDER BY created_at DESC, id LIMIT 500`)
	after := f.List(book.ContactFilter{}, nil, 1200)[1199].CreatedAt
	filters := []book.ContactFilter{
		{}, {ChannelID: contacttest.Shop}, {ChannelID: "branch"}, {ChannelID: "none"}, {Tags: []string{"vip"}}, {CreatedAfter: after},
		{Attributes: []contact.AttributeFilter{{Name: "city", Is: "Ipoh"}}},
	}
	several := 0
	for i := range 120 {
		number := []([]string){oldest, newest}[i%2][random.IntN(500)]
		begin, end := 0, 7+random.IntN(len(number)-6)
		if i%5 == 0 { // a piece of its middle or end
			begin, end = random.IntN(3), len(number)
		}
		query := []string{"", "+", "hana ", "00", "ana 49151200 "}[random.IntN(5)] + number[begin:end]
		if i%8 == 7 {
			query = []string{"hana", "kofi", "ana 4915", "kof 491"}[random.IntN(4)]
		}
		filter := filters[random.IntN(len(filters))]
		filter.Query, filter.Sort = query, append(contact.Sorts()[1:], "")[i%3]
		t.Run(fmt.Sprintf("%d %s", i, query), func(t *testing.T) {
			f := f.In(t)
			want := straight(f, filter)
			if len(want) > 50 {
				several++
			}
			require.Equal(t, want, idsOf(f.List(filter, nil, 4000)), "as an export reads it")
			paged, size := []string{}, 1+random.IntN(60)
			for position := (*store.Position)(nil); len(paged) < 300; {
				page := f.List(filter, position, size)
				if len(page) == 0 {
					break
				}
				paged = append(paged, idsOf(page)...)
				last := book.PositionOf(page[len(page)-1], filter.Sort)
				position = &last
				if len(paged) < 150 {
					back, err := f.Book.ContactsBefore(t.Context(), filter, last, size)
					require.NoError(t, err)
					require.Equal(t, want[max(len(paged)-1-size, 0):len(paged)-1], idsOf(back), "before it")
				}
			}
			require.Equal(t, want[:min(len(paged), len(want))], paged)
			require.GreaterOrEqual(t, len(paged), min(len(want), 300))
			n, exact, err := f.Book.CountWithin(t.Context(), filter, book.Effort{Most: 4000, Few: 4000, Dear: 1})
			require.NoError(t, err)
			require.Equal(t, []any{int64(len(want)), true}, []any{n, exact})
			if len(want) > 0 {
				confined, err := f.Book.In(store.OnlyChannels("branch", "none")).Contacts(t.Context(), filter, nil, 20)
				require.NoError(t, err)
				for _, c := range confined {
					require.Equal(t, "branch", c.ChannelID)
					require.Contains(t, want, c.ID.String())
				}
			}
		})
	}
	require.Greater(t, several, 10, "some have many pages")
}
