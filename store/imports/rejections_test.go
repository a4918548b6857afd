package imports_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestEveryRejectionOfADryRunIsGrouped has a row for each reason for which the rules reject
// one: each is counted under its reason, with what would help.
func TestEveryRejectionOfADryRunIsGrouped(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("m1", 1, contact.Person{WaID: "5215512345678", UserID: "MX.1"}), contacttest.Text("m2", 1, contact.Person{WaID: "525512345678", UserID: "MX.2"}))
	id := f.KeepImport(imports.Import{DryRun: true}, "x")
	fits, nobody := storetest.StageRow(id, 2, "+5215512345678", "Fits two"), storetest.StageRow(id, 3, "60177000001", "Nobody")
	nobody.Facts.Effect, nobody.Facts.Reason = contact.Touches, contact.NotAContact
	rows := map[contact.Reason]imports.StagedRow{contact.AmbiguousPhone: fits, contact.NotAContact: nobody}
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, []imports.StagedRow{fits, nobody}, nil))
	preview, err := f.Imports.Preview(t.Context(), id)
	require.NoError(t, err)
	page, err := preview.Page(t.Context(), 0, 10, &imports.ImportPreview{})
	require.NoError(t, err)
	require.NoError(t, f.Imports.KeepRejections(t.Context(), id, page))
	groups, err := f.Imports.Rejected(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, groups, len(contact.RowRejections()))
	for _, reason := range contact.RowRejections() {
		_, _, fix := contact.RowStatus(contact.Decision{Kind: contact.Ignored, Reason: reason}, rows[reason].Facts.Person)
		require.NotEmpty(t, fix)
		require.Contains(t, groups, imports.RejectedRows{Error: string(reason), Fix: fix, Rows: 1, Row: rows[reason].N})
	}
}
