package tabular_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

func TestWhereATableBegins(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    string
		options tabular.Options
		header  string
		row     int
		first   string
	}{
		"a title":                                  {file: "Leads of October\nphone,name\n+601,Ada\n", header: "phone|name", row: 2, first: "3: +601|Ada"},
		"a title and blank lines":                  {file: "Leads of October\n\n\nphone,name\n+601,Ada\n", header: "phone|name", row: 4, first: "5: +601|Ada"},
		"a title with a comma":                     {file: "Leads, October, all\nPhone;Name\n+601;Ada, Lee\n", header: "Phone|Name", row: 2, first: "3: +601|Ada, Lee"},
		"a title of several cells":                 {file: "Exported,2026-03-04\nBy,Ann\n\nphone,name\n+601,Ada\n", header: "phone|name", row: 4, first: "5: +601|Ada"},
		"a title that is a word for a phone":       {file: "WhatsApp\nphone,name\n+601,Ada\n", header: "phone|name", row: 2, first: "3: +601|Ada"},
		"a title and no phone column":              {file: "Leads\nKontakt,Ort\nx,y\n", header: "Kontakt|Ort", row: 2, first: "3: x|y"},
		"a header that only the mapping knows":     {file: "Leads,of October\nKontakt,Ort\n+601,y\n", options: tabular.Options{Mapping: map[string]string{"kontakt": "phone"}}, header: "Kontakt|Ort", row: 2, first: "3: +601|y"},
		"no header that the mapping knows":         {file: "Leads\nphone,Ort\n+601,y\n", options: tabular.Options{Mapping: map[string]string{"Kontakt": "phone"}}, header: "phone|Ort", row: 2, first: "3: +601|y"},
		"a value that is a word for a phone":       {file: "Kontakt,Art\n+60123456789,Mobile\n+60123456788,Mobile\nx,Mobile\n", header: "Kontakt|Art", row: 1, first: "2: +60123456789|Mobile"},
		"the row that was named":                   {file: "phone,name\nphone,other\n+601,Ada\n", options: tabular.Options{HeaderRow: 2}, header: "phone|other", row: 2, first: "3: +601|Ada"},
		"one column":                               {file: "phone\n+601\n", header: "phone", row: 1, first: "2: +601"},
		"a title over one column":                  {file: "All our people\nphone\n+601\n", header: "phone", row: 2, first: "3: +601"},
		"thirty rows above it":                     {file: strings.Repeat("note,x\n", 29) + "phone,name\n+601,Ada\n", header: "phone|name", row: 30, first: "31: +601|Ada"},
		"behind a sep= line":                       {file: "sep=;\nLeads\nphone;name\n+601;Ada\n", header: "phone|name", row: 2, first: "3: +601|Ada"},
		"behind a sep= line in quotes":             {file: "\"sep=;\"\r\nphone;name\n+601;Ada\n", header: "phone|name", row: 1, first: "2: +601|Ada"},
		"behind a sep= line with a mark before it": {file: "\ufeffsep=;\r\nphone;name\n+601;Ada, Lee\n", header: "phone|name", row: 1, first: "2: +601|Ada, Lee"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lookWith([]byte(test.file), "leads.csv", test.options, tabular.Limits{})
			require.NoError(t, got.err)
			require.Equal(t, test.header, got.header)
			require.Equal(t, test.row, got.full.HeaderRow)
			require.Equal(t, test.first, got.rows[0])
		})
	}
}

func TestRowsAboveTheHeaderAreMentioned(t *testing.T) {
	t.Parallel()
	got := look([]byte("Leads\nof October\nphone,name\n+601,Ada\n"), "leads.csv", tabular.Limits{})
	require.Equal(t, []string{"What stands above the header in row 3 was passed over: 2 rows."}, got.full.Notes)
	require.Empty(t, look([]byte("phone,name\n+601,Ada\n"), "leads.csv", tabular.Limits{}).full.Notes)
}

func TestAHeaderRowThatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	for _, row := range []int{2, 9} {
		got := lookWith([]byte("phone,name\n\n+601,Ada\n"), "leads.csv", tabular.Options{HeaderRow: row}, tabular.Limits{})
		require.Equal(t, tabular.BadOption, got.code)
		require.ErrorContains(t, got.err, "which should name the columns, has nothing in it")
	}
}

// What stands in front of a fault is read, whether or not the header is looked for
// behind it.
func TestRowsBeforeAFaultAreRead(t *testing.T) {
	t.Parallel()
	got := look([]byte("phone,name\n+601,Ada\n"+strings.Repeat("1,\"Ada\n", 50)), "leads.csv", tabular.Limits{})
	require.Equal(t, tabular.UnclosedQuote, got.code)
	require.Equal(t, "2: +601|Ada", got.rows[0])
}

func TestDelimiters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file      string
		delimiter string
		rows      []string
	}{
		"a comma in the header and in names":       {"Name (last, first);Phone\nLee, Ann;+60123456789\n", ";", []string{"2: Lee, Ann|+60123456789"}},
		"the same with tabs":                       {"Last, First\tPhone\nLee, Ann\t+60123456789\n", "\t", []string{"2: Lee, Ann|+60123456789"}},
		"the same with pipes":                      {"Phone|Name, full\n+60123456789|Lee, Ann\n", "|", []string{"2: +60123456789|Lee, Ann"}},
		"semicolons within cells between commas":   {"Tags; all,Phone\na; b,+60123456789\n", ",", []string{"2: a; b|+60123456789"}},
		"a header that nobody knows":               {"Wer, wo;Erreichbar unter\nLee, Ann;+60123456789\nBee, Cee;+60198765432\n", ";", []string{"2: Lee, Ann|+60123456789", "3: Bee, Cee|+60198765432"}},
		"whole lines in quotes":                    {"\"phone,name\"\n\"+60123456789,W\"\n", ",", []string{"2: +60123456789|W"}},
		"whole lines in quotes, semicolons":        {"\"phone;name\"\r\n\"+60123456789;W, V\"\r\n", ";", []string{"2: +60123456789|W, V"}},
		"whole lines in quotes, with quotes":       {"\"phone,name\"\n\"+60123456789,\"\"Lee, Ann\"\"\"\n", ",", []string{"2: +60123456789|Lee, Ann"}},
		"lines in quotes where they had to be":     {"phone,name\n\"+60123456789,W\"\n+60198765432,V\n", ",", []string{"2: +60123456789|W", "3: +60198765432|V"}},
		"a cell with a comma that is the only one": {"phone,name\n\"+60123456789\"\n", ",", []string{"2: +60123456789|"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := look([]byte(test.file), "leads.csv", tabular.Limits{})
			require.NoError(t, got.err)
			require.Equal(t, test.delimiter, got.format.Delimiter)
			require.Equal(t, test.rows, got.rows)
		})
	}
}

func TestADelimiterThatIsGivenIsTaken(t *testing.T) {
	t.Parallel()
	for given, delimiter := range map[string]string{";": ";", "semicolon": ";", "tab": "\t", "\t": "\t", `\t`: "\t", "comma": ",", "pipe": "|", "^": "^", ":": ":"} {
		got := lookWith([]byte(strings.ReplaceAll("phone_name,x\n1_2,3\n", "_", delimiter)), "x.csv", tabular.Options{Delimiter: given}, tabular.Limits{})
		require.NoError(t, got.err)
		require.Equal(t, delimiter, got.format.Delimiter)
	}
	for _, given := range []string{"a", "1", "::", "é", "\"", "+", "\n"} {
		got := lookWith([]byte("phone\n"), "x.csv", tabular.Options{Delimiter: given}, tabular.Limits{})
		require.Equal(t, tabular.BadOption, got.code, given)
	}
}

func TestWhatIsLeftOverOfARowIsSaid(t *testing.T) {
	t.Parallel()
	r := open(t, "phone,name,remarks\n+60123456789,Tan, Ah Kow,called twice\n+601,a,b,,c,d,e,f,g,h\n")
	row, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, tabular.Problem{Code: tabular.SurplusCells, Words: "the row has 1 cell more than the header, left out: “called twice”"}, row.Problem)
	row, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, "the row has 7 cells more than the header, left out: “c”, “d”, “e”, “f”, “g” and more", row.Problem.Words)
}

func open(t *testing.T, file string) *tabular.Reader {
	t.Helper()
	r, err := tabular.Open(strings.NewReader(file), int64(len(file)), "leads.csv", tabular.Options{}, tabular.Limits{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}
