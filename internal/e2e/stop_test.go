package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// ask sends a request with the token on a connection of its own, which has a small
// buffer, and returns the answer as it begins.
func (p *process) ask(t *testing.T, path string) *http.Response {
	t.Helper()
	small := func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4<<10) })
	}
	conn, err := (&net.Dialer{Control: small}).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", path, apiToken)
	require.NoError(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	return resp
}

// TestAProcessThatIsToldToStop has somebody who watches an import, somebody who
// uploads, and somebody who exports and does not read.
func TestAProcessThatIsToldToStop(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	w := newWorld(t)
	w.temp = t.TempDir()
	i := importer{w, w.serve(), w.db()}
	p := i.p
	_, err := i.db.Exec(context.Background(), `
INSERT INTO contacts (id, channel_id, wa_id, display_name, name_source, source, created_by_event, created_at)
SELECT gen_random_uuid(), $1, '60123' || lpad(i::text, 6, '0'), md5(i::text) || md5('x' || i), 'manual', 'manual', gen_random_uuid(), now()
FROM generate_series(1, 20000) AS i`, w.channel)
	require.NoError(t, err)
	watched := i.begin(lines("phone", "+60123000001"), map[string]string{"dry_run": "true"}) // waits for a person
	i.until(watched, "awaiting_confirmation")

	export := p.ask(t, "/v1/contacts/export.csv")
	defer func() { _ = export.Body.Close() }()
	stream := p.ask(t, "/v1/imports/"+watched+"/stream")
	defer func() { _ = stream.Body.Close() }()
	body, done := newUpload(w.channel)
	uploaded := make(chan int, 1)
	go func() {
		req, err := http.NewRequest(http.MethodPost, p.URL+"/v1/imports", body)
		if err != nil {
			return
		}
		req.Header.Set("Authorization", "Bearer "+apiToken)
		req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		status := 0
		if resp, err := http.DefaultClient.Do(req); err == nil {
			status = resp.StatusCode
			_ = resp.Body.Close()
		}
		uploaded <- status
	}()
	w.keepsPart(p)

	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	_, err = io.Copy(io.Discard, stream.Body)
	require.NoError(t, err, "the stream ends in order, and while the process still waits for others")
	done()
	require.Equal(t, http.StatusBadRequest, <-uploaded, "what is under way is answered: this file ends too early")
	select {
	case <-p.exited:
	case <-time.After(2 * time.Minute):
		require.Fail(t, "the process waits for somebody who does not read")
	}
	require.Zero(t, p.cmd.ProcessState.ExitCode())
}

// TestMetricsHaveAnAddressOfTheirOwn as METRICS_ADDR says.
func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	t.Parallel()
	port, err := dev.FreePort()
	require.NoError(t, err)
	for _, command := range []string{"serve", "worker"} {
		w := newWorld(t)
		w.env = []string{fmt.Sprintf("METRICS_ADDR=127.0.0.1:%d", port)}
		p := w.start(command)
		for url, status := range map[string]int{p.URL + "/metrics": http.StatusNotFound, fmt.Sprintf("http://127.0.0.1:%d/metrics", port): http.StatusOK} {
			eventually(t, url+" is served", func() bool { // one begins after the other
				resp, err := http.Get(url)
				if err != nil {
					return false
				}
				read := readAll(t, resp)
				require.NoError(t, resp.Body.Close())
				require.Equal(t, status, resp.StatusCode, read)
				return true
			})
		}
		p.kill()
	}
}
