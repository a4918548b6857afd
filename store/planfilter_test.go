package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// attr narrows by one attribute.
func attr(a contact.AttributeFilter) book.ContactFilter {
	return book.ContactFilter{Attributes: []contact.AttributeFilter{a}}
}

// filters has every filter by itself, newest first: each goes by an index.
func (p planTest) filters(t *testing.T) {
	yes, no := true, false
	middle := p.after(t, book.ContactFilter{}, storetest.LargePeople/2)
	for name, filter := range map[string]book.ContactFilter{
		"assignee":            {Assignee: "kumar"},
		"assignee of nobody":  {Assignee: "nobody"},
		"opted out":           {OptedOut: &yes},
		"not opted out":       {OptedOut: &no},
		"wrote":               {Wrote: &yes},
		"never wrote":         {Wrote: &no},
		"any of several tags": {AnyTags: []string{"regular", "lead"}},
		"any tag of nobody":   {AnyTags: []string{"none"}},
		"without a tag":       {NotTags: []string{"regular"}},
		"without any tag":     {Without: []string{contact.NoTag}},
		"without an assignee": {Without: []string{contact.NoAssignee}},
		// The index holds hours: it finds all of the one in which this began.
		"conversed in the last minute":            {ConversedAfter: time.Now().Add(-time.Minute)},
		"conversed after long ago":                {ConversedAfter: time.Now().Add(-1000 * time.Hour)},
		"conversed before long ago":               {ConversedBefore: time.Now().Add(-1000 * time.Hour)},
		"conversed before the future":             {ConversedBefore: time.Now().Add(time.Hour)},
		"an import":                               {Import: uuid.MustParse(storetest.LargeImport)},
		"an import of nothing":                    {Import: uuid.New()},
		"an outcome of an import":                 {Import: uuid.MustParse(storetest.LargeImport), Outcome: "created"},
		"another outcome of an import":            {Import: uuid.MustParse(storetest.LargeImport), Outcome: "updated"},
		"a job":                                   {Job: uuid.MustParse(storetest.LargeJob)},
		"an outcome of a job":                     {Job: uuid.MustParse(storetest.LargeJob), Outcome: "changed"},
		"another outcome of a job":                {Job: uuid.MustParse(storetest.LargeJob), Outcome: "failed"},
		"a job of nothing":                        {Job: uuid.New()},
		"a few that were picked":                  {Only: []uuid.UUID{uuid.New(), uuid.New()}},
		"all but a few":                           {Except: []uuid.UUID{uuid.New(), uuid.New()}},
		"a text that old contacts have":           attr(contact.AttributeFilter{Name: "city", Is: "ipoh"}),
		"a text that a few have":                  attr(contact.AttributeFilter{Name: "city", Is: "Gopeng"}),
		"a text that most have":                   attr(contact.AttributeFilter{Name: "city", Is: "Kampar"}),
		"a text that nobody has":                  attr(contact.AttributeFilter{Name: "city", Is: "Nowhere"}),
		"an attribute that nobody has":            attr(contact.AttributeFilter{Name: "shoes", Is: "44"}),
		"a number":                                attr(contact.AttributeFilter{Name: "budget", Is: "12345.0", Number: true}),
		"the least numbers":                       attr(contact.AttributeFilter{Name: "budget", To: "50", Number: true}),
		"numbers between":                         attr(contact.AttributeFilter{Name: "budget", From: "9000", To: "9050", Number: true}),
		"the greatest numbers":                    attr(contact.AttributeFilter{Name: "budget", From: "19990", Number: true}),
		"dates between":                           attr(contact.AttributeFilter{Name: "born", From: "1970-01-01", To: "1970-02-01"}),
		"without an attribute that most have not": {Without: []string{"attr.shoes"}},
	} {
		for place, after := range map[string]*store.Position{"first page": nil, "page in the middle": middle} {
			t.Run(name+"/"+place, func(t *testing.T) {
				requireFew(t, p.plans(t, func(f storetest.Fixture) { f.List(filter, after, storetest.PageSize) }), storetest.Few)
			})
		}
	}
}

// together puts filters together: how is up to PostgreSQL, but the contacts are not read
// from end to end, and what stands beside a contact is read for those of the page alone.
func (p planTest) together(t *testing.T) {
	yes := true
	for name, filter := range map[string]book.ContactFilter{
		"several tags":              {Tags: []string{"regular", "lead"}},
		"a tag and not another":     {Tags: []string{"lead"}, NotTags: []string{"regular"}},
		"a tag and an assignee":     {Tags: []string{"regular"}, Assignee: "kumar"},
		"an attribute and a tag":    {Tags: []string{"lead"}, Attributes: []contact.AttributeFilter{{Name: "city", Is: "Ipoh"}}},
		"a channel and a sort":      {ChannelID: storetest.Branch, Sort: contact.ByConversed},
		"an assignee who opted out": {Assignee: "kumar", OptedOut: &yes},
		"who wrote lately":          {ConversedAfter: time.Now().Add(-20 * time.Hour)},
		"numbers between, by time":  {CreatedAfter: time.Now().Add(-100 * time.Hour), Attributes: []contact.AttributeFilter{{Name: "budget", From: "9000", To: "11000", Number: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, plan := range p.plans(t, func(f storetest.Fixture) { f.List(filter, nil, storetest.PageSize) }) {
				require.NotContains(t, plan.ReadWhole(), "contacts", "%s", plan)
				require.LessOrEqual(t, plan.Looked(), storetest.LargePeople/3, "rows that a step looked at:\n%s", plan)
				require.LessOrEqual(t, plan.RowsOf("messages"), storetest.PageSize, "%s", plan)
			}
		})
	}
}

// near puts filters together that the same contacts pass, which PostgreSQL takes for
// chance: the page is full near the beginning of the list.
func (p planTest) near(t *testing.T) {
	yes := true
	for name, filter := range map[string]book.ContactFilter{
		"who wrote lately without an assignee": {ConversedAfter: time.Now().Add(-20 * time.Hour), Without: []string{contact.NoAssignee}},
		"a value and who wrote":                {Wrote: &yes, Attributes: []contact.AttributeFilter{{Name: "city", Is: "Kampar"}}},
		"a tag of who wrote, on a channel":     {Wrote: &yes, Tags: []string{"regular"}, ChannelID: "shop"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, plan := range p.plans(t, func(f storetest.Fixture) {
				require.Len(t, f.List(filter, nil, storetest.PageSize), storetest.PageSize)
			}) {
				require.LessOrEqual(t, plan.Sorted(), 5000, "rows that were sorted:\n%s", plan)
				require.LessOrEqual(t, plan.RowsOf("contacts"), 5000, "rows that a step looked at:\n%s", plan)
			}
		})
	}
}

// orders lists in other orders than that of creation. Of those who wrote last an hour is
// sorted: here 180 of them write in one.
func (p planTest) orders(t *testing.T) {
	for _, sort := range []contact.Sort{contact.ByConversed, contact.ByName} {
		filter := book.ContactFilter{Sort: sort}
		never := p.after(t, filter, storetest.LargePeople-100) // among those who never wrote, by the last message
		places := map[string]*store.Position{
			"first page": nil, "page in the middle": p.after(t, filter, storetest.LargePeople/2), "one of the last pages": never,
		}
		require.Equal(t, sort == contact.ByConversed, never.Never)
		for place, after := range places {
			t.Run(string(sort)+"/"+place, func(t *testing.T) {
				requireFew(t, p.plans(t, func(f storetest.Fixture) { f.List(filter, after, storetest.PageSize) }), 2*storetest.Few)
			})
		}
	}
}

// counts counts a few exactly, and looks no further than to the number that is still
// counted.
func (p planTest) counts(t *testing.T) {
	const most = 1000
	for name, filter := range map[string]book.ContactFilter{
		"all": {}, "a tag": {Tags: []string{"lead"}}, "an assignee": {Assignee: "kumar"}, "a channel": {ChannelID: storetest.Branch},
	} {
		t.Run(name, func(t *testing.T) {
			for _, plan := range p.plans(t, func(f storetest.Fixture) {
				_, _, err := f.Book.CountContacts(t.Context(), filter, most)
				require.NoError(t, err)
			}) {
				require.LessOrEqual(t, plan.Looked(), 2*most, "rows that a step looked at:\n%s", plan)
			}
		})
	}
}

// countsWithin counts for a page where all would be looked at to count up to the most: a
// few are found soon.
func (p planTest) countsWithin(t *testing.T) {
	filter := book.ContactFilter{Query: "hana", Tags: []string{"regular"}}
	looked := func(e book.Effort) (most int) {
		for _, plan := range p.plans(t, func(f storetest.Fixture) {
			_, exact, err := f.Book.CountWithin(t.Context(), filter, e)
			require.NoError(t, err)
			require.False(t, exact)
		}) {
			most = max(most, plan.Looked())
		}
		return most
	}
	const all = 900 // of 1,000 that there are
	require.Greater(t, looked(book.Effort{Most: all, Few: all, Dear: 1}), storetest.LargePeople/6)
	require.Less(t, looked(book.Effort{Most: all, Few: 100, Dear: 1}), storetest.LargePeople/6)
}
