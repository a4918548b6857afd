package tabular_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/luluchat/contacts/tabular"
)

func inspect(t *testing.T, data, name string, options tabular.Options) (tabular.Inspection, error) {
	t.Helper()
	return tabular.Inspect(strings.NewReader(data), int64(len(data)), name, options, tabular.Limits{})
}

func TestInspect(t *testing.T) {
	t.Parallel()
	seen, err := inspect(t, "Leads\nPhone;Town;Name\n+601;;Ann\n+602;;Bee\n+603;Ipoh;\n+604;;Dee\n+605;;Eve\n", "leads.csv", tabular.Options{})
	require.NoError(t, err)
	require.Equal(t, tabular.Format{Kind: "csv", Encoding: "utf-8", Confidence: 1, Delimiter: ";", HeaderRow: 2,
		Notes: []string{"What stands above the header in row 2 was passed over: 1 row."}}, seen.Format)
	require.Equal(t, []tabular.SampledColumn{
		{Name: "Phone", Samples: []string{"+601", "+602", "+603"}}, {Name: "Town", Samples: []string{"Ipoh"}}, {Name: "Name", Samples: []string{"Ann", "Bee", "Dee"}},
	}, seen.Columns)
	require.Empty(t, seen.Encodings)
	require.Nil(t, seen.Sheets())

	seen, err = inspect(t, string(sheets(t, cellsOf("About"), cellsOf("phone")+cellsOf("+601"))), "leads.xlsx", tabular.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"Sheet 2", "Sheet 1"}, seen.Sheets())

	_, err = inspect(t, "", "leads.csv", tabular.Options{})
	require.ErrorContains(t, err, "has nothing in it")
	_, err = inspect(t, "phone\n", "leads.csv", tabular.Options{Delimiter: "x"})
	require.ErrorContains(t, err, "A delimiter is one character")
}

// A file whose encoding has to be asked for is shown in the likeliest, with those
// that there are to choose from.
func TestInspectShowsAFileWhoseEncodingIsNotKnown(t *testing.T) {
	t.Parallel()
	file := string(fileOf(t, charmap.Windows1255, "כהן"))
	seen, err := inspect(t, file, "leads.csv", tabular.Options{})
	require.NoError(t, err)
	require.Greater(t, len(seen.Encodings), 1)
	require.Equal(t, seen.Encodings[0].Name, seen.Encoding)
	require.Equal(t, []string{seen.Encodings[0].Sample}, seen.Columns[1].Samples)
	seen, err = inspect(t, file, "leads.csv", tabular.Options{Encoding: "windows-1255"})
	require.NoError(t, err)
	require.Empty(t, seen.Encodings)
	require.Equal(t, []string{"כהן"}, seen.Columns[1].Samples)
}

// What is wrong far behind the beginning is for the import to say.
func TestInspectReadsTheBeginningAlone(t *testing.T) {
	t.Parallel()
	seen, err := inspect(t, "phone,name\n+601,Ada\n"+strings.Repeat("1,\"Ada\n", 50), "leads.csv", tabular.Options{})
	require.NoError(t, err)
	require.Equal(t, "+601", seen.Columns[0].Samples[0])
}
