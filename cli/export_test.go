package cli

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExportFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ format, file, want string }{
		{"", "", "csv"}, {"xlsx", "", "xlsx"}, {"", "a.csv", "csv"}, {"", "a.b.XLSX", "xlsx"}, {"CSV", "a.txt", "csv"}, {"csv", "a.xlsx", "csv"},
		{"", "a.txt", ""}, {"", "csv", ""}, {"pdf", "a.csv", ""},
	} {
		got, err := exportFormat(tt.format, tt.file)
		require.Equal(t, tt.want, got, tt)
		require.Equal(t, tt.want == "", err != nil, tt)
	}
}

func TestExportQuery(t *testing.T) {
	t.Parallel()
	tag, none := "vip", ""
	flags := map[string]*string{"tag": &tag, "source": &none}
	query, err := exportQuery(flags, []string{"tag=fair", "attr.city=a=b", "sort=name"})
	require.NoError(t, err)
	require.Equal(t, url.Values{"tag": {"vip", "fair"}, "attr.city": {"a=b"}, "sort": {"name"}}, query)
	for filter, want := range map[string]string{
		"vip": "there is no such filter", "tags=vip": "there is no such filter", "limit=5": "there is no such filter",
		"wrote=maybe": "wrote must be", "source=fax": "source must be",
	} {
		_, err := exportQuery(flags, []string{filter})
		require.ErrorContains(t, err, want)
	}
}

func TestSaveFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "out.csv"), filepath.Join(dir, "link.csv")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	read := func() string {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		return string(b)
	}
	require.NoError(t, saveFile(path, text("one")))
	require.Equal(t, "one", read())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.NoError(t, os.Symlink(path, link))
	require.NoError(t, saveFile(link, text("two")))
	require.Equal(t, "two", read(), "the link's target is replaced, not the link")

	broken := errors.New("broke off")
	err = saveFile(path, func(w io.Writer) error { return errors.Join(text("half")(w), broken) })
	require.ErrorIs(t, err, broken)
	require.Equal(t, "two", read(), "what was there stays")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 2, "nothing half written is left")

	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	end, err := os.OpenFile(pipe, os.O_RDWR, 0) // so that nobody waits for the other end
	require.NoError(t, err)
	defer func() { _ = end.Close() }()
	require.NoError(t, saveFile(pipe, text("three")))
	info, err = os.Stat(pipe)
	require.NoError(t, err)
	require.Equal(t, os.ModeNamedPipe, info.Mode().Type(), "a pipe is written to, not replaced")
	heard := make([]byte, 5)
	_, err = io.ReadFull(end, heard)
	require.NoError(t, err)
	require.Equal(t, "three", string(heard))
	require.ErrorContains(t, saveFile(dir, text("x")), "is a folder")
	require.ErrorContains(t, saveFile(filepath.Join(dir, "no", "x.csv"), text("x")), "cannot be written (no such file or directory)")
}

func TestExportCommand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	var asked []string
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String(), r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "phone\n")
	})
	out, _, err := runAgainst(t, h, "export", "--channel", "main", "--ad-id", "7")
	require.NoError(t, err)
	require.Equal(t, "phone\n", out)
	require.Equal(t, []string{"/v1/contacts/export.csv?ad_id=7&channel_id=main", "Bearer secret"}, asked)

	_, words, err := runAgainst(t, h, "export", "--channel", "main", "--ad-id", "7", "-o", path)
	require.NoError(t, err)
	require.Contains(t, words, path)

	breaks := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	_, _, err = runAgainst(t, breaks, "export", "-o", path)
	require.ErrorContains(t, err, "the server broke off")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "phone\n", string(b), "the file of before stays")
}
