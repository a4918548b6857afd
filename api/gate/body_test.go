package gate_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
)

func TestABodyIsReadWhole(t *testing.T) {
	t.Parallel()
	server := serve(t, gate.Settings{}, func(_ *gate.Gate, c *gin.Context) {
		read, err := gate.BodyOf(c).All(1 << 20)
		if err != nil {
			c.Data(http.StatusTeapot, "text/plain", []byte(err.Error()))
			return
		}
		c.Data(http.StatusOK, "text/plain", read)
	})
	for _, size := range []int64{0, 1, 4 << 10, 4<<10 + 1, 16 << 10, 16<<10 + 1, 100_000, 1<<20 - 1, 1 << 20} {
		want, err := io.ReadAll(endless(size))
		require.NoError(t, err)
		for name, body := range map[string]io.Reader{"declared": bytes.NewReader(want), "in chunks": io.MultiReader(bytes.NewReader(want))} {
			resp, err := server.Client().Post(server.URL, "text/plain", body)
			require.NoError(t, err)
			read, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusOK, resp.StatusCode, "%d %s: %s", size, name, read)
			require.True(t, bytes.Equal(want, read), "%d %s", size, name)
			require.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
		}
	}
}

func TestABodyThatDoesNotArriveEnds(t *testing.T) {
	t.Parallel()
	t.Run("in memory, after its time", func(t *testing.T) {
		t.Parallel()
		server := serve(t, gate.Settings{Body: 50 * time.Millisecond}, readAll(1<<20))
		for name, request := range map[string]string{
			"declared":      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
			"in chunks":     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
			"nothing of it": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
		} {
			l := dial(t, server)
			l.say("%s", request)
			status, header, body := l.hear()
			require.Equal(t, http.StatusTeapot, status, name)
			require.Equal(t, gate.ErrLate.Error(), body, name)
			require.NotEqual(t, "keep-alive", header.Get("Connection"))
			_, err := l.Read(make([]byte, 1))
			require.ErrorIs(t, err, io.EOF, "the connection is closed")
		}
	})
	t.Run("of a file, when nothing more of it comes", func(t *testing.T) {
		t.Parallel()
		server := serve(t, gate.Settings{Body: time.Nanosecond, Stall: 100 * time.Millisecond}, file)
		l := dial(t, server)
		l.say(post+"{", 100)
		_, _, body := l.hear()
		require.Equal(t, gate.ErrLate.Error(), body)
	})
	t.Run("but not of a file that goes on arriving", func(t *testing.T) {
		t.Parallel()
		server := serve(t, gate.Settings{Body: time.Nanosecond, Stall: 2 * time.Second, File: long}, file)
		l := dial(t, server)
		const parts, size = 6, 64 << 10
		l.say(post, parts*size)
		for range parts { // longer than a Stall in all
			time.Sleep(500 * time.Millisecond)
			l.say("%s", strings.Repeat("a", size))
		}
		status, _, body := l.hear()
		require.Equal(t, http.StatusOK, status, body)
	})
	t.Run("and one that has arrived has no deadline any more", func(t *testing.T) {
		t.Parallel()
		server := serve(t, gate.Settings{Body: 20 * time.Millisecond}, func(_ *gate.Gate, c *gin.Context) {
			_, err := gate.BodyOf(c).All(100)
			if err == nil {
				select {
				case <-c.Request.Context().Done():
				case <-time.After(200 * time.Millisecond):
				}
				err = c.Request.Context().Err()
			}
			if err != nil {
				c.Data(http.StatusTeapot, "text/plain", []byte(err.Error()))
			}
		})
		for _, request := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{"} {
			l := dial(t, server)
			l.say("%s", request)
			status, _, body := l.hear()
			require.Equal(t, http.StatusOK, status, body)
		}
	})
}

// file reads a body as a file.
func file(_ *gate.Gate, c *gin.Context) {
	if _, err := io.Copy(gate.BodyOf(c).OfFile(), c.Request.Body); err != nil {
		c.Data(http.StatusTeapot, "text/plain", []byte(err.Error()))
	}
}

func TestWhenMoreOfAFileMustHaveArrived(t *testing.T) {
	t.Parallel()
	d, began := gate.New(gate.Settings{}), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		after   time.Duration
		arrived int64
		want    time.Duration
	}{
		"at the beginning":                   {0, 0, 30 * time.Second},
		"a quick one may pause":              {time.Second, 10 << 20, 31 * time.Second},
		"a byte now and then is no use":      {29 * time.Second, 29, 30 * time.Second},
		"a slow one is waited for":           {time.Minute, 100 << 10, 90 * time.Second},
		"slower than that it may pause less": {time.Minute, 40 << 10, 70 * time.Second},
		"for 15 minutes in all":              {14*time.Minute + 59*time.Second, 40 << 20, 15 * time.Minute},
	} {
		require.Equal(t, tc.want, d.More(began, began.Add(tc.after), tc.arrived).Sub(began), name)
	}
}

func TestBodiesTakeNoMoreMemoryThanThereIsRoomFor(t *testing.T) {
	t.Parallel()
	server := serve(t, gate.Settings{Body: long, BodyBytes: 64 << 10, WebhookBytes: 64 << 10}, func(d *gate.Gate, c *gin.Context) {
		if c.GetHeader("Webhook") != "" {
			gate.BodyOf(c).OfWebhook()
		}
		readAll(1<<20)(d, c)
	})
	ask := func(size int64, webhook string) string {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, endless(size))
		require.NoError(t, err)
		req.ContentLength = size
		req.Header.Set("Webhook", webhook)
		resp, err := server.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return string(body)
	}
	require.Equal(t, "10", ask(10, ""))
	var held []line
	for range 4 { // each counts as 16 KB, whatever has arrived, and whatever is declared
		l := dial(t, server)
		l.say(post+"a", 1<<20)
		held = append(held, l)
	}
	require.Eventually(t, func() bool { return ask(10, "") == gate.ErrFull.Error() }, long, 5*time.Millisecond)
	require.Equal(t, "10", ask(10, "yes"), "webhooks have room of their own")
	require.NoError(t, held[0].Close())
	require.Eventually(t, func() bool { return ask(10, "") == "10" }, long, 5*time.Millisecond)
	require.Equal(t, gate.ErrFull.Error(), ask(100<<10, ""), "one that grows needs more and more room")
	held[1].say("%s", strings.Repeat("a", 60<<10))
	_, _, body := held[1].hear()
	require.Equal(t, gate.ErrFull.Error(), body)
	for _, l := range held {
		_ = l.Close()
	}
	require.Eventually(t, func() bool { return ask(30<<10, "") == "30720" }, long, 5*time.Millisecond, "all is given back")
}

func TestFilesTakeNoMoreRoomThanThereIs(t *testing.T) {
	t.Parallel()
	server := serve(t, gate.Settings{FileBytes: 100 << 10}, file)
	for range 3 {
		resp, err := server.Client().Post(server.URL, "text/plain", endless(90<<10))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
	resp, err := server.Client().Post(server.URL, "text/plain", endless(110<<10))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusTeapot, resp.StatusCode)
}
