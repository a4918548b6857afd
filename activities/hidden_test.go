package activities_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hideRows hides rows of a workbook as a filter does, by their numbers.
func hideRows(t *testing.T, workbook string, numbers ...string) string {
	t.Helper()
	in, err := zip.NewReader(strings.NewReader(workbook), int64(len(workbook)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		r, err := part.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		for _, n := range numbers {
			data = bytes.ReplaceAll(data, []byte(`<row r="`+n+`"`), []byte(`<row hidden="1" r="`+n+`"`))
		}
		to, err := w.Create(part.Name)
		require.NoError(t, err)
		_, err = to.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.String()
}
