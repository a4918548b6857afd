package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

// seen is what was read, with rows as "number: cell|cell" and " !problem" behind
// those that have one.
type seen struct {
	format tabular.Format // without what most files have alike
	full   tabular.Format
	header string
	rows   []string
	code   tabular.Code // of the error at the end
	err    error
}

func look(data []byte, name string, limits tabular.Limits) (s seen) {
	return lookWith(data, name, tabular.Options{}, limits)
}

func lookWith(data []byte, name string, options tabular.Options, limits tabular.Limits) (s seen) {
	r, err := tabular.Open(bytes.NewReader(data), int64(len(data)), name, options, limits)
	if err == nil {
		defer func() {
			s.full = r.Format()
			s.err = errors.Join(s.err, r.Close())
		}()
		f := r.Format()
		s.format = tabular.Format{Kind: f.Kind, Encoding: f.Encoding, Delimiter: f.Delimiter, Sheet: f.Sheet}
		s.header = strings.Join(r.Header(), "|")
		for {
			var row tabular.Row
			if row, err = r.Next(); err != nil {
				break
			}
			line := fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|"))
			if row.Problem.Code != "" {
				line += " !" + string(row.Problem.Code)
			}
			s.rows = append(s.rows, line)
		}
	}
	var refused *tabular.FileError
	if errors.As(err, &refused) {
		s.code = refused.Code
	}
	if !errors.Is(err, io.EOF) {
		s.err = err
	}
	return s
}

func csv(encoding, delimiter string) tabular.Format {
	return tabular.Format{Kind: "csv", Encoding: encoding, Delimiter: delimiter}
}

func xlsx(sheet string) tabular.Format { return tabular.Format{Kind: "xlsx", Sheet: sheet} }

var oddFiles = map[string]struct {
	format tabular.Format
	header string
	rows   []string
	code   tabular.Code
}{
	"empty.csv":                   {code: tabular.Empty},
	"blank_lines.csv":             {code: tabular.Empty},
	"header_only.csv":             {format: csv("utf-8", ","), header: "phone|name"},
	"header_only_no_line_end.csv": {format: csv("utf-8", ","), header: "phone|name"},
	"no_phone_column.csv":         {format: csv("utf-8", ","), header: "name|email", rows: []string{"2: Ada|ada@example.com"}},
	"duplicate_headers.csv":       {format: csv("utf-8", ","), header: "Phone|Mobile|phone|Name|name", rows: []string{"2: +60123456789|+60198765432|1|Ada|Bee"}},
	"one_column.csv":              {format: csv("utf-8", ","), header: "phone", rows: []string{"2: +60123456789", "3: +60198765432"}},
	"sloppy_header.csv":           {format: csv("utf-8", ","), header: "  PHONE-number |Full_Name", rows: []string{"2: +601|Ada"}},

	"utf8_bom.csv":          {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +60123456789|Zoë"}},
	"utf8_no_bom.csv":       {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +60123456789|Zoë 陳"}},
	"utf8_one_cut_name.csv": {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: 1|Zoë", "3: 2|陳", "4: 3|Ren\uFFFD !lost_letters", "5: 4|Anaís"}},
	"utf16le_bom_tab.csv":   {format: csv("utf-16le", "\t"), header: "phone|name", rows: []string{"2: +60123456789|Zoë, 陳"}},
	"utf16be_bom_comma.csv": {format: csv("utf-16be", ","), header: "phone|name", rows: []string{"2: +60123456789|Zoë"}},
	"utf16le_no_bom.csv":    {format: csv("utf-16le", ";"), header: "phone|name", rows: []string{"2: +60123456789|陳大文"}},
	"utf16be_no_bom.csv":    {format: csv("utf-16be", ";"), header: "phone|name", rows: []string{"2: +60123456789|陳大文"}},
	"windows1252.csv":       {format: csv("windows-1252", ";"), header: "phone|name", rows: []string{"2: +4915123456789|Jürgen – “Jü”"}},

	"semicolons_with_commas.csv": {format: csv("utf-8", ";"), header: "phone|name|remarks", rows: []string{
		"2: +60123456789|Lee; Ann|tea, milk, sugar", "3: +60198765432|Bee|1,5"}},
	"delimiters_in_quotes.csv": {format: csv("utf-8", ","), header: "phone|x;y;z", rows: []string{"2: +601|2;3;4"}},
	"comma_in_the_header.csv":  {format: csv("utf-8", ";"), header: "Name, first|phone", rows: []string{"2: Ada|+601", "3: Bee|+602"}},
	"sep_line_only.csv":        {code: tabular.Empty},
	"pipes.csv":                {format: csv("utf-8", "|"), header: "phone|name", rows: []string{"2: +60123456789|Ada"}},
	"sep_line.csv":             {format: csv("utf-8", ";"), header: "phone|name", rows: []string{"2: +60123456789|Ada, Countess"}},
	"facebook_leads.csv": {format: csv("utf-16le", "\t"),
		header: "id|created_time|ad_id|ad_name|adset_id|adset_name|campaign_id|campaign_name|form_id|form_name|is_organic|platform|" +
			"what_are_you_looking_for?|full_name|phone_number|email|lead_status",
		rows: []string{
			"2: l:1076123456789012|2025-10-09T17:08:20+08:00|ag:120211234567890123|October ad|as:120211234567890124|Malaysia|c:120211234567890125|" +
				"October|f:987654321098765|Contact me|false|fb|A new kitchen, soon|Siti Nurhaliza|p:+60123456789|siti@example.com|CREATED",
			"3: l:1076123456789013|2025-10-09T17:11:02+08:00|ag:120211234567890123|October ad|as:120211234567890124|Malaysia|c:120211234567890125|" +
				"October|f:987654321098765|Contact me|true|ig|Say \"hi\"|陳大文|p:+60198765432|chan@example.com|CREATED"}},

	"quoted_newlines.csv": {format: csv("utf-8", ","), header: "phone|remarks", rows: []string{
		"2: +60123456789|two\r\nlines and a \"quote\"", "3: +60198765432|three\n\nmore"}},
	"mixed_line_ends.csv":         {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +601|a", "3: +602|b", "4: +603|c"}},
	"old_mac_line_ends.csv":       {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +601|a", "3: +602|b"}},
	"ragged_rows.csv":             {format: csv("utf-8", ","), header: "phone|name|tags", rows: []string{"2: +601||", "3: +602|b|t|surplus|more !surplus_cells", "4: +603|c|t"}},
	"empty_rows_between.csv":      {format: csv("utf-8", ","), header: "phone|name", rows: []string{"4: +601|a", "7: +602|b"}},
	"no_break_and_zero_width.csv": {format: csv("utf-8", ","), header: "phone|name", rows: []string{"3: +601|Ada"}},
	"lone_quote_at_start.csv":     {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +601|\"Ada", "3: +602|Bee"}},
	"lone_quote_before_a_quoted_cell.csv": {format: csv("utf-8", ","), header: "phone|name", rows: []string{
		"2: +601|\"Ada", "3: +602|Bee, Ann", "4: +603|\"Cee", "5: +604|two\nlines"}},
	"lone_quote_inside.csv":    {format: csv("utf-8", ","), header: "phone|remarks", rows: []string{"2: +601|a 5\" pipe", "3: +602|b"}},
	"quotes_not_doubled.csv":   {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +601|John \"Jay\" Lee", "3: +602|Ann Lee", "4: +603|Bee"}},
	"spaces_around_quotes.csv": {format: csv("utf-8", ","), header: "phone| name", rows: []string{"2: +601|Lee, Ann"}},
	"nuls.csv":                 {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +601|Ada"}},
	"excel_scientific.csv": {format: csv("utf-8", ","), header: "phone|name", rows: []string{
		"2: 6.01235E+10|Lost", "3: 6.0123456789E+10|Kept", "4: 6,0123456789E+10|Comma"}},
	"escaped_formulas.csv": {format: csv("utf-8", ","), header: "phone|name", rows: []string{"2: +60123456789|=1+1", "3: +60198765432|'=quoted"}},

	"stored_values.xlsx": {format: xlsx("Leads"), header: "phone|name|since|vip|score", rows: []string{
		"2: 60123456789|陳大文|2025-10-09|TRUE|0.1",
		"3: 60123456789|cached <value>|2025-10-09 14:30:00|FALSE|0.015",
		"5: 60123000000|inline |2025-10-09|| !no_value",
		"6: 60123456789||12:00:00||1.25"}},
	"dates_from_1904.xlsx":         {format: xlsx("S"), header: "phone|name", rows: []string{"2: 60123456789|2025-10-09"}},
	"hidden_and_empty_sheets.xlsx": {format: xlsx("People"), header: "phone", rows: []string{"7: +60123456789"}},
	"no_references.xlsx":           {format: xlsx("S"), header: "phone|name", rows: []string{"2: 60123456789|Ada"}},
	"prefixed_names.xlsx":          {format: xlsx("S"), header: "phone", rows: []string{"2: +60123456789"}},
	"missing_shared_strings.xlsx":  {format: xlsx("S"), header: "phone|name", rows: []string{"2: +60123456789| !no_value"}},
	"from_openpyxl.xlsx": {format: xlsx("Sheet"), header: "phone|name|since|score|tags", rows: []string{
		"2: 60123456789|Zoë <&>\n\"x\"|2025-10-09|1.5|vip", "3: +60198765432||2025-10-09 14:30:00|TRUE| !no_value"}},
	"from_xlsxwriter.xlsx": {format: xlsx("Leads"), header: "phone|name|since|score|tags", rows: []string{
		"2: 60123456789|Zoë\r_x000D_|2025-10-09|1.5|phone!"}},
	"no_sheet_with_data.xlsx": {code: tabular.Empty},
	"truncated_sheet.xlsx":    {format: xlsx("S"), header: "phone|name", rows: []string{"2: +60123456789|"}, code: tabular.Damaged},
	"broken_xml.xlsx":         {format: xlsx("S"), header: "phone|name", code: tabular.Damaged},
	"cut_short.xlsx":          {code: tabular.Damaged},

	"archive.zip":          {code: tabular.NotATable},
	"opendocument.ods":     {code: tabular.NotATable},
	"binary_workbook.xlsb": {code: tabular.NotATable},
	"picture.csv":          {code: tabular.NotATable},
	"document.csv":         {code: tabular.NotATable},
	"web_page.xls":         {code: tabular.NotATable},
	"binary.csv":           {code: tabular.NotATable},
	"cards.vcf": {format: tabular.Format{Kind: "vcard", Encoding: "utf-8"},
		header: "phone|phone 2|phone 3|name|tags|note|email|organization|title|birthday|address|website", rows: []string{"1: +60123456789|||||||||||"}},
	"old_excel.xls": {code: tabular.OldExcel},
	"json.csv":      {code: tabular.NotATable},
}

func TestOddFiles(t *testing.T) {
	t.Parallel()
	for name, want := range oddFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("testdata", name))
			require.NoError(t, err)
			got := look(data, name, tabular.Limits{})
			require.Equal(t, want.code, got.code)
			if want.code == "" {
				require.NoError(t, got.err)
			} else {
				requireHelpful(t, got.err, name)
			}
			require.Equal(t, want.format, got.format)
			require.Equal(t, want.header, got.header)
			require.Equal(t, want.rows, got.rows)
		})
	}
}

func TestEveryOddFileHasItsExpectation(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, f := range files {
		if !f.IsDir() {
			require.Contains(t, oddFiles, f.Name())
		}
	}
}

func TestACharacterAcrossTheBlocksInWhichAFileIsReadIsOne(t *testing.T) {
	t.Parallel()
	const header, block = "phone,name\n+60123456789,", 64 << 10
	for before := block - 4; before <= block; before++ {
		name := strings.Repeat("x", before-len(header)) + "陳"
		s := look([]byte(header+name), "leads.csv", tabular.Limits{})
		require.NoError(t, s.err)
		require.Equal(t, csv("utf-8", ","), s.format)
		require.Equal(t, []string{"2: +60123456789|" + name}, s.rows)
	}
}

// requireHelpful checks that a refusal names the file and says what to do.
func requireHelpful(t *testing.T, err error, name string) {
	t.Helper()
	require.ErrorContains(t, err, name)
	require.Regexp(t, `(Upload|Save|save|Split|Open it|Open the sheet|Remove|Shorten|Keep|Copy|Unpack|choose|Say)\b.*\.$`, err.Error())
}
