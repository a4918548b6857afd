package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

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
