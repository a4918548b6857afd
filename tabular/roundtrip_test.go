package tabular_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

func write(t require.TestingT, kind string, table [][]string) []byte {
	var b bytes.Buffer
	var w interface {
		Write(cells []string) error
		Close() error
	} = tabular.NewCSVWriter(&b)
	if kind == "xlsx" {
		w = tabular.NewXLSXWriter(&b)
	}
	for _, row := range table {
		require.NoError(t, w.Write(row))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func read(t require.TestingT, data []byte) (table [][]string) {
	return readWith(t, data, tabular.Options{})
}

func readWith(t require.TestingT, data []byte, options tabular.Options) (table [][]string) {
	r, err := tabular.Open(bytes.NewReader(data), int64(len(data)), "contacts", options, tabular.Limits{})
	require.NoError(t, err)
	table = append(table, r.Header())
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		require.Empty(t, row.Problem)
		table = append(table, row.Cells)
	}
	require.NoError(t, r.Close())
	return table
}

// cells are what is hard to write: formulas, quotes, delimiters, line ends, what
// XML cannot hold and what looks as if it had been escaped.
func cells() *rapid.Generator[string] {
	return rapid.Map(rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`'{0,3}[=+\-@\t\r\n＝＋－＠']{0,2}[a-z0-9 ,;|"]{0,6}`),
		rapid.StringMatching(`[ ,;|"\t\r\n']{0,8}`),
		rapid.StringMatching(`(_x[0-9A-F]{4}_|_x005F|_|x000D_|&amp;|<|\x01|\x1b|\r){0,6}`),
		rapid.StringMatching(`\+[0-9]{8,15}`),
		rapid.SampledFrom([]string{"sep=;", "sep=,", "\ufeff", "\uffff", "--", "12E4", "6.0123456789E+10", "00123", "TRUE", "1.10", "2025-10-09", "PK\x03\x04"}),
	), func(s string) string { return strings.ReplaceAll(s, "\x00", "") })
}

func TestWhatIsWrittenIsReadUnchanged(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"csv", "xlsx"} {
		t.Run(kind, rapid.MakeCheck(func(rt *rapid.T) {
			width := rapid.IntRange(1, 5).Draw(rt, "width")
			// Neither a row nor the end of a header that nobody sees is a row or a column.
			visible := func(row []string) []string {
				if strings.TrimSpace(row[width-1]) == "" || strings.Trim(row[width-1], " \t\r\n\u00a0\ufeff\x01\x1b") == "" {
					row[width-1] = "x"
				}
				return row
			}
			row := rapid.SliceOfN(cells(), width, width)
			table := [][]string{visible(row.Draw(rt, "header"))}
			for _, r := range rapid.SliceOfN(row, 0, 8).Draw(rt, "rows") {
				r[0] = "x" + r[0]
				table = append(table, r)
			}
			table[0][width-1] += "x"
			// Where the header names no phone number, a row that says WA or Tel would pass for one.
			require.Equal(rt, table, readWith(rt, write(rt, kind, table), tabular.Options{HeaderRow: 1}))
		}))
	}
}

func TestAnExportIsImportedUnchanged(t *testing.T) {
	t.Parallel()
	table := [][]string{
		{"phone", "display_name", "tags", "remarks", "attributes.city", "source"},
		{"+60123456789", "=HYPERLINK(\"http://example.com\")", "vip,new", "-5", "Zürich", "message"},
		{"", "known by user id alone", "", "", "", "message"},
	}
	for _, kind := range []string{"csv", "xlsx"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			got := read(t, write(t, kind, table))
			require.Equal(t, table, got)
			m, err := tabular.Map(got[0], nil)
			require.NoError(t, err)
			require.Equal(t, []string{"attributes.city", "display_name", "phone", "remarks", "tags"}, m.Targets())
			require.Equal(t, "60123456789", intake.Phone(m.Value(got[1], "phone")).Digits)
			require.Equal(t, table[1][1], m.Value(got[1], "display_name"))
		})
	}
}

func TestNoCellOfACSVStartsAFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cell := cells().Draw(rt, "cell")
		escaped := tabular.Escape(cell)
		require.NotContains(rt, []string{"=", "+", "-", "@", "\t", "\r", "\n"}, escaped[:min(len(escaped), 1)])
		require.Contains(rt, []string{cell, "'" + cell}, escaped)
	})
}

func TestAnotherLibraryReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	table := [][]string{
		{"phone", "name", "remarks"},
		{"+60123456789", "=1+1", "two\nlines <&> \"quoted\""},
		{"00123", " spaces ", "_x000D_ and 🎉"},
		{"6.0123E+10", "", "TRUE"},
	}
	f, err := excelize.OpenReader(bytes.NewReader(write(t, "xlsx", table)))
	require.NoError(t, err)
	rows, err := f.GetRows("Contacts")
	require.NoError(t, err)
	require.Equal(t, table, rows)
	kind, err := f.GetCellType("Contacts", "B2")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeInlineString, kind, "a text, which is not evaluated")
	formula, err := f.GetCellFormula("Contacts", "B2")
	require.NoError(t, err)
	require.Empty(t, formula)
	require.NoError(t, f.Close())
}

func TestWhatAnotherLibraryWritesIsRead(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	for cell, value := range map[string]any{
		"A1": "phone", "B1": "name", "C1": "since", "D1": "score",
		"A2": 60123456789, "B2": "Zoë\r\n<&>", "C2": 45939, "D2": 0.1,
		"A3": 60123000000.0, "B3": true, "D3": -1.5e-9,
	} {
		require.NoError(t, f.SetCellValue("Sheet1", cell, value))
	}
	require.NoError(t, f.SetCellStyle("Sheet1", "C2", "C2", date))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	require.NoError(t, f.Close())
	require.Equal(t, [][]string{
		{"phone", "name", "since", "score"},
		{"60123456789", "Zoë\r\n<&>", "2025-10-09", "0.1"},
		{"60123000000", "TRUE", "", "-0.0000000015"},
	}, read(t, b.Bytes()))
}
