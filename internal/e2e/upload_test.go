package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// newUpload is a multipart body whose file begins and does not end before done.
func newUpload(channel string) (body io.Reader, done func()) {
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, "--b\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\n"+channel+
			"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone,name\n")
		_, _ = io.WriteString(w, strings.Repeat("+60177555031,Name of somebody\n", 10000))
	}()
	return r, func() { _ = w.Close() }
}

// keepsPart waits until a process keeps a part of a file that is being sent to it.
func (w *world) keepsPart(p *process) {
	w.t.Helper()
	eventually(w.t, "the process keeps a part of the file", func() bool {
		open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.cmd.Process.Pid))
		require.NoError(w.t, err)
		for _, fd := range open {
			target, err := os.Readlink(fd)
			if err != nil || !strings.HasPrefix(target, w.temp) {
				continue
			}
			if kept, err := os.Stat(fd); err == nil && kept.Size() > 0 {
				return true
			}
		}
		return false
	})
}

func readAll(t *testing.T, resp *http.Response) string {
	t.Helper()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(read)
}

func (p *process) metrics(t *testing.T) string {
	t.Helper()
	resp, err := http.Get(p.URL + "/metrics")
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	return readAll(t, resp)
}
