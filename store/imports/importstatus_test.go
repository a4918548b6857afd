package imports_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestImportStatusIsWrittenTooLate writes each status to an import of each: a step
// that was held up on the way brings nothing back from its end.
func TestImportStatusIsWrittenTooLate(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	for _, now := range contact.ImportStatuses() {
		for _, late := range contact.ImportStatuses() {
			f.Exec(`UPDATE imports SET status = $2, error = NULL, finished_at = NULL WHERE id = $1`, id, now)
			require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, late, "late"))
			v, err := f.Imports.Import(t.Context(), id)
			require.NoError(t, err)
			if !slices.Contains(late.After(), now) {
				require.Equal(t, now, v.Status, "%s is written late", late)
				require.Nil(t, v.Error)
				require.Nil(t, v.FinishedAt)
				continue
			}
			require.Equal(t, late, v.Status, "after %s", now)
			require.Equal(t, late.Ended(), v.FinishedAt != nil, late)
		}
	}
}

// TestManyRowsAreCancelled cancels more rows than one statement takes: those of an
// import that a workflow ends, and of one that nobody sees through.
func TestManyRowsAreCancelled(t *testing.T) {
	t.Parallel()
	const many = 4500
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	f.ManyRows(id, many)
	more := []bool{}
	for again := true; again; {
		var err error
		again, err = f.Imports.CancelRows(t.Context(), id)
		require.NoError(t, err)
		more = append(more, again)
	}
	require.Equal(t, []bool{true, true, false}, more)
	require.Equal(t, imports.ImportCounts{Total: many + 1, Cancelled: many + 1}, f.Counts(id))

	lost := f.KeepImport(imports.Import{}, "x")
	f.ManyRows(lost, many)
	require.NoError(t, f.Imports.AbandonImport(t.Context(), imports.OpenImport{ID: lost, Status: contact.ImportIsRunning}, contact.ImportIsFailed, "nobody runs it"))
	v, err := f.Imports.Import(t.Context(), lost)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsStaging, v.Status, "it has moved on")
	require.EqualValues(t, many, v.Counts.Pending)
	require.NoError(t, f.Imports.AbandonImport(t.Context(), imports.OpenImport{ID: lost, Status: contact.ImportIsStaging}, contact.ImportIsCancelled, "nobody runs it"))
	v, err = f.Imports.Import(t.Context(), lost)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsCancelled, v.Status)
	require.Equal(t, imports.ImportCounts{Total: many + 1, Cancelled: many + 1}, v.Counts)
}

// TestPreviewInPieces counts an import a few rows at a time.
func TestPreviewInPieces(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("m1", 1, contacttest.Called(contacttest.Number("60177000000"), "Known")), contacttest.Text("m2", 2, contacttest.Called(contacttest.Number("60177000001"), "Many")))
	id := f.KeepImport(imports.Import{}, "x")
	f.ManyRows(id, 10)
	var all imports.ImportPreview
	looks := 0
	preview, err := f.Imports.Preview(t.Context(), id)
	require.NoError(t, err)
	for after := 0; ; looks++ {
		some, err := preview.Page(t.Context(), after, 3, &all)
		require.NoError(t, err)
		if len(some) == 0 {
			break
		}
		require.Greater(t, some[0].N, after)
		after = some[len(some)-1].N
	}
	require.Equal(t, 4, looks)
	require.Equal(t, imports.ImportPreview{Create: 8, Update: 2, Merged: 1}, all, "tags are new to both who are known")
	require.NoError(t, f.Imports.SetImportPreview(t.Context(), id, all))
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Contains(t, string(v.Preview), `"create": 8`)
	require.Contains(t, string(v.Preview), `"at": "2`)
}

// TestOneRowOfAPageIsRefused has a row that PostgreSQL does not take. The others of
// its page are recorded, and the row says so.
func TestOneRowOfAPageIsRefused(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	poison := 3
	rows := []imports.StagedRow{
		storetest.StageRow(id, 2, "60177000001", "Fine"), storetest.StageRow(id, 3, "60177000002", "Poison"), storetest.StageRow(id, 4, "60177000003", "Fine"),
		{N: 5, Cells: []string{"x"}, Status: "merged", MergedInto: &poison},
	}
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, rows, nil))
	f.Exec(`ALTER TABLE events ADD CONSTRAINT poison CHECK (facts NOT LIKE '%Poison%')`)
	_, err := f.Imports.RecordPage(t.Context(), id, 0)
	require.Error(t, err)
	moved := 0
	recorded, err := f.Imports.RecordRows(t.Context(), id, 0, func() { moved++ })
	require.NoError(t, err)
	require.EqualValues(t, 2, recorded)
	require.Equal(t, 3, moved)
	require.Equal(t, imports.ImportCounts{Total: 4, Pending: 2, Failed: 2}, f.Counts(id))
	failed, err := f.Imports.ImportRows(t.Context(), id, "failed", 0, 10)
	require.NoError(t, err)
	require.Equal(t, string(contact.Failed), *failed[0].Error)
	require.Contains(t, *failed[0].SuggestedFix, "23514 events poison")

	// What no row can help fails none of them.
	f.Exec(`ALTER TABLE events RENAME COLUMN detail TO details`)
	_, err = f.Imports.RecordRows(t.Context(), id, 0, func() {})
	require.Error(t, err)
	require.EqualValues(t, 2, f.Counts(id).Pending)
}

// TestPreviewOfOddRows has what staging does not make by itself: a number that fits
// two people, and two rows of one number.
func TestPreviewOfOddRows(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("m1", 1, contact.Person{WaID: "5215512345678", UserID: "MX.1"}), contacttest.Text("m2", 1, contact.Person{WaID: "525512345678", UserID: "MX.2"})) // as WhatsApp writes them
	id := f.KeepImport(imports.Import{}, "x")
	odd, again := storetest.StageRow(id, 2, "+5215512345678", "Odd"), storetest.StageRow(id, 5, "60177000001", "New")
	nobody := storetest.StageRow(id, 6, "60177000002", "Nobody")
	nobody.Facts.Effect, nobody.Facts.Reason = contact.Touches, contact.NotAContact
	rows := []imports.StagedRow{odd, storetest.StageRow(id, 3, "60177000001", "New"), storetest.StageRow(id, 4, "60177000001", "Newer"), again, nobody}
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, rows, nil))
	said := func(size int) (said []string) {
		preview, err := f.Imports.Preview(t.Context(), id)
		require.NoError(t, err)
		for after := 0; ; {
			page, err := preview.Page(t.Context(), after, size, &imports.ImportPreview{})
			require.NoError(t, err)
			if len(page) == 0 {
				return said
			}
			for _, row := range page {
				said, after = append(said, row.Status), row.N
			}
		}
	}
	want := []string{"failed", "created", "updated", "updated", "failed"}
	require.Equal(t, want, said(10))
	require.Equal(t, want, said(1), "a row sees what earlier pages would have done")

	_, err := f.Imports.RecordPage(t.Context(), id, 0)
	require.NoError(t, err)
	for _, row := range rows {
		f.Decide(contacttest.Shop, row.Key)
	}
	require.Equal(t, want, storetest.Column(f, `SELECT status FROM import_rows WHERE import_id = $1 ORDER BY n`, id))
	_, err = f.Imports.Preview(t.Context(), uuid.Must(uuid.NewV7()))
	require.ErrorIs(t, err, store.ErrNotFound)
}
