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

func TestACellOfASheetHoldsNoMoreThanASpreadsheetOpens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"just as long":                {strings.Repeat("é", 32_767), strings.Repeat("é", 32_767)},
		"one too long":                {strings.Repeat("é", 32_768), strings.Repeat("é", 32_766) + "…"},
		"much too long":               {strings.Repeat("x", 1<<20), strings.Repeat("x", 32_766) + "…"},
		"of pairs, one too long":      {strings.Repeat("🎉", 16_384), strings.Repeat("🎉", 16_383) + "…"},
		"of pairs, no half":           {"x" + strings.Repeat("🎉", 16_384), "x" + strings.Repeat("🎉", 16_382) + "…"},
		"of pairs, just as long":      {"x" + strings.Repeat("🎉", 16_383), "x" + strings.Repeat("🎉", 16_383)},
		"of what XML cannot hold":     {strings.Repeat("\x01", 32_768), strings.Repeat("\x01", 32_766) + "…"},
		"of what XML says otherwise":  {strings.Repeat("<&>", 10_923), strings.Repeat("<&>", 10_922) + "…"},
		"of bytes that are no text":   {strings.Repeat("\xff\x00", 1), "\uFFFD"},
		"of what no character may be": {"\uffff\ufffe\x00\ufdd0", "\uffff\ufffe\ufdd0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := write(t, "xlsx", [][]string{{"name", "phone"}, {test.text, "+60123456789"}, {"Ann", "+60123456780"}})
			require.Equal(t, [][]string{{"name", "phone"}, {test.want, "+60123456789"}, {"Ann", "+60123456780"}}, read(t, data))
			f, err := excelize.OpenReader(bytes.NewReader(data))
			require.NoError(t, err, "another library opens it")
			require.NoError(t, f.Close())
			csv := write(t, "csv", [][]string{{"name", "phone"}, {"x" + test.text, "+60123456789"}})
			require.Contains(t, string(csv), strings.ReplaceAll(strings.ToValidUTF8(test.text, "\uFFFD"), "\x00", ""), "all of it")
		})
	}
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errUnavailable
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
		require.ErrorIs(t, errors.Join(errCSV, csv.Close()), errUnavailable)
		require.ErrorIs(t, errors.Join(errXLSX, xlsx.Close()), errUnavailable)
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
