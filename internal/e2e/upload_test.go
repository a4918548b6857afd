package e2e

import (
	"io"
	"net/http"
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
