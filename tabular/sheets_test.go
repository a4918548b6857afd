package tabular_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

// packed packs parts, in the order of their names.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(parts[name]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

func rel(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id=%q Type="%s%s" Target=%q/>`, id, relations, kind, target)
}

func TestAWorkbookIsReadWhateverItsPartsAreCalled(t *testing.T) {
	t.Parallel()
	const book = `<workbook><sheets><sheet name="S" sheetId="1" r:id="rId7"/></sheets></workbook>`
	const sheet = sheetHead + `<row><c t="s"><v>0</v></c></row><row><c s="1"><v>1234</v></c></row>` + sheetFoot
	const texts, styles = `<sst><si><t>phone</t></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`
	for name, parts := range map[string]map[string]string{
		"xl/workbook2.xml": {
			"_rels/.rels":                 `<Relationships>` + rel("a", "officeDocument", "xl/workbook2.xml") + `</Relationships>`,
			"xl/workbook2.xml":            book,
			"xl/_rels/workbook2.xml.rels": `<Relationships>` + rel("rId7", "worksheet", "worksheets/sheet22.xml") + rel("b", "sharedStrings", "sharedStrings2.xml") + rel("c", "styles", "styles2.xml") + `</Relationships>`,
			"xl/worksheets/sheet22.xml":   sheet, "xl/sharedStrings2.xml": texts, "xl/styles2.xml": styles,
		},
		"at the root, as SharePoint writes": {
			"_rels/.rels":             `<Relationships>` + rel("a", "officeDocument", "/workbook.xml") + `</Relationships>`,
			"workbook.xml":            book,
			"_rels/workbook.xml.rels": `<Relationships>` + rel("rId7", "worksheet", "sheet.xml") + rel("b", "sharedStrings", "/strings/a.xml") + rel("c", "styles", "./styles.xml") + `</Relationships>`,
			"sheet.xml":               sheet, "strings/a.xml": texts, "styles.xml": styles,
		},
		"in another folder": {
			"_rels/.rels":                `<Relationships>` + rel("a", "officeDocument", "office/book.xml") + `</Relationships>`,
			"office/book.xml":            book,
			"office/_rels/book.xml.rels": `<Relationships>` + rel("rId7", "worksheet", "../sheets/s.xml") + rel("b", "sharedStrings", "s.xml") + rel("c", "styles", "t.xml") + `</Relationships>`,
			"sheets/s.xml":               sheet, "office/s.xml": texts, "office/t.xml": styles,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := look(packed(t, parts), "leads.xlsx", tabular.Limits{})
			require.NoError(t, got.err)
			require.Equal(t, "phone", got.header)
			require.Equal(t, []string{"2: 01234"}, got.rows)
		})
	}
}

// sheets packs a workbook of several, each given by its rows.
func sheets(t testing.TB, rows ...string) []byte {
	t.Helper()
	book, links := `<workbook><sheets>`, `<Relationships>`
	parts := map[string]string{}
	for i, r := range rows {
		name := fmt.Sprintf("Sheet %d", i+1)
		book += fmt.Sprintf(`<sheet name=%q sheetId="%d" r:id="r%d"/>`, name, i+1, i)
		links += rel(fmt.Sprintf("r%d", i), "worksheet", fmt.Sprintf("worksheets/s%d.xml", i))
		parts[fmt.Sprintf("xl/worksheets/s%d.xml", i)] = sheetHead + r + sheetFoot
	}
	parts["xl/workbook.xml"] = book + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = links + `</Relationships>`
	return packed(t, parts)
}

func cellsOf(values ...string) string {
	row := `<row>`
	for _, v := range values {
		row += `<c t="inlineStr"><is><t>` + v + `</t></is></c>`
	}
	return row + `</row>`
}

func TestTheSheetWithAPhoneColumnIsRead(t *testing.T) {
	t.Parallel()
	people := cellsOf("phone", "name") + cellsOf("+60123456789", "Ada")
	cover := cellsOf("Our leads") + cellsOf("made by", "Ann")
	for name, test := range map[string]struct {
		sheets  []string
		asked   string
		sheet   string
		others  []string
		header  string
		problem string
	}{
		"a cover sheet before it":    {sheets: []string{cover, people}, sheet: "Sheet 2", others: []string{"Sheet 1"}, header: "phone|name"},
		"another behind it":          {sheets: []string{people, cover}, sheet: "Sheet 1", others: []string{"Sheet 2"}, header: "phone|name"},
		"two, of which the first":    {sheets: []string{people, cellsOf("phone", "old")}, sheet: "Sheet 1", others: []string{"Sheet 2"}, header: "phone|name"},
		"empty ones beside it":       {sheets: []string{"", people, ""}, sheet: "Sheet 2", header: "phone|name"},
		"a cover in the sheet":       {sheets: []string{cover + people}, sheet: "Sheet 1", header: "phone|name"},
		"none has phone numbers":     {sheets: []string{cellsOf("a", "b"), cellsOf("c", "d")}, sheet: "Sheet 1", others: []string{"Sheet 2"}, header: "a|b"},
		"the one that was asked for": {sheets: []string{people, cellsOf("phone", "old")}, asked: "sheet 2", sheet: "Sheet 2", others: []string{"Sheet 1"}, header: "phone|old"},
		"one that there is not":      {sheets: []string{people, cover}, asked: "Leads", problem: "leads.xlsx has no sheet named Leads. Its sheets are: Sheet 1, Sheet 2."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lookWith(sheets(t, test.sheets...), "leads.xlsx", tabular.Options{Sheet: test.asked}, tabular.Limits{})
			if test.problem != "" {
				require.EqualError(t, got.err, test.problem)
				return
			}
			require.NoError(t, got.err)
			require.Equal(t, test.sheet, got.full.Sheet)
			require.Equal(t, test.others, got.full.OtherSheets)
			require.Equal(t, test.header, got.header)
			if test.others != nil {
				require.Contains(t, got.full.Notes[0], "Only the sheet "+test.sheet+" is read. There is more in "+test.others[0])
			}
		})
	}
	got := lookWith([]byte("phone\n"), "x.csv", tabular.Options{Sheet: "Leads"}, tabular.Limits{})
	require.ErrorContains(t, got.err, "x.csv has no sheets")
}

func TestRowsThatAFilterHidesAreCounted(t *testing.T) {
	t.Parallel()
	hidden := strings.Replace(cellsOf("+60123456788", "Bee"), "<row>", `<row hidden="1">`, 1)
	file := sheets(t, cellsOf("phone", "name")+cellsOf("+60123456789", "Ada")+hidden+hidden+cellsOf("+60123456787", "Cee"))
	for how, test := range map[string]struct {
		rows int
		says string
	}{
		"":       {4, "2 rows that a filter hides: imported like the others."},
		"import": {4, "2 rows that a filter hides: imported like the others."},
		"skip":   {2, "2 rows that a filter hides: left out."},
	} {
		got := lookWith(file, "leads.xlsx", tabular.Options{HiddenRows: how}, tabular.Limits{})
		require.NoError(t, got.err)
		require.Len(t, got.rows, test.rows)
		require.Equal(t, 2, got.full.HiddenRows)
		require.Equal(t, []string{test.says}, got.full.Notes)
	}
	require.Error(t, tabular.Options{HiddenRows: "some"}.Check())
}

func TestNumbersAsPeopleSeeThem(t *testing.T) {
	t.Parallel()
	for code, test := range map[string]struct{ stored, shows string }{
		"00000":          {"1234", "01234"},
		"00000;@":        {"1234", "01234"},
		"00000-0000":     {"12345678", "01234-5678"},
		"000-00-0000":    {"12345678", "012-34-5678"},
		"(000) 000-0000": {"5551234567", "(555) 123-4567"},
		`[<=9999999]###\-####;\(###\)\ ###\-####`: {"5551234567", "5551234567"},
		`"+"0`:         {"60123456789", "+60123456789"},
		`\+#`:          {"60123456789", "+60123456789"},
		`"0"#`:         {"123456789", "0123456789"},
		`[$-407]00000`: {"1067", "01067"},
		"0":            {"60123456789", "60123456789"},
		"#,##0":        {"1234", "1234"},
		"0.00":         {"1234", "1234"},
		"0%":           {"0.5", "0.5"},
		"# ?/?":        {"5", "5"},
		`0" days"`:     {"5", "5"},
		"0_);(0)":      {"5", "5"},
		`_-* #,##0_-`:  {"5", "5"},
		"General":      {"1234", "1234"},
		"00000 ":       {"1234.5", "1234.5"},
		"000000":       {"-5", "-5"},
		"yyyy-mm-dd":   {"45939", "2025-10-09"},
	} {
		escaped := strings.NewReplacer(`"`, "&quot;", "<", "&lt;").Replace(code)
		styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + escaped + `"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`
		sheet := sheetHead + `<row><c t="str"><v>phone</v></c></row><row><c s="0"><v>` + test.stored + `</v></c></row>` + sheetFoot
		got := read(t, workbook(t, strings.NewReader(sheet), map[string]string{"xl/styles.xml": styles}))
		require.Equal(t, test.shows, got[1][0], code)
	}
}
