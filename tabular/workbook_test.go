package tabular_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

const (
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
	phoneRow  = `<row r="1"><c r="A1" t="inlineStr"><is><t>phone</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>`
)

// workbook packs a workbook of one sheet, whose XML is streamed.
func workbook(t testing.TB, sheet io.Reader, others map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	parts := map[string]io.Reader{
		"xl/workbook.xml": strings.NewReader(`<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": strings.NewReader(`<Relationships><Relationship Id="rId1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml": sheet,
	}
	for name, content := range others {
		parts[name] = strings.NewReader(content)
	}
	for name, content := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.Copy(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// repeated is a text over and over, as a stream.
func repeated(s string, times int) io.Reader {
	chunk := strings.Repeat(s, 1000)
	readers := make([]io.Reader, 0, times/1000+1)
	for range times / 1000 {
		readers = append(readers, strings.NewReader(chunk))
	}
	return io.MultiReader(append(readers, strings.NewReader(strings.Repeat(s, times%1000)))...)
}

func inlineRow(name string) string {
	return `<row><c t="inlineStr"><is><t>+60123456789</t></is></c><c t="inlineStr"><is><t>` + name + `</t></is></c></row>`
}

func TestWhatASheetHasInOddPlaces(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows string
		want [][]string
	}{
		"a cell outside of rows": {phoneRow + inlineRow("Ada") + `<c r="A2"><v>9</v></c></row>` + inlineRow("Bee"),
			[][]string{{"phone", "name"}, {"+60123456789", "Ada"}, {"+60123456789", "Bee"}}},
		"a NUL":              {phoneRow + inlineRow("A_x0000_d_x0000_a"), [][]string{{"phone", "name"}, {"+60123456789", "Ada"}}},
		"cells out of order": {phoneRow + `<row><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row>`, [][]string{{"phone", "name"}, {"1", "2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, read(t, workbook(t, strings.NewReader(sheetHead+test.rows+sheetFoot), nil)))
		})
	}
}

func TestNumbersOfRowsGoUp(t *testing.T) {
	t.Parallel()
	rows := phoneRow + `<row r="9"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row><row r="x"><c><v>3</v></c></row>`
	s := look(workbook(t, strings.NewReader(sheetHead+rows+sheetFoot), nil), "leads.xlsx", tabular.Limits{})
	require.NoError(t, s.err)
	require.Equal(t, []string{"9: 1|", "10: 2|", "11: 3|"}, s.rows)
}
