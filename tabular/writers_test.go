package tabular_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

func TestACSVFileIsWrittenForSpreadsheets(t *testing.T) {
	t.Parallel()
	got := write(t, "csv", [][]string{{"phone", "a,b", "c\nd", `e"f`, " g", "", "=1", "a\x00b\xff"}, {""}})
	require.Equal(t, "\ufeff"+"phone,\"a,b\",\"c\nd\",\"e\"\"f\",\" g\",,'=1,ab\uFFFD\r\n\r\n", string(got))
}

func TestASheetHoldsNoMoreThanASpreadsheetOpens(t *testing.T) {
	t.Parallel()
	w := tabular.NewXLSXWriter(io.Discard)
	require.NoError(t, w.Write([]string{strings.Repeat("é", 32_767)}))
	require.ErrorContains(t, w.Write([]string{"", strings.Repeat("🎉", 16_384)}), "column B of row 2")
	require.Error(t, w.Close(), "half a workbook is none")
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errAway
	}
	return len(p), nil
}

func TestWritersReportAFailure(t *testing.T) {
	t.Parallel()
	row := []string{strings.Repeat("a", 1000), "b"}
	for _, space := range []int{0, 10_000} {
		csv, xlsx := tabular.NewCSVWriter(&full{space}), tabular.NewXLSXWriter(&full{space})
		var errCSV, errXLSX error
		for i := range 20_000 {
			row[1] = strings.Repeat("b", i%7)
			errCSV = errors.Join(errCSV, csv.Write(row))
			errXLSX = errors.Join(errXLSX, xlsx.Write(row))
		}
		require.ErrorIs(t, errors.Join(errCSV, csv.Close()), errAway)
		require.ErrorIs(t, errors.Join(errXLSX, xlsx.Close()), errAway)
	}
}

func TestTemplatesCanBeImported(t *testing.T) {
	t.Parallel()
	for name, template := range map[string]func(io.Writer) error{"csv": tabular.TemplateCSV, "xlsx": tabular.TemplateXLSX} {
		var b bytes.Buffer
		require.NoError(t, template(&b))
		got := read(t, b.Bytes())
		require.Len(t, got, 2, name)
		require.Equal(t, []string{"phone", "name", "tags", "remarks"}, got[0])
		m, err := tabular.Map(got[0], nil)
		require.NoError(t, err)
		require.Empty(t, m.Notes)
		require.Equal(t, []string{"display_name", "phone", "remarks", "tags"}, m.Targets())
		require.True(t, intake.Phone(m.Value(got[1], "phone")).Usable())
	}
}

func TestAWorkbookWithoutRowsOpens(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(write(t, "xlsx", nil)))
	require.NoError(t, err)
	require.Equal(t, []string{"Contacts"}, f.GetSheetList())
	require.NoError(t, f.Close())
}
