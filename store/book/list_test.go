package book_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

func names(rows []book.ContactRow) []string {
	all := []string{}
	for _, r := range rows {
		all = append(all, r.DisplayName)
	}
	return all
}

func TestContactsPageByPage(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const before = 230
	f.People(before-30, "same") // one instant: the id decides
	for i := range 3 {
		f.People(10, fmt.Sprintf("later%d-", i))
	}

	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := f.Pool.Exec(t.Context(), `
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source)
VALUES (gen_random_uuid(), 'shop', gen_random_uuid(), 'message', $1, 'new', 'phone')`, fmt.Sprint("new", i)); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	seen := map[uuid.UUID]bool{}
	old := 0
	var after *store.Position
	for {
		page := f.List(book.ContactFilter{}, after, 7)
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			require.False(t, seen[c.ID], "%s is listed twice", c.DisplayName)
			seen[c.ID] = true
			if c.DisplayName != "new" {
				old++
			}
			if after != nil {
				require.False(t, c.CreatedAt.After(after.At), "newest first")
			}
			after = &store.Position{At: c.CreatedAt, ID: c.ID}
		}
	}
	close(stop)
	wg.Wait()
	require.Equal(t, before, old, "what was there at the start is listed to the last")
}

func TestContactFilters(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("second", "7002")
	out := f.Happen(
		contacttest.Text("f-1", 1, contacttest.Called(contacttest.Number("60301111111"), "Ada")),
		contacttest.Ad("f-2", 2, contacttest.Called(contacttest.Number("60302222222"), "Bob"), "777"),
		contacttest.From("7002", contacttest.Text("f-3", 3, contacttest.Called(contacttest.Number("60301111111"), "Cleo"))),
		contacttest.Text("f-4", 4, contacttest.Called(contacttest.Number("60304444444"), "Merged")),
		contacttest.Ad("f-5", 5, contacttest.Called(contacttest.Number("60301111111"), "Ada"), "888"))
	ada, merged := out[0].ContactID, out[3].ContactID
	f.Exec(`UPDATE contacts SET source = 'import', created_at = '2020-01-01T00:00:00Z' WHERE id = $1`, out[1].ContactID)
	f.Exec(`UPDATE contacts SET merged_into = $1 WHERE id = $2`, ada, merged)
	f.Exec(`WITH t AS (INSERT INTO tags (name) VALUES ('Lead'), ('Admin') RETURNING id)
            INSERT INTO contact_tags SELECT $1, id FROM t`, ada)

	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name   string
		filter book.ContactFilter
		want   []string
	}{
		{"none lists all but what became part of another", book.ContactFilter{}, []string{"Cleo", "Ada", "Bob"}},
		{"by channel", book.ContactFilter{ChannelID: contacttest.Shop}, []string{"Ada", "Bob"}},
		{"by a channel that is not there", book.ContactFilter{ChannelID: "none"}, []string{}},
		{"by source", book.ContactFilter{Source: "import"}, []string{"Bob"}},
		{"by ad", book.ContactFilter{AdID: "777"}, []string{"Bob"}},
		{"by the first ad only", book.ContactFilter{AdID: "888"}, []string{"Ada"}},
		{"by tag, in any case", book.ContactFilter{Tags: []string{"LEAD"}}, []string{"Ada"}},
		{"created after", book.ContactFilter{CreatedAfter: day}, []string{"Cleo", "Ada"}},
		{"created after, just before", book.ContactFilter{CreatedAfter: day.Add(-time.Microsecond)}, []string{"Cleo", "Ada", "Bob"}},
		{"created before", book.ContactFilter{CreatedBefore: day.Add(time.Microsecond)}, []string{"Bob"}},
		{"created before is exclusive", book.ContactFilter{CreatedBefore: day}, []string{}},
		{"several at once", book.ContactFilter{ChannelID: contacttest.Shop, Query: "60301"}, []string{"Ada"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, names(f.In(t).List(tc.filter, nil, 10)))
		})
	}

	t.Run("a contact has its tags by name", func(t *testing.T) {
		f := f.In(t)
		require.Equal(t, []string{"Admin", "Lead"}, f.Get(ada).Tags)
		require.Equal(t, []string{}, f.Get(out[2].ContactID).Tags)
		require.Empty(t, f.Get(ada).Attributes)
	})
	t.Run("a contact that was merged leads to the one it became part of", func(t *testing.T) {
		require.Equal(t, ada, f.In(t).Get(merged).ID)
	})
	t.Run("a contact that is not there is not found", func(t *testing.T) {
		_, err := f.Book.Contact(t.Context(), uuid.New())
		require.ErrorIs(t, err, store.ErrNotFound)
	})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	percent := contacttest.Called(contacttest.Number("60331111111"), "100% Cotton")
	snake := contacttest.Called(contacttest.Number("60332222222"), "snake_case")
	slash := contacttest.Called(contacttest.Number("60333333333"), `back\slash`)
	accent := contacttest.Called(contact.Person{UserID: "MY.abcDEF1", Username: "elodie_77"}, "ÉLODIE Müller")
	f.Happen(contacttest.Text("s-1", 1, percent), contacttest.Text("s-2", 2, snake), contacttest.Text("s-3", 3, slash), contacttest.Text("s-4", 4, accent),
		contacttest.Text("s-5", 5, contacttest.Called(contacttest.Number("60335555555"), "1000 Cottons")), contacttest.Text("s-6", 6, contacttest.Called(contacttest.Number("60336666666"), "snakeXcase")))
	f.Exec(`UPDATE contacts SET display_name = 'Renamed', name_source = 'manual' WHERE display_name = '1000 Cottons'`)
	for _, tc := range []struct {
		name, query string
		want        []string
	}{
		{"part of a name, in any case", "COTTON", []string{"Renamed", "100% Cotton"}},
		{"a percent sign is itself", "100%", []string{"100% Cotton"}},
		{"alone too", "%", []string{"100% Cotton"}},
		{"an underscore is itself", "e_c", []string{"snake_case"}},
		{"a backslash is itself", `k\s`, []string{`back\slash`}},
		{"part of a number", "3333", []string{`back\slash`}},
		{"a number as people write it", "+60 332-22 (22)", []string{"snake_case"}},
		{"a number with its plus", "+60332", []string{"snake_case"}},
		{"letters beyond English, in any case", "élodie", []string{"ÉLODIE Müller"}},
		{"part of a username", "odie_7", []string{"ÉLODIE Müller"}},
		{"part of a user id, in any case", "my.ABC", []string{"ÉLODIE Müller"}},
		{"the WhatsApp name of one that has another", "1000 cot", []string{"Renamed"}},
		{"space around it does not count", "  renamed ", []string{"Renamed"}},
		{"quotes break nothing", `'"; --`, []string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, names(f.In(t).List(book.ContactFilter{Query: tc.query}, nil, 10)))
		})
	}
}
