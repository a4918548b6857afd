package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestPlans reads how PostgreSQL ran the statements that the store sends, on
// tables that are large enough for a sequential scan to be the dearer way.
func TestPlans(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	f := storetest.Setup(t)
	f.FillLarge()
	f, r := f.Explaining()
	p := planTest{f, r}
	// The searches that cost most come first: after those a plan for any value
	// would seem cheap to the ones that find few.
	t.Run("short searches", p.shortSearches)
	t.Run("contacts", p.contacts)
	t.Run("filters", p.filters)
	t.Run("filters together", p.together)
	t.Run("filters near", p.near)
	t.Run("orders", p.orders)
	t.Run("orders backwards", p.backwards)
	t.Run("numbers that came together", p.numbersThatCameTogether)
	t.Run("a name late in the list by name", p.nameLateInTheList)
	t.Run("counts", p.counts)
	t.Run("counts within an effort", p.countsWithin)
	t.Run("deep pages", p.deepPages)
	t.Run("export", p.export)
	t.Run("events", p.events)
	t.Run("of one contact", p.oneContact)
	t.Run("quarantine", p.quarantine)
	t.Run("explain", p.explains)
	t.Run("conflicts", p.conflicts)
	t.Run("duplicates", p.duplicates)
	t.Run("of certain channels", p.confined)
	t.Run("preview of an import", p.preview)
	t.Run("arrivals", p.arrivals)
	t.Run("folding", p.folding)
	t.Run("hot path", p.hotPath) // the last one: it writes
}

// TestPlansOfASuddenBurst decides the first of many events, with statistics of a
// quiet time: a queue is mostly empty when they are taken. Whoever looks for one
// key must not read what the others wait for.
func TestPlansOfASuddenBurst(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	f := storetest.Setup(t)
	first := contacttest.Number("4915120012345")
	f.Record(contacttest.Text("burst", 1, first))
	f.FillSuddenly()
	f, r := f.Explaining()
	p := planTest{f, r}
	plans := p.Of(t, func() { p.In(t).Decide(contacttest.Shop, first.WaID) })
	require.NotEmpty(t, plans)
	requireFew(t, plans, storetest.Few)
}

// TestPlansOfASuddenForm decides a submission, for which the claims of the
// contact and of what was merged into it are read, with statistics of the time
// before there were many of either.
func TestPlansOfASuddenForm(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	f := storetest.Setup(t)
	known := contacttest.Number("4915120099999") // nobody of the many
	f.Happen(contacttest.Text("before", 1, contacttest.Called(known, "Ada")))
	remarks := "Met at the fair"
	submission := contacttest.Text("submission", 2, known)
	submission.Source, submission.Facts.Message = contact.SourceForm, nil
	submission.Facts.Fields = &contact.Fields{Remarks: &remarks}
	f.Record(submission)
	f.FillSuddenly()
	f.Exec(`
UPDATE contacts SET merged_into = (SELECT min(id::text)::uuid FROM contacts)
WHERE id IN (SELECT id FROM contacts WHERE wa_id LIKE '%7' LIMIT $1)`, 2*storetest.Few)
	f, r := f.Explaining()
	p := planTest{f, r}
	plans := p.Of(t, func() { p.In(t).Decide(contacttest.Shop, known.WaID) })
	require.NotEmpty(t, plans)
	requireFew(t, plans, storetest.Few)
}

type planTest struct {
	storetest.Fixture
	*storetest.PlanReader
}

// plans runs something often and returns all plans.
func (p planTest) plans(t *testing.T, do func(f storetest.Fixture)) []storetest.Plan {
	t.Helper()
	return p.Of(t, func() {
		for range storetest.Often {
			do(p.In(t))
		}
	})
}

// requireFew fails for a plan that reads a large table from end to end, or that
// looks at or sorts more rows than a page needs.
func requireFew(t *testing.T, plans []storetest.Plan, rows int) {
	t.Helper()
	for _, p := range plans {
		require.Empty(t, p.ReadWhole(), "read from end to end:\n%s", p)
		require.LessOrEqual(t, p.Looked(), rows, "rows that a step looked at:\n%s", p)
		require.LessOrEqual(t, p.Sorted(), rows, "rows that were sorted:\n%s", p)
	}
}

// after returns the position after so many contacts of a filter.
func (p planTest) after(t *testing.T, filter book.ContactFilter, contacts int) *store.Position {
	t.Helper()
	rows := p.In(t).List(filter, nil, contacts)
	require.Len(t, rows, contacts)
	last := book.PositionOf(rows[contacts-1], filter.Sort)
	return &last
}

func (p planTest) contacts(t *testing.T) {
	middle := p.after(t, book.ContactFilter{}, storetest.LargePeople/2)
	for _, tc := range []struct {
		name   string
		filter book.ContactFilter
	}{
		{"search of a common name", book.ContactFilter{Query: "hana"}},
		{"search of a name", book.ContactFilter{Query: "zoë qui"}},
		{"search of words in another order", book.ContactFilter{Query: "quist zoe"}},
		{"search of a number that is not read", book.ContactFilter{Query: "004915120012345"}},
		{"search of a number", book.ContactFilter{Query: "+4915120012345"}},
		{"search of the end of a number", book.ContactFilter{Query: "0012345"}},
		{"search that finds nothing", book.ContactFilter{Query: "nobody"}},
		{"search of a common name on a channel", book.ContactFilter{Query: "hana", ChannelID: storetest.Branch}},
		{"search of a number on a channel", book.ContactFilter{Query: "4915120012343", ChannelID: storetest.Branch}},
		{"all", book.ContactFilter{}},
		{"channel", book.ContactFilter{ChannelID: storetest.Branch}},
		{"channel of nobody", book.ContactFilter{ChannelID: "none"}},
		{"rare tag", book.ContactFilter{Tags: []string{"lead"}}},
		{"common tag", book.ContactFilter{Tags: []string{"regular"}}},
		{"ad", book.ContactFilter{AdID: "ad-1"}},
		{"tag of nobody", book.ContactFilter{Tags: []string{"none"}}},
		{"source", book.ContactFilter{Source: "import"}},
		{"source of nobody", book.ContactFilter{Source: "form"}},
		{"commonest source", book.ContactFilter{Source: "message"}},
		{"created after", book.ContactFilter{CreatedAfter: time.Now().Add(-time.Hour)}},
		{"created before", book.ContactFilter{CreatedBefore: time.Now().Add(-72 * time.Hour)}},
	} {
		for place, after := range map[string]*store.Position{"first page": nil, "page in the middle": middle} {
			t.Run(tc.name+"/"+place, func(t *testing.T) {
				requireFew(t, p.plans(t, func(f storetest.Fixture) { f.List(tc.filter, after, storetest.PageSize) }), storetest.Few)
			})
		}
	}
}

// One or two letters are the beginning of a word, which trigrams find.
func (p planTest) shortSearches(t *testing.T) {
	for _, query := range []string{"qq", "q", "ha", "h", "qu", "49", "99"} {
		t.Run(query, func(t *testing.T) {
			requireFew(t, p.plans(t, func(f storetest.Fixture) { f.List(book.ContactFilter{Query: query}, nil, storetest.PageSize) }), storetest.Few)
		})
	}
}

// A page costs the same wherever it is: a page before it is never read again.
func (p planTest) deepPages(t *testing.T) {
	for name, tc := range map[string]struct {
		filter book.ContactFilter
		page   int
	}{
		"all":       {book.ContactFilter{}, 1000},
		"a channel": {book.ContactFilter{ChannelID: storetest.Branch}, 150},
		"a source":  {book.ContactFilter{Source: "import"}, 15},
	} {
		t.Run(name, func(t *testing.T) {
			deep := p.after(t, tc.filter, (tc.page-1)*storetest.PageSize)
			first := p.plans(t, func(f storetest.Fixture) { f.List(tc.filter, nil, storetest.PageSize) })
			later := p.plans(t, func(f storetest.Fixture) { f.List(tc.filter, deep, storetest.PageSize) })
			requireFew(t, slices.Concat(first, later), storetest.PageSize)
			require.LessOrEqual(t, later[0].Blocks(), first[0].Blocks()*3/2, "blocks of page %d:\n%s", tc.page, later[0])
		})
	}
}

func (p planTest) export(t *testing.T) {
	exported := 0
	plans := p.Of(t, func() {
		require.NoError(t, p.Book.EachContact(t.Context(), book.ContactFilter{}, func(book.ContactRow) error {
			exported++
			return nil
		}))
	})
	require.Equal(t, storetest.LargePeople, exported)
	require.Greater(t, len(plans), 10, "it is read a page at a time")
	for _, p := range plans {
		// A page of an export is a large part of these 20,000: the way to its
		// first messages may be the whole table, and the last pages may be
		// sorted together.
		require.NotContains(t, p.ReadWhole(), "contacts", "%s", p)
		require.LessOrEqual(t, p.RowsOf("contacts"), 3*storetest.ExportPage, "contacts that were looked at:\n%s", p)
		require.LessOrEqual(t, p.Sorted(), 3*storetest.ExportPage, "rows that were sorted:\n%s", p)
	}
}

func (p planTest) events(t *testing.T) {
	list := func(f storetest.Fixture, filter book.EventFilter, after uuid.UUID) {
		_, _, err := f.Book.Events(t.Context(), filter, after, storetest.PageSize)
		require.NoError(t, err)
	}
	middle := storetest.Read[uuid.UUID](p.In(t), `SELECT id FROM events ORDER BY id OFFSET $1 LIMIT 1`, storetest.LargePeople/2)
	for name, filter := range map[string]book.EventFilter{
		"all":              {},
		"channel":          {ChannelID: storetest.Branch},
		"decision":         {Decision: "created"},
		"quarantined":      {Decision: "quarantined"},
		"source":           {Source: "import"},
		"source of none":   {Source: "form"},
		"commonest source": {Source: "message"},
	} {
		t.Run(name, func(t *testing.T) {
			requireFew(t, p.plans(t, func(f storetest.Fixture) { list(f, filter, middle) }), storetest.Few)
		})
	}
	t.Run("pending", func(t *testing.T) {
		// The queue is the filter: it is read, the ledger is not.
		for _, p := range p.plans(t, func(f storetest.Fixture) { list(f, book.EventFilter{Decision: book.Pending}, uuid.Nil) }) {
			require.NotContains(t, p.ReadWhole(), "events")
			require.LessOrEqual(t, p.Looked(), storetest.LargeQueue, "rows that a step looked at:\n%s", p)
		}
	})
	// No index covers a decision or channel, so that deciding and recording cost
	// none. A page of what hardly any event has reads no more than a part of the
	// ledger, and says where it stopped.
	const most = 10_000
	for name, filter := range map[string]book.EventFilter{
		"rare decision":          {Decision: "updated"},
		"decision on a channel":  {Decision: "updated", ChannelID: storetest.Branch},
		"channel of nobody":      {ChannelID: "none"},
		"pending on a channel":   {Decision: book.Pending, ChannelID: "none"},
		"quarantined of a queue": {Decision: "quarantined", ChannelID: "none"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range p.plans(t, func(f storetest.Fixture) { list(f, filter, uuid.Nil) }) {
				require.NotContains(t, p.ReadWhole(), "events")
				require.LessOrEqual(t, p.Looked(), most+1, "rows that a step looked at:\n%s", p)
			}
		})
	}
}

func (p planTest) oneContact(t *testing.T) {
	chatty := p.In(t).List(book.ContactFilter{Query: "491512" + strings.Repeat("0", 7)}, nil, 1)[0].ID
	t.Run("messages", func(t *testing.T) {
		middle := &store.Position{At: storetest.Read[time.Time](p.In(t), `
SELECT sent_at FROM messages WHERE contact_id = $1 ORDER BY sent_at OFFSET $2 LIMIT 1`, chatty, storetest.ChattyMessages/2)}
		for _, before := range []*store.Position{nil, middle} {
			requireFew(t, p.plans(t, func(f storetest.Fixture) {
				_, err := f.Book.Messages(t.Context(), chatty, before, storetest.PageSize)
				require.NoError(t, err)
			}), storetest.PageSize)
		}
	})
	t.Run("provenance", func(t *testing.T) {
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			_, err := f.Book.Provenance(t.Context(), chatty)
			require.NoError(t, err)
		}), storetest.PageSize)
	})
	t.Run("events", func(t *testing.T) {
		// All events of the contact are looked at, and none of another one.
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			_, _, err := f.Book.Events(t.Context(), book.EventFilter{ContactID: chatty}, uuid.Nil, storetest.PageSize)
			require.NoError(t, err)
		}), storetest.ChattyMessages+1)
	})
}

// quarantine counts what the badge of every page and the page of quarantined events show:
// no event is looked at.
func (p planTest) quarantine(t *testing.T) {
	for name, channel := range map[string]string{"of each channel": "", "of one": storetest.Branch} {
		t.Run(name, func(t *testing.T) {
			plans := p.plans(t, func(f storetest.Fixture) {
				_, err := f.Book.CountSome(t.Context(), channel, 1000)
				require.NoError(t, err)
				_, err = f.Book.QuarantineGroups(t.Context(), channel, false)
				require.NoError(t, err)
			})
			requireFew(t, plans, storetest.Few)
			for _, plan := range plans {
				require.Zero(t, plan.RowsOf("events"), "%s", plan)
			}
		})
	}
}

func (p planTest) explains(t *testing.T) {
	known := p.In(t).List(book.ContactFilter{Query: "4915120012345"}, nil, 1)[0]
	for name, q := range map[string]book.Question{
		"a number": {Phone: "4915120012345"}, "a stranger's number": {Phone: "60999999999"}, "a contact": {ContactID: known.ID},
		"a user id": {UserID: "MY.none"}, "a message": {MessageID: "none"},
		"a message that is there": {MessageID: storetest.Read[string](p.In(t), `SELECT external_id FROM events WHERE contact_id = $1 AND external_id IS NOT NULL LIMIT 1`, known.ID)},
	} {
		t.Run(name, func(t *testing.T) {
			requireFew(t, p.plans(t, func(f storetest.Fixture) { f.Explain(q) }), storetest.Few)
		})
	}
}

func (p planTest) conflicts(t *testing.T) {
	for name, tc := range map[string]struct {
		all    bool
		before int64
	}{
		"open": {}, "all": {all: true}, "all, in the middle": {all: true, before: storetest.LargePeople / 4},
	} {
		t.Run(name, func(t *testing.T) {
			requireFew(t, p.plans(t, func(f storetest.Fixture) {
				_, err := f.Book.Conflicts(t.Context(), "", tc.all, tc.before, storetest.PageSize)
				require.NoError(t, err)
			}), storetest.Few)
		})
	}
}

// folding looks for contacts that nobody has folded: there are none, and a few.
func (p planTest) folding(t *testing.T) {
	fold := func(f storetest.Fixture) {
		_, err := f.Ledger.FoldSome(t.Context())
		require.NoError(t, err)
	}
	requireFew(t, p.plans(t, fold), storetest.Few)
	p.In(t).Exec(`UPDATE contacts SET folded = NULL WHERE id IN (SELECT id FROM contacts ORDER BY id DESC LIMIT 20)`)
	requireFew(t, p.plans(t, fold), storetest.Few)
}

// hotPath records, claims and decides. Those connections are told to avoid
// sequential scans, so the way to fail is to walk through a whole index: each
// step must know the keys that it is after.
func (p planTest) hotPath(t *testing.T) {
	known := contacttest.Number("4915120012345")
	n := 0
	for name, do := range map[string]func(f storetest.Fixture, id string){
		"a new person": func(f storetest.Fixture, id string) {
			f.Happen(contacttest.Text(id, n, contacttest.Called(contacttest.Number("6090000"+id[len(id)-2:]), "New")))
		},
		"a known person": func(f storetest.Fixture, id string) { f.Happen(contacttest.Text(id, n, known)) },
		"a user id that is told": func(f storetest.Fixture, id string) {
			f.Happen(contacttest.Text(id, n, contact.Person{WaID: known.WaID, UserID: "MY." + id[len("plan-"):]}))
		},
		"a redelivery": func(f storetest.Fixture, id string) {
			again := contacttest.Text(id, n, known)
			f.Record(again)
			f.Record(again)
			f.Decide(contacttest.Shop, known.WaID)
		},
		"a preference of nobody": func(f storetest.Fixture, id string) {
			f.Happen(contacttest.Preference(id, n, contacttest.Number("609999999"), true))
		},
		"the queue": func(f storetest.Fixture, _ string) {
			got := f.Acquire(contact.Live, storetest.PageSize, time.Minute)
			require.Len(t, got.Leases, storetest.PageSize)
			f.Release(ledger.Ended{Lease: got.Leases[0]}, ledger.Ended{Lease: got.Leases[1], Woken: true},
				ledger.Ended{Lease: got.Leases[2], Rest: true, After: time.Minute})
		},
		"a failure": func(f storetest.Fixture, id string) {
			f.Record(contacttest.Text(id, n, known))
			_, task := f.Next(known.WaID)
			_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			plans := p.plans(t, func(f storetest.Fixture) {
				n++
				do(f, "plan-"+string(rune('a'+n/26))+string(rune('a'+n%26)))
			})
			requireFew(t, plans, storetest.Few)
			for _, p := range plans {
				require.Empty(t, p.Walked(), "walked through without a key:\n%s", p)
			}
		})
	}
}
