package book_test

import (
	"encoding/json"
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

// given is an event by which the API gives a contact fields, who need not have written.
func given(id string, at int, waID string, fields contact.Fields) contact.Event {
	ev := contacttest.Text(id, at, contact.Person{WaID: waID, Unconfirmed: true})
	ev.Source, ev.Facts.Message, ev.Facts.Fields = contact.SourceAPI, nil, &fields
	return ev
}

func attributes(of map[string]string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, value := range of {
		out[name] = json.RawMessage(value)
	}
	return out
}

// TestFiltersOfAllKinds narrows a few people by everything that they have and have not.
func TestFiltersOfAllKinds(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	name := func(s string) *string { return &s }
	optOut := true
	out := f.Happen(
		contacttest.Text("a", 60, contacttest.Called(contacttest.Number("60301111111"), "Ada")),
		given("b", 2, "60302222222", contact.Fields{DisplayName: name("Bob"), Assignee: name("Kumar"), AddTags: []string{"vip", "fair"},
			Attributes: attributes(map[string]string{"city": `"São Paulo"`, "age": `30`, "born": `"1996-02-29"`})}),
		given("c", 3, "60303333333", contact.Fields{DisplayName: name("Cleo"), AddTags: []string{"vip"},
			Attributes: attributes(map[string]string{"city": `"Ipoh"`, "age": `9.5`, "born": `"2016-10-10"`})}),
		given("d", 4, "60304444444", contact.Fields{AddTags: []string{"lost"}, Attributes: attributes(map[string]string{"age": `100`})}),
	)
	f.Happen(contacttest.Text("e", 3*3600, contacttest.Called(contact.Person{UserID: "MY.eve1"}, "Eve")))
	preference := given("f", 5, "60303333333", contact.Fields{})
	preference.Facts.OptOut = &optOut
	f.Happen(preference)
	no := false
	at := func(seconds int) time.Time { return contacttest.Text("at", seconds, contact.Person{}).OccurredAt }
	value := func(name, is, from, to string) []contact.AttributeFilter {
		return []contact.AttributeFilter{{Name: name, Is: is, From: from, To: to, Number: name == "age"}}
	}
	for what, test := range map[string]struct {
		filter book.ContactFilter
		want   []string
	}{
		"all":                          {book.ContactFilter{}, []string{"Eve", "60304444444", "Cleo", "Bob", "Ada"}},
		"two tags":                     {book.ContactFilter{Tags: []string{"VIP", "fair"}}, []string{"Bob"}},
		"a tag and one of nobody":      {book.ContactFilter{Tags: []string{"vip", "none"}}, []string{}},
		"any of two tags":              {book.ContactFilter{AnyTags: []string{"fair", "Lost", "none"}}, []string{"60304444444", "Bob"}},
		"any tag that is not there":    {book.ContactFilter{AnyTags: []string{"none"}}, []string{}},
		"not a tag":                    {book.ContactFilter{NotTags: []string{"vip", "none"}}, []string{"Eve", "60304444444", "Ada"}},
		"a tag and not another":        {book.ContactFilter{Tags: []string{"vip"}, NotTags: []string{"fair"}}, []string{"Cleo"}},
		"without a tag":                {book.ContactFilter{Without: []string{contact.NoTag}}, []string{"Eve", "Ada"}},
		"without an assignee":          {book.ContactFilter{Without: []string{contact.NoAssignee}}, []string{"Eve", "60304444444", "Cleo", "Ada"}},
		"without a name":               {book.ContactFilter{Without: []string{contact.NoName}}, []string{"60304444444"}},
		"without a number":             {book.ContactFilter{Without: []string{contact.NoNumber}}, []string{"Eve"}},
		"without an attribute":         {book.ContactFilter{Without: []string{"attr.city", contact.NoTag}}, []string{"Eve", "Ada"}},
		"an assignee, in any case":     {book.ContactFilter{Assignee: "kumar"}, []string{"Bob"}},
		"opted out":                    {book.ContactFilter{OptedOut: &optOut}, []string{"Cleo"}},
		"not opted out":                {book.ContactFilter{OptedOut: &no}, []string{"Eve", "60304444444", "Bob", "Ada"}},
		"wrote":                        {book.ContactFilter{Wrote: &optOut}, []string{"Eve", "Ada"}},
		"never wrote":                  {book.ContactFilter{Wrote: &no}, []string{"60304444444", "Cleo", "Bob"}},
		"conversed after":              {book.ContactFilter{ConversedAfter: at(60)}, []string{"Eve"}},
		"conversed after, just before": {book.ContactFilter{ConversedAfter: at(59)}, []string{"Eve", "Ada"}},
		"conversed before":             {book.ContactFilter{ConversedBefore: at(3 * 3600)}, []string{"Ada"}},
		"conversed between":            {book.ContactFilter{ConversedAfter: at(60), ConversedBefore: at(3 * 3600)}, []string{}},
		"a text, in any case":          {book.ContactFilter{Attributes: value("city", "SÃO paulo", "", "")}, []string{"Bob"}},
		"a text of nobody":             {book.ContactFilter{Attributes: value("city", "Ipo", "", "")}, []string{}},
		"a number, however written":    {book.ContactFilter{Attributes: value("age", "30.00", "", "")}, []string{"Bob"}},
		"numbers from":                 {book.ContactFilter{Attributes: value("age", "", "30", "")}, []string{"60304444444", "Bob"}},
		"numbers to":                   {book.ContactFilter{Attributes: value("age", "", "", "30")}, []string{"Cleo", "Bob"}},
		"numbers between":              {book.ContactFilter{Attributes: value("age", "", "9.6", "99")}, []string{"Bob"}},
		"dates from":                   {book.ContactFilter{Attributes: value("born", "", "1996-02-29", "")}, []string{"Cleo", "Bob"}},
		"dates between":                {book.ContactFilter{Attributes: value("born", "", "1996-03-01", "2016-10-10")}, []string{"Cleo"}},
		"two attributes":               {book.ContactFilter{Attributes: append(value("city", "ipoh", "", ""), value("age", "", "", "10")...)}, []string{"Cleo"}},
		"two that differ":              {book.ContactFilter{Attributes: append(value("city", "ipoh", "", ""), value("age", "30", "", "")...)}, []string{}},
		"an attribute and a tag":       {book.ContactFilter{Tags: []string{"vip"}, Attributes: value("age", "", "10", "")}, []string{"Bob"}},
		"by name":                      {book.ContactFilter{Sort: contact.ByName}, []string{"60304444444", "Ada", "Bob", "Cleo", "Eve"}},
		"by the last message":          {book.ContactFilter{Sort: contact.ByConversed}, []string{"Eve", "Ada", "60304444444", "Cleo", "Bob"}},
		"an attribute by name":         {book.ContactFilter{Sort: contact.ByName, Attributes: value("city", "ipoh", "", "")}, []string{"Cleo"}},
	} {
		t.Run(what, func(t *testing.T) {
			f := f.In(t)
			require.Equal(t, test.want, names(f.List(test.filter, nil, 10)))
			var paged []string
			for after, size := (*store.Position)(nil), 1; ; {
				page := f.List(test.filter, after, size)
				if len(page) == 0 {
					break
				}
				paged = append(paged, page[0].DisplayName)
				last := book.PositionOf(page[0], test.filter.Sort)
				after = &last
			}
			require.Equal(t, test.want, append([]string{}, paged...), "one by one")
			n, exact, err := f.Book.CountContacts(t.Context(), test.filter, 10)
			require.NoError(t, err)
			require.Equal(t, []any{int64(len(test.want)), true}, []any{n, exact})
		})
	}
	require.Len(t, out, 4)
}

// TestContactsOfAnImport finds whom the rows of an import are about, also those who
// became part of somebody else.
func TestContactsOfAnImport(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	out := f.Happen(
		contacttest.Text("a", 1, contacttest.Called(contacttest.Number("60301111111"), "Ada")),
		contacttest.Text("b", 2, contacttest.Called(contacttest.Number("60302222222"), "Bob")),
		contacttest.Text("c", 3, contacttest.Called(contacttest.Number("60303333333"), "Cleo")),
		contacttest.Text("d", 4, contacttest.Called(contacttest.Number("60304444444"), "Dan")),
		contacttest.Text("e", 5, contacttest.Called(contacttest.Number("60305555555"), "Eve")))
	file := uuid.New()
	f.Exec(`INSERT INTO imports (id, channel_id, filename, bytes, mode, dry_run, status) VALUES ($1, 'shop', 'x', 1, 'upsert', false, 'completed')`, file)
	for i, status := range []string{"created", "updated", "unchanged", "failed"} {
		f.Exec(`INSERT INTO import_rows (import_id, n, cells, status, contact_id) VALUES ($1, $2, '{}', $3, $4)`, file, i, status, out[i].ContactID)
	}
	of := func(outcome string) []string {
		return names(f.List(book.ContactFilter{Import: file, Outcome: outcome}, nil, 10))
	}
	require.Equal(t, []string{"Cleo", "Bob", "Ada"}, of(""))
	require.Equal(t, [][]string{{"Ada"}, {"Bob"}, {"Cleo"}}, [][]string{of("created"), of("updated"), of("unchanged")})
	require.Empty(t, f.List(book.ContactFilter{Import: uuid.New()}, nil, 10))
	f.Exec(`UPDATE contacts SET merged_into = $1 WHERE id = $2`, out[3].ContactID, out[1].ContactID)
	f.Exec(`UPDATE contacts SET merged_into = $1 WHERE id = $2`, out[4].ContactID, out[3].ContactID)
	require.Equal(t, []string{"Eve"}, of("updated"), "through both merges")
	require.Equal(t, []string{"Eve", "Cleo", "Ada"}, of(""), "each once")
}
