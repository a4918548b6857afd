package tabular_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

// manyTexts is a workbook with more shared strings than are kept in memory. Its
// sheet names them out of order.
func manyTexts(t *testing.T, texts int) (file []byte, rows []string) {
	t.Helper()
	var shared, sheet strings.Builder
	sheet.WriteString(sheetHead + `<row><c t="str"><v>phone</v></c><c t="str"><v>name</v></c></row>`)
	for i := range texts {
		fmt.Fprintf(&shared, "<si><t>%s %d</t></si>", strings.Repeat("x", i%5000), i)
		n := i * 7919 % texts
		fmt.Fprintf(&sheet, `<row><c><v>%d</v></c><c t="s"><v>%d</v></c></row>`, i, n)
		rows = append(rows, fmt.Sprintf("%d: %d|%s %d", i+2, i, strings.Repeat("x", n%5000), n))
	}
	return workbook(t, strings.NewReader(sheet.String()+sheetFoot), map[string]string{"xl/sharedStrings.xml": "<sst>" + shared.String() + "</sst>"}), rows
}

// Not parallel: it looks at what is left in the temporary folder.
func TestSharedStringsOnDiskAreTheSameAndLeaveNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	file, rows := manyTexts(t, 4000) // 10 MB
	r, err := tabular.Open(bytes.NewReader(file), int64(len(file)), "leads.xlsx", tabular.Options{}, tabular.Limits{})
	require.NoError(t, err)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left, "they are on disk, and no folder lists them: a process that is killed leaves nothing")
	require.NoError(t, r.Close())

	s := look(file, "leads.xlsx", tabular.Limits{})
	require.NoError(t, s.err)
	require.Equal(t, rows, s.rows)

	cut := look(file, "leads.xlsx", tabular.Limits{Unzipped: 6 << 20})
	require.Equal(t, tabular.TooLarge, cut.code)
	left, err = filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestAFullDiskIsNoFaultOfTheFile(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	file, _ := manyTexts(t, 4000)
	s := look(file, "leads.xlsx", tabular.Limits{})
	require.ErrorIs(t, s.err, os.ErrNotExist)
	require.Empty(t, s.code)
}
