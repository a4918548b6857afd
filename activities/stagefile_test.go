package activities_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

func (b bench) rowDetail(id uuid.UUID, n int) (detail string) {
	b.t.Helper()
	require.NoError(b.t, b.db.QueryRow(b.t.Context(),
		`SELECT coalesce(facts::jsonb ->> 'detail', '') || coalesce(suggested_fix, '') FROM import_rows WHERE import_id = $1 AND n = $2`, id, n).Scan(&detail))
	return detail
}

func (b bench) found(id uuid.UUID) (f tabular.Format) {
	b.t.Helper()
	require.NoError(b.t, json.Unmarshal(b.view(id).File, &f))
	return f
}

func TestStagingReadsAFileAsItWasTold(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	options, err := json.Marshal(tabular.Options{Encoding: "windows-1255", Delimiter: "|", HeaderRow: 2})
	require.NoError(t, err)
	id := b.keep("phone|of october\nWer|Name\n+60177000001|\xeb\xe4\xef\n", imports.Import{Options: options, Mapping: map[string]string{"Wer": "phone"}})
	staged, err := b.stage(id)
	require.NoError(t, err)
	require.Equal(t, 1, staged.Pages)
	require.Equal(t, []string{"Wer", "Name"}, b.view(id).Header)
	require.Equal(t, 1, b.count(`SELECT count(*) FROM import_rows WHERE n = 3 AND facts::jsonb -> 'fields' ->> 'display_name' = 'כהן'`))
	found := b.found(id)
	require.Equal(t, "windows-1255", found.Encoding)
	require.Equal(t, 2, found.HeaderRow)
}

func TestARowSaysWhatIsOddAboutIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("phone,name,remarks\n+60177000001,Tan, Ah Kow,called twice\nnone,Tan, Ah Kow,called again\n+60177000001,A,B,twice\n", imports.Import{})
	_, err := b.stage(id)
	require.NoError(t, err)
	const left = "the row has 1 cell more than the header, left out: "
	require.Contains(t, b.rowDetail(id, 2), "skipped: cells of row 2 ("+left+"“called twice”)")
	require.Contains(t, b.rowDetail(id, 3), left+"“called again”")
	require.Contains(t, b.rowDetail(id, 4), left+"“twice”")
}

func TestStagingCountsHiddenRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	for how, rows := range map[string]int64{tabular.ImportHidden: 3, tabular.SkipHidden: 1} {
		options, err := json.Marshal(tabular.Options{HiddenRows: how})
		require.NoError(t, err)
		id := b.keep(hiddenRows(t), imports.Import{Options: options})
		_, err = b.stage(id)
		require.NoError(t, err)
		require.Equal(t, rows, b.view(id).Counts.Total)
		require.Equal(t, 2, b.found(id).HiddenRows)
	}
}

// hiddenRows is a workbook of three people, of whom a filter hides two.
func hiddenRows(t *testing.T) string {
	t.Helper()
	var file strings.Builder
	w := tabular.NewXLSXWriter(&file)
	for _, row := range [][]string{{"phone"}, {"+60177000001"}, {"+60177000002"}, {"+60177000003"}} {
		require.NoError(t, w.Write(row))
	}
	require.NoError(t, w.Close())
	return hideRows(t, file.String(), "3", "4")
}

func TestCardsAreStaged(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB\nTEL;CELL:+60177000001\nCATEGORIES:vip,fair\nEND:VCARD\n"+
		"BEGIN:VCARD\nVERSION:3.0\nFN:No Number\nEND:VCARD\n", imports.Import{})
	_, err := b.stage(id)
	require.NoError(t, err)
	require.Equal(t, 1, b.count(`
SELECT count(*) FROM import_rows
WHERE n = 1 AND facts::jsonb -> 'fields' ->> 'display_name' = 'Zoë' AND facts::jsonb -> 'fields' -> 'add_tags' = '["vip", "fair"]'`))
	require.Equal(t, imports.ImportCounts{Total: 2, Pending: 1, Failed: 1}, b.view(id).Counts)
	require.Equal(t, "vcard", b.found(id).Kind)
}
