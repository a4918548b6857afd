package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// numbersThatCameTogether searches for leading digits of a thousand numbers behind the newest
// 7,000: these are not passed one by one.
func (p planTest) numbersThatCameTogether(t *testing.T) {
	const nearby, found, anHour = 2000, 1000, 180
	for name, filter := range map[string]book.ContactFilter{
		"newest first": {}, "on a channel": {ChannelID: storetest.Branch}, "with a tag": {Tags: []string{"regular"}},
		"by the last message": {Sort: contact.ByConversed}, "with a name": {Query: "fischer "},
	} {
		filter.Query += "4915120012"
		t.Run(name, func(t *testing.T) {
			for _, plan := range p.plans(t, func(f storetest.Fixture) {
				require.NotEmpty(t, f.List(filter, nil, storetest.PageSize))
				n, exact, err := f.Book.CountWithin(t.Context(), filter, book.Effort{Most: 10 * found, Few: 10, Dear: 1})
				require.NoError(t, err)
				require.True(t, exact)
				require.LessOrEqual(t, n, int64(found))
			}) {
				require.NotContains(t, plan.ReadWhole(), "contacts", "%s", plan)
				require.LessOrEqual(t, plan.RowsOf("contacts"), nearby+anHour, "rows that a step looked at:\n%s", plan)
			}
		})
	}
}

// nameLateInTheList searches for a name in a list by name: of those who come before it in the
// alphabet, four in five of all, few are looked at.
func (p planTest) nameLateInTheList(t *testing.T) {
	const found = storetest.LargePeople / 5
	filter := book.ContactFilter{Query: "hana", Sort: contact.ByName}
	for _, plan := range p.plans(t, func(f storetest.Fixture) { require.Len(t, f.List(filter, nil, storetest.PageSize), storetest.PageSize) }) {
		require.LessOrEqual(t, plan.RowsOf("contacts"), found, "rows that a step looked at:\n%s", plan)
	}
}

// preview works out what a file about some of the people would do.
func (p planTest) preview(t *testing.T) {
	f := p.In(t)
	id := f.KeepImport(imports.Import{}, "x")
	var rows []imports.StagedRow
	for n, waID := range storetest.Column(f, `SELECT wa_id FROM contacts WHERE NOT hidden AND wa_id IS NOT NULL ORDER BY id LIMIT 20`) {
		rows = append(rows, storetest.StageRow(id, n+2, waID, "In the file"))
	}
	require.Len(t, rows, 20)
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, rows, nil))
	preview, err := p.Imports.Preview(t.Context(), id)
	require.NoError(t, err)
	plans := p.plans(t, func(storetest.Fixture) {
		page, err := preview.Page(t.Context(), 0, 100, &imports.ImportPreview{})
		require.NoError(t, err)
		require.Len(t, page, 20)
	})
	require.NotEmpty(t, plans)
	requireFew(t, plans, storetest.Few)
}

// arrivals counts who came in the last month: once that is done, it reads who came since
// then, and not who came before.
func (p planTest) arrivals(t *testing.T) {
	spans := []time.Time{time.Now().AddDate(0, 0, -29).Truncate(24 * time.Hour), time.Now().Truncate(24 * time.Hour)}
	count := func(f storetest.Fixture) {
		_, err := f.Book.Arrivals(t.Context(), "", spans)
		require.NoError(t, err)
	}
	count(p.In(t))
	requireFew(t, p.plans(t, count), storetest.Few)
}
