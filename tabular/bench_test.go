package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

const manyRows = 100_000

var manyHeader = []string{"phone", "name", "tags", "remarks", "attributes.city", "attributes.since"}

func manyRow(i int) []string {
	n := strconv.Itoa(i)
	return []string{"+6012" + fmt.Sprintf("%07d", i), "Aisyah Rahman " + n, "vip, newsletter", "Met at the fair, stand " + n, "Kuala Lumpur", "2025-10-09"}
}

// many writes tables of 100,000 rows, in the shapes that take most to read, and
// returns their files: in memory they would be measured too.
func many(t testing.TB) map[string]string {
	t.Helper()
	var csv, inline bytes.Buffer
	texts := tabular.NewCSVWriter(&csv)
	cells := tabular.NewXLSXWriter(&inline)
	require.NoError(t, texts.Write(manyHeader))
	require.NoError(t, cells.Write(manyHeader))
	var shared, sheet strings.Builder
	next := 0
	share := func(row []string) {
		sheet.WriteString("<row>")
		for _, cell := range row {
			fmt.Fprintf(&shared, "<si><t>%s</t></si>", cell)
			fmt.Fprintf(&sheet, `<c t="s"><v>%d</v></c>`, next)
			next++
		}
		sheet.WriteString("</row>")
	}
	share(manyHeader)
	for i := range manyRows {
		row := manyRow(i)
		require.NoError(t, texts.Write(row))
		require.NoError(t, cells.Write(row))
		share(row)
	}
	require.NoError(t, texts.Close())
	require.NoError(t, cells.Close())
	utf16 := []byte("\xff\xfe")
	for _, c := range csv.Bytes()[3:] {
		utf16 = append(utf16, c, 0)
	}
	dir := t.TempDir()
	files := make(map[string]string)
	for name, data := range map[string][]byte{
		"csv":        csv.Bytes(),
		"csv utf-16": utf16,
		"xlsx":       inline.Bytes(),
		"xlsx with shared strings": workbook(t, strings.NewReader(sheetHead+sheet.String()+sheetFoot),
			map[string]string{"xl/sharedStrings.xml": "<sst>" + shared.String() + "</sst>"}),
	} {
		files[name] = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(files[name], data, 0o600))
	}
	return files
}

func readAll(t testing.TB, path string) (rows int, size int64) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	stat, err := f.Stat()
	require.NoError(t, err)
	in, err := tabular.Open(f, stat.Size(), path, tabular.Options{}, tabular.Limits{})
	require.NoError(t, err)
	for {
		_, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		rows++
	}
	require.NoError(t, in.Close())
	require.NoError(t, f.Close())
	return rows, stat.Size()
}

func BenchmarkRead(b *testing.B) {
	for name, path := range many(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rows, size := readAll(b, path)
				require.Equal(b, manyRows, rows)
				b.SetBytes(size)
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	type writer interface {
		Write(cells []string) error
		Close() error
	}
	for name, open := range map[string]func(io.Writer) writer{
		"csv":  func(w io.Writer) writer { return tabular.NewCSVWriter(w) },
		"xlsx": func(w io.Writer) writer { return tabular.NewXLSXWriter(w) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := open(io.Discard)
				for i := range manyRows {
					require.NoError(b, w.Write(manyRow(i)))
				}
				require.NoError(b, w.Close())
			}
		})
	}
}

// resident returns the process's memory in bytes: now, or the most since peak
// was reset.
func resident(t *testing.T, field string) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("memory is measured where there is /proc:", err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			require.NoError(t, err)
			return kilobytes << 10
		}
	}
	t.Skip("no", field)
	return 0
}

// growth runs f and returns by how much the process grew at most.
func growth(t *testing.T, f func()) int64 {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skip("the peak cannot be reset:", err)
	}
	idle := resident(t, "VmRSS")
	f()
	return resident(t, "VmHWM") - idle
}

// Not parallel: it measures the whole process.
func TestMemoryDoesNotGrowWithTheRows(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 rows, four times")
	}
	const most = 64 << 20 // the promise is 120 MB for staging, of which this is a part
	for name, path := range many(t) {
		var rows int
		var size int64
		grown := growth(t, func() { rows, size = readAll(t, path) })
		require.Equal(t, manyRows, rows)
		t.Logf("reading %d rows of %s (%d KB): %.1f MB above idle", rows, name, size>>10, float64(grown)/(1<<20))
		require.Less(t, grown, int64(most), name)
	}
	grown := growth(t, func() {
		csv, xlsx := tabular.NewCSVWriter(io.Discard), tabular.NewXLSXWriter(io.Discard)
		for i := range manyRows {
			require.NoError(t, csv.Write(manyRow(i)))
			require.NoError(t, xlsx.Write(manyRow(i)))
		}
		require.NoError(t, csv.Close())
		require.NoError(t, xlsx.Close())
	})
	t.Logf("writing %d rows as CSV and as XLSX: %.1f MB above idle", manyRows, float64(grown)/(1<<20))
	require.Less(t, grown, int64(most))
}
