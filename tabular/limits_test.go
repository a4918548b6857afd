package tabular_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	// Made here rather than kept: together they are some hundred megabytes.
	for name, test := range map[string]struct {
		file   func(t *testing.T) []byte
		limits tabular.Limits
		rows   int
		code   tabular.Code
		says   string
	}{
		"200,000 rows": {
			file: func(*testing.T) []byte { return []byte("phone\n" + strings.Repeat("+60123456789\n", 200_000)) },
			rows: 200_000,
		},
		"200,001 rows": {
			file: func(*testing.T) []byte { return []byte("phone\n" + strings.Repeat("+60123456789\n", 200_001)) },
			rows: 200_000, code: tabular.TooManyRows, says: "more than 200,000 rows",
		},
		"blank rows do not count": {
			file:   func(*testing.T) []byte { return []byte("phone\n" + strings.Repeat(",,\r\n", 5000) + "+60123456789\n") },
			limits: tabular.Limits{Rows: 1}, rows: 1,
		},
		"a row too many of a sheet": {
			file: func(t *testing.T) []byte {
				return workbook(t, io.MultiReader(strings.NewReader(sheetHead+phoneRow), repeated(inlineRow("Ada"), 20_001), strings.NewReader(sheetFoot)), nil)
			},
			limits: tabular.Limits{Rows: 20_000}, rows: 20_000, code: tabular.TooManyRows, says: "more than 20,000 rows",
		},
		"a byte too many": {
			file:   func(*testing.T) []byte { return []byte("phone\n+60123456789\n") },
			limits: tabular.Limits{Bytes: 18}, code: tabular.TooLarge, says: "larger than 18 bytes",
		},
		"a zip bomb": {
			file: func(t *testing.T) []byte {
				bomb := workbook(t, io.MultiReader(strings.NewReader(sheetHead+phoneRow+inlineRow("Ada")),
					repeated(`<row><c><v> </v></c></row>`, 2_000_000), strings.NewReader(sheetFoot)), nil)
				require.Less(t, len(bomb), 1<<20, "of 50 MB")
				return bomb
			},
			limits: tabular.Limits{Unzipped: 16 << 20}, rows: 1, code: tabular.TooLarge, says: "larger than 16 MB when it is unpacked",
		},
		"a zip bomb of shared strings": {
			file: func(t *testing.T) []byte {
				return workbook(t, strings.NewReader(sheetHead+phoneRow+sheetFoot), map[string]string{
					"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>"+strings.Repeat("a", 1000)+"</t></si>", 20_000) + "</sst>"})
			},
			limits: tabular.Limits{Unzipped: 10 << 20}, code: tabular.TooLarge, says: "larger than 10 MB when it is unpacked",
		},
		"more shared strings than cells": {
			file: func(t *testing.T) []byte {
				return workbook(t, strings.NewReader(sheetHead+phoneRow+sheetFoot), map[string]string{
					"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 5_000_001) + "</sst>"})
			},
			code: tabular.Damaged, says: "more texts than cells",
		},
		"a directory of a hundred thousand parts": {
			file: func(t *testing.T) []byte {
				var b bytes.Buffer
				z := zip.NewWriter(&b)
				for i := range 100_000 {
					_, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i)})
					require.NoError(t, err)
				}
				require.NoError(t, z.Close())
				return b.Bytes()
			},
			code: tabular.Damaged, says: "too much to read",
		},
		"more columns than a table may have": {
			file: func(*testing.T) []byte { return []byte(strings.Repeat("phone,", 1000) + "x\n1\n") },
			code: tabular.TooManyColumns, says: "more than 1,000 columns",
		},
		"more columns in a sheet": {
			file: func(t *testing.T) []byte {
				return workbook(t, strings.NewReader(sheetHead+`<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>`+sheetFoot), nil)
			},
			code: tabular.TooManyColumns, says: "more than 1,000 columns",
		},
		"a header with a cell of 10 MB": {
			file: func(*testing.T) []byte { return []byte("phone," + strings.Repeat("x", 10<<20) + "\n1\n") },
			code: tabular.CellTooLong, says: "In row 1",
		},
		"a cell of 10 MB in a sheet": {
			file: func(t *testing.T) []byte {
				return workbook(t, strings.NewReader(sheetHead+phoneRow+inlineRow(strings.Repeat("x", 10<<20))+sheetFoot), nil)
			},
			code: tabular.CellTooLong, says: "more text than a spreadsheet can hold",
		},
		"a shared string of 10 MB": {
			file: func(t *testing.T) []byte {
				return workbook(t, strings.NewReader(sheetHead+phoneRow+sheetFoot), map[string]string{
					"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 10<<20) + "</t></si></sst>"})
			},
			code: tabular.CellTooLong, says: "more text than a spreadsheet can hold",
		},
		"a quote in every row that is never closed": {
			file: func(*testing.T) []byte { return []byte("phone,name\n" + strings.Repeat("1,\"Ada\n", 50)) },
			rows: 10, code: tabular.UnclosedQuote, says: "In row 12",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := look(test.file(t), "leads.csv", test.limits)
			require.Equal(t, test.code, s.code, "%v", s.err)
			require.Len(t, s.rows, test.rows)
			if test.code == "" {
				require.NoError(t, s.err)
				return
			}
			require.ErrorContains(t, s.err, test.says)
			requireHelpful(t, s.err, "leads.csv")
		})
	}
}

func TestACellThatIsTooLongCostsItsRowAlone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 5<<20)
	for name, file := range map[string][]byte{
		"plain":                 []byte("phone,name,tags\n1," + long + ",a\n2,b,c\n"),
		"quoted, with newlines": []byte("phone,name,tags\n1,\"" + long + "\r\n,\"\"\n" + "\",a\n2,b,c\n"),
		"in Windows-1252":       []byte("phone,name,tags\n1," + strings.Repeat("\xe9", 10<<20) + ",a\n2,b,c\n"),
		"of a sheet, with a limit below its own": workbook(t, strings.NewReader(sheetHead+`<row><c t="str"><v>phone</v></c><c t="str"><v>name</v></c><c t="str"><v>tags</v></c></row>`+
			`<row><c><v>1</v></c><c t="str"><v>`+long[:200_000]+`</v></c><c t="str"><v>a</v></c></row>`+
			`<row><c><v>2</v></c><c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>`+sheetFoot), nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const limit = 100_001
			options := tabular.Options{}
			if strings.Contains(name, "1252") {
				options.Encoding = "windows-1252"
			}
			s := lookWith(file, "leads.csv", options, tabular.Limits{Cell: limit})
			require.NoError(t, s.err)
			require.Equal(t, []string{"2: 1|" + long[:limit-1] + "|a !cell_too_long", "3: 2|b|c"}, s.rows, "cut between two letters")
		})
	}
}

func TestARowIsCutWhereItsCellsTogetherAreTooLong(t *testing.T) {
	t.Parallel()
	cell := strings.Repeat("x", 100_000)
	csv := []byte(strings.Repeat("h,", 19) + "h\n" + strings.Repeat(cell+",", 19) + cell + "\n")
	cells := strings.Repeat(`<c t="s"><v>0</v></c>`, 20)
	sheet := workbook(t, strings.NewReader(sheetHead+`<row>`+strings.Repeat(`<c><v>1</v></c>`, 20)+`</row><row>`+cells+`</row>`+sheetFoot),
		map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + cell + "</t></si></sst>"})
	for _, file := range [][]byte{csv, sheet} {
		s := look(file, "leads.csv", tabular.Limits{})
		require.NoError(t, s.err)
		require.Len(t, s.rows, 1)
		require.Contains(t, s.rows[0], "!cell_too_long")
		require.Equal(t, 1<<20, strings.Count(s.rows[0], "x"))
	}
}
