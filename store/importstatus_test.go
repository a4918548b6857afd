package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
)

// TestImportStatusIsWrittenTooLate writes each status to an import of each: a step
// that was held up on the way brings nothing back from its end.
func TestImportStatusIsWrittenTooLate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.keepImport(imports.Import{}, "x")
	for _, now := range contact.ImportStatuses() {
		for _, late := range contact.ImportStatuses() {
			f.exec(`UPDATE imports SET status = $2, error = NULL, finished_at = NULL WHERE id = $1`, id, now)
			require.NoError(t, f.SetImportStatus(t.Context(), id, late, "late"))
			v, err := f.Import(t.Context(), id)
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

// manyRows stages rows that are pending, and one that was merged into the last.
func (f fixture) manyRows(id uuid.UUID, n int) {
	f.t.Helper()
	var rows []imports.StagedRow
	for i := range n {
		rows = append(rows, stageRow(id, i+2, fmt.Sprintf("60177%06d", i), "Many"))
	}
	last := n + 1
	rows = append(rows, imports.StagedRow{N: n + 2, Cells: []string{"x"}, Status: "merged", MergedInto: &last})
	require.NoError(f.t, f.StageRows(f.t.Context(), id, 0, rows, nil))
}

// TestManyRowsAreCancelled cancels more rows than one statement takes: those of an
// import that a workflow ends, and of one that nobody sees through.
func TestManyRowsAreCancelled(t *testing.T) {
	t.Parallel()
	const many = 4500
	f := setup(t)
	id := f.keepImport(imports.Import{}, "x")
	f.manyRows(id, many)
	more := []bool{}
	for again := true; again; {
		var err error
		again, err = f.CancelRows(t.Context(), id)
		require.NoError(t, err)
		more = append(more, again)
	}
	require.Equal(t, []bool{true, true, false}, more)
	v, err := f.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, imports.ImportCounts{Total: many + 1, Cancelled: many + 1}, v.Counts)

	lost := f.keepImport(imports.Import{}, "x")
	f.manyRows(lost, many)
	require.NoError(t, f.AbandonImport(t.Context(), imports.OpenImport{ID: lost, Status: contact.ImportIsRunning}, contact.ImportIsFailed, "nobody runs it"))
	v, err = f.Import(t.Context(), lost)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsStaging, v.Status, "it has moved on")
	require.EqualValues(t, many, v.Counts.Pending)
	require.NoError(t, f.AbandonImport(t.Context(), imports.OpenImport{ID: lost, Status: contact.ImportIsStaging}, contact.ImportIsCancelled, "nobody runs it"))
	v, err = f.Import(t.Context(), lost)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsCancelled, v.Status)
	require.Equal(t, imports.ImportCounts{Total: many + 1, Cancelled: many + 1}, v.Counts)
}

// TestPreviewInPieces counts an import a few rows at a time.
func TestPreviewInPieces(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.happen(text("m1", 1, called(number("60177000000"), "Known")), text("m2", 2, called(number("60177000001"), "Many")))
	id := f.keepImport(imports.Import{}, "x")
	f.manyRows(id, 10)
	var all imports.ImportPreview
	looks := 0
	preview, err := f.Preview(t.Context(), id)
	require.NoError(t, err)
	for after := 0; ; looks++ {
		some, err := preview.Page(t.Context(), after, 3)
		require.NoError(t, err)
		if len(some) == 0 {
			break
		}
		require.Greater(t, some[0].N, after)
		all.Add(some)
		after = some[len(some)-1].N
	}
	require.Equal(t, 4, looks)
	require.Equal(t, imports.ImportPreview{Create: 8, Update: 2, Merged: 1}, all, "tags are new to both who are known")
	require.NoError(t, f.SetImportPreview(t.Context(), id, all))
	v, err := f.Import(t.Context(), id)
	require.NoError(t, err)
	require.Contains(t, string(v.Preview), `"create": 8`)
	require.Contains(t, string(v.Preview), `"at": "2`)
}

// TestOneRowOfAPageIsRefused has a row that PostgreSQL does not take. The others of
// its page are recorded, and the row says so.
func TestOneRowOfAPageIsRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.keepImport(imports.Import{}, "x")
	poison := 3
	rows := []imports.StagedRow{
		stageRow(id, 2, "60177000001", "Fine"), stageRow(id, 3, "60177000002", "Poison"), stageRow(id, 4, "60177000003", "Fine"),
		{N: 5, Cells: []string{"x"}, Status: "merged", MergedInto: &poison},
	}
	require.NoError(t, f.StageRows(t.Context(), id, 0, rows, nil))
	f.exec(`ALTER TABLE events ADD CONSTRAINT poison CHECK (facts NOT LIKE '%Poison%')`)
	_, err := f.RecordPage(t.Context(), id, 0)
	require.Error(t, err)
	moved := 0
	recorded, err := f.RecordRows(t.Context(), id, 0, func() { moved++ })
	require.NoError(t, err)
	require.EqualValues(t, 2, recorded)
	require.Equal(t, 3, moved)
	v, err := f.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, imports.ImportCounts{Total: 4, Pending: 2, Failed: 2}, v.Counts)
	failed, err := f.ImportRows(t.Context(), id, "failed", 0, 10)
	require.NoError(t, err)
	require.Equal(t, string(contact.Failed), *failed[0].Error)
	require.Contains(t, *failed[0].SuggestedFix, "23514 events poison")

	// What no row can help fails none of them.
	f.exec(`ALTER TABLE events RENAME COLUMN detail TO details`)
	_, err = f.RecordRows(t.Context(), id, 0, func() {})
	require.Error(t, err)
	v, err = f.Import(t.Context(), id)
	require.NoError(t, err)
	require.EqualValues(t, 2, v.Counts.Pending)
}

// TestPreviewOfOddRows has what staging does not make by itself: a number that fits
// two people, and two rows of one number.
func TestPreviewOfOddRows(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.happen(text("m1", 1, number("5215512345678")), text("m2", 1, number("525512345678"))) // as WhatsApp writes them
	id := f.keepImport(imports.Import{}, "x")
	odd, again := stageRow(id, 2, "+5215512345678", "Odd"), stageRow(id, 5, "60177000001", "New")
	nobody := stageRow(id, 6, "60177000002", "Nobody")
	nobody.Facts.Effect, nobody.Facts.Reason = contact.Touches, contact.NotAContact
	rows := []imports.StagedRow{odd, stageRow(id, 3, "60177000001", "New"), stageRow(id, 4, "60177000001", "Newer"), again, nobody}
	require.NoError(t, f.StageRows(t.Context(), id, 0, rows, nil))
	said := func(size int) (said []string) {
		preview, err := f.Preview(t.Context(), id)
		require.NoError(t, err)
		for after := 0; ; {
			page, err := preview.Page(t.Context(), after, size)
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

	_, err := f.RecordPage(t.Context(), id, 0)
	require.NoError(t, err)
	for _, row := range rows {
		f.decide(shop, row.Key)
	}
	require.Equal(t, want, column(f, `SELECT status FROM import_rows WHERE import_id = $1 ORDER BY n`, id))
	_, err = f.Preview(t.Context(), uuid.Must(uuid.NewV7()))
	require.ErrorIs(t, err, store.ErrNotFound)
}
