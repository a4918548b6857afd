package storetest

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
)

// KeepImport keeps an import of the shop.
func (f Fixture) KeepImport(in imports.Import, file string) uuid.UUID {
	f.T.Helper()
	in.ID, in.Mode = uuid.Must(uuid.NewV7()), "upsert"
	if in.ChannelID == "" {
		in.ChannelID = contacttest.Shop
	}
	id, _, err := f.Imports.CreateImport(f.T.Context(), in, strings.NewReader(file), 1<<30)
	require.NoError(f.T, err)
	return id
}

// StageRow is a row of one page that says the name of a number.
func StageRow(id uuid.UUID, n int, waID, name string) imports.StagedRow {
	page := 0
	return imports.StagedRow{
		N: n, Page: &page, Cells: []string{waID, name}, Key: contact.FoldNumber(waID), Status: "pending",
		Facts: &contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: waID, Unconfirmed: true},
			Fields: &contact.Fields{DisplayName: &name, AddTags: []string{"bulk"}},
			Row:    &contact.ImportRow{Import: id, N: n},
		},
	}
}

// RecordRows stages rows and records their page.
func (f Fixture) RecordRows(id uuid.UUID, rows ...imports.StagedRow) {
	f.T.Helper()
	require.NoError(f.T, f.Imports.StageRows(f.T.Context(), id, 0, rows, nil))
	recorded, err := f.Imports.RecordPage(f.T.Context(), id, 0)
	require.NoError(f.T, err)
	require.EqualValues(f.T, len(rows), recorded)
}

// ManyRows stages rows that are pending, and one that was merged into the last.
func (f Fixture) ManyRows(id uuid.UUID, n int) {
	f.T.Helper()
	var rows []imports.StagedRow
	for i := range n {
		rows = append(rows, StageRow(id, i+2, fmt.Sprintf("60177%06d", i), "Many"))
	}
	last := n + 1
	rows = append(rows, imports.StagedRow{N: n + 2, Cells: []string{"x"}, Status: "merged", MergedInto: &last})
	require.NoError(f.T, f.Imports.StageRows(f.T.Context(), id, 0, rows, nil))
}

// Undo undoes an import of a contact's, as its workflow does.
func (f Fixture) Undo(n int, id, contactID uuid.UUID, who contact.Person) []string {
	f.T.Helper()
	ev := contacttest.Touch("undo"+id.String(), n, who)
	ev.Source, ev.Origin, ev.ChannelID, ev.Kind = contact.SourceImport, id.String(), contacttest.Shop, "undo"
	ev.Facts.Command = &contact.Command{Contact: contactID, UndoImport: id}
	return InShort(f.Happen(ev))
}

// Counts counts the rows of an import, as its activities do, and returns what readers
// are shown then.
func (f Fixture) Counts(id uuid.UUID) imports.ImportCounts {
	f.T.Helper()
	require.NoError(f.T, f.Imports.Count(f.T.Context(), id))
	v, err := f.Imports.Import(f.T.Context(), id)
	require.NoError(f.T, err)
	return v.Counts
}
