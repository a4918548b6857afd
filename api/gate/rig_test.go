package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
)

// long is longer than anything takes.
const long = 10 * time.Minute

// serve has a handler behind a gate. Its connections have small buffers.
func serve(t *testing.T, s gate.Settings, handle func(*gate.Gate, *gin.Context)) *httptest.Server {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	d, engine := gate.New(s), gin.New()
	engine.Use(d.Frame)
	engine.Any("/", func(c *gin.Context) { handle(d, c) })
	server := httptest.NewUnstartedServer(engine)
	listener, err := (&net.ListenConfig{Control: small}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, server.Listener.Close())
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// small keeps what a connection may hold small: else megabytes are written before
// it is seen that nobody reads.
func small(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF, 32<<10)
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 32<<10)
	})
}

// line is a connection on which a test says what it likes.
type line struct {
	net.Conn
	t *testing.T
}

func dial(t *testing.T, server *httptest.Server) line {
	t.Helper()
	conn, err := (&net.Dialer{Control: small}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(long)))
	return line{conn, t}
}

func (l line) say(format string, args ...any) {
	l.t.Helper()
	_, err := fmt.Fprintf(l, format, args...)
	require.NoError(l.t, err)
}

// hear reads an answer to its end.
func (l line) hear() (status int, header http.Header, body string) {
	l.t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(l), nil)
	require.NoError(l.t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(l.t, err)
	if resp.Close { // net/http keeps the header to itself
		resp.Header.Set("Connection", "close")
	}
	return resp.StatusCode, resp.Header, string(read)
}

const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"

// readAll reads a body into memory and says how that went.
func readAll(most int64) func(*gate.Gate, *gin.Context) {
	return func(_ *gate.Gate, c *gin.Context) {
		read, err := gate.BodyOf(c).All(most)
		if err != nil {
			c.Data(http.StatusTeapot, "text/plain", []byte(err.Error()))
			return
		}
		c.Data(http.StatusOK, "text/plain", fmt.Appendf(nil, "%d", len(read)))
	}
}

// endless is a body of so many bytes, of which no two neighbours are the same.
func endless(n int64) io.Reader { return io.LimitReader(letters{}, n) }

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat("abcdefgh", len(p)/8+1)), nil
}
