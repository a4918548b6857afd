package tabular_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"

	"github.com/luluchat/contacts/tabular"
)

var small = tabular.Limits{Rows: 100, Bytes: 1 << 20, Unzipped: 1 << 20, Cell: 1000}

// check reads a file to its end, and holds what is true of all files.
func check(t *testing.T, data []byte) (table [][]string, clean bool) {
	clean = true
	r, err := tabular.Open(bytes.NewReader(data), int64(len(data)), "fuzz", tabular.Options{}, small)
	if err != nil {
		requireFileError(t, err)
		return nil, false
	}
	defer func() { require.NoError(t, r.Close()) }()
	header := r.Header()
	require.NotEmpty(t, header)
	table = append(table, header)
	for number := r.Format().HeaderRow; ; {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			requireFileError(t, err)
			_, again := r.Next()
			require.Equal(t, err, again, "an error stays")
			return table, false
		}
		require.Greater(t, row.Number, number)
		number = row.Number
		require.GreaterOrEqual(t, len(row.Cells), len(header))
		require.Equal(t, row.Problem.Code == "", row.Problem.Words == "")
		clean = clean && row.Problem.Code == ""
		table = append(table, row.Cells)
		for _, cell := range row.Cells {
			require.LessOrEqual(t, len(cell), small.Cell)
			require.True(t, utf8.ValidString(cell))
			require.NotContains(t, cell, "\x00")
		}
	}
	require.LessOrEqual(t, len(table)-1, small.Rows)
	if m, err := tabular.Map(header, nil); err == nil {
		for _, row := range table {
			for _, target := range m.Targets() {
				m.Value(row, target)
			}
		}
	}
	return table, clean
}

func requireFileError(t *testing.T, err error) {
	t.Helper()
	var refused *tabular.FileError
	require.ErrorAs(t, err, &refused)
	require.NotEmpty(t, refused.Code)
	require.True(t, utf8.ValidString(refused.Message))
	require.Less(t, len(refused.Message), 3000)
}

// again writes what was read, and reads it the same.
func again(t *testing.T, table [][]string) {
	for _, kind := range []string{"csv", "xlsx"} {
		data := write(t, kind, table)
		if len(data) < int(small.Bytes) {
			got, _ := check(t, data)
			require.Equal(t, table, got, kind)
		}
	}
}

func addFiles(f *testing.F, pattern string) {
	files, err := filepath.Glob(filepath.Join("testdata", pattern))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
}

func FuzzCSV(f *testing.F) {
	addFiles(f, "*.csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if table, clean := check(t, data); clean {
			again(t, table)
		}
	})
}

func FuzzXLSX(f *testing.F) {
	addFiles(f, "*.xlsx")
	f.Fuzz(func(t *testing.T, data []byte) {
		if table, clean := check(t, data); clean {
			again(t, table)
		}
	})
}

// FuzzSheet packs what it is given, for a change to a packed file seldom leaves
// one that can be unpacked.
func FuzzSheet(f *testing.F) {
	f.Add(phoneRow+inlineRow("Ada"), `<si><t>a</t></si>`, `<cellXfs><xf numFmtId="14"/></cellXfs>`, `<workbookPr date1904="1"/>`)
	f.Add(`<row r="3"><c r="B3" t="s"><v>1</v></c><c r="A3" s="0"><v>45939.5</v></c><c t="b"><v>1</v></c></row><row r="2"><c><f>1</f></c></row>`,
		`<si><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></si><si/>`, `<numFmts><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="165"/></cellXfs>`, ``)
	f.Add(`<row><c t="e"><v>#N/A</v></c><c t="d"><v>2025-10-09T10:00</v></c><c><v>6.01E10</v></c><c r="ZZZ1"><v>1</v></c></row>`, ``, ``, ``)
	f.Fuzz(func(t *testing.T, rows, texts, styles, properties string) {
		data := workbook(t, strings.NewReader(sheetHead+rows+sheetFoot), map[string]string{
			"xl/sharedStrings.xml": "<sst>" + texts + "</sst>",
			"xl/styles.xml":        "<styleSheet>" + styles + "</styleSheet>",
			"xl/workbook.xml":      `<workbook>` + properties + `<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		})
		if table, clean := check(t, data); clean {
			again(t, table)
		}
	})
}

// FuzzEncodings writes a table in an encoding and reads it: told the encoding, it is
// the same table, and else the file is read or asks.
func FuzzEncodings(f *testing.F) {
	for i, s := range speakers {
		f.Add(uint8(i), s.names)
	}
	names := tabular.Encodings()
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		name := names[int(which)%len(names)]
		var in encoding.Encoding
		for _, s := range speakers {
			if s.encoding == name && !strings.HasPrefix(name, "utf-16") {
				in = s.in
			}
		}
		if in == nil {
			check(t, []byte("phone,name\n+60123456789,"+text)) // as it is
			return
		}
		// What the encoding has, and no cell would change.
		written, err := encoding.ReplaceUnsupported(in.NewEncoder()).String(text)
		require.NoError(t, err)
		back, err := in.NewDecoder().String(written)
		require.NoError(t, err)
		if strings.ContainsAny(back, ",\"\r\n\x00\ufffd") || strings.TrimSpace(back) != back || len(back) > 500 || strings.HasPrefix(back, "'") || back == "" {
			check(t, []byte("phone,name\n+60123456789,"+written))
			return
		}
		data := []byte("phone,name\n+60123456789," + written + "\n")
		s := lookWith(data, "fuzz", tabular.Options{Encoding: name, Delimiter: ","}, small)
		if s.code == tabular.NotATable { // control characters
			return
		}
		require.NoError(t, s.err)
		require.Equal(t, []string{"2: +60123456789|" + back}, s.rows)
		check(t, data)
	})
}
