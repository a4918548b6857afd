package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// long is longer than anything takes.
const long = 10 * time.Minute

// line is a connection on which a test says what it likes.
type line struct {
	net.Conn
	t *testing.T
}

func (s server) dial() line {
	s.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(s.t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = conn.Close() })
	require.NoError(s.t, conn.SetDeadline(time.Now().Add(long)))
	return line{conn, s.t}
}

func (l line) say(format string, args ...any) {
	l.t.Helper()
	_, err := fmt.Fprintf(l, format, args...)
	require.NoError(l.t, err)
}

// hear reads an answer to its end.
func (l line) hear() answer {
	l.t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(l), nil)
	require.NoError(l.t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(l.t, err)
	if resp.Close { // net/http keeps the header to itself
		resp.Header.Set("Connection", "close")
	}
	return answer{resp.StatusCode, resp.Header, string(read)}
}

// begin begins a request whose body does not come.
func (l line) begin(method, path string, header http.Header) {
	l.t.Helper()
	var b strings.Builder
	require.NoError(l.t, header.Write(&b))
	l.say("%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n%s\r\n", method, path, &b)
}
