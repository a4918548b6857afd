package gate_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
)

// TestAnAnswerBeforeTheBodyHasArrivedIsRead has senders who do not listen while they
// send: a connection that is closed meanwhile is reset, and the answer lost.
func TestAnAnswerBeforeTheBodyHasArrivedIsRead(t *testing.T) {
	t.Parallel()
	const size = 55 << 20
	known := serve(t, gate.Settings{}, func(_ *gate.Gate, c *gin.Context) {
		gate.BodyOf(c).Known()
		c.Data(http.StatusRequestEntityTooLarge, "text/plain", []byte("too large"))
	})
	require413 := func(t *testing.T, resp *http.Response) {
		t.Helper()
		read, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
		require.Equal(t, "too large", string(read))
	}
	for name, expect := range map[string]string{"who sends at once": "", "who asks first": "100-continue"} {
		t.Run("by a client of Go "+name, func(t *testing.T) {
			t.Parallel()
			for _, length := range []int64{size, -1} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, known.URL, endless(size))
				require.NoError(t, err)
				req.ContentLength = length
				if expect != "" {
					req.Header.Set("Expect", expect)
				}
				client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 5 * time.Second}}
				resp, err := client.Do(req)
				require.NoError(t, err)
				require413(t, resp)
				require.NoError(t, resp.Body.Close())
			}
		})
	}
	t.Run("by one who sends everything before reading", func(t *testing.T) {
		t.Parallel()
		l := dial(t, known)
		l.say(post, size)
		_, err := io.Copy(l, endless(size))
		require.NoError(t, err)
		status, header, body := l.hear()
		require.Equal(t, http.StatusRequestEntityTooLarge, status)
		require.Equal(t, "close", header.Get("Connection"))
		require.Equal(t, "too large", body)
	})
	t.Run("by one who asks first and sends nevertheless", func(t *testing.T) {
		t.Parallel()
		l := dial(t, known)
		l.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", 200<<10)
		_, err := io.Copy(l, endless(200<<10))
		require.NoError(t, err)
		status, _, body := l.hear()
		require.Equal(t, http.StatusRequestEntityTooLarge, status, "there is no 100 Continue before it")
		require.Equal(t, "too large", body)
	})
	t.Run("at once, by a stranger who sends nothing", func(t *testing.T) {
		t.Parallel()
		server := serve(t, gate.Settings{Body: long}, func(_ *gate.Gate, c *gin.Context) {
			c.Data(http.StatusUnauthorized, "text/plain", []byte("who are you?"))
		})
		l := dial(t, server)
		l.say(post, 1<<20)
		began := time.Now()
		status, header, body := l.hear()
		require.Equal(t, http.StatusUnauthorized, status)
		require.Equal(t, "close", header.Get("Connection"))
		require.Equal(t, "who are you?", body)
		require.Less(t, time.Since(began), long/2)
		_, err := l.Read(make([]byte, 1))
		require.Error(t, err, "nobody waits long for the rest")
	})
}

func TestAConnectionIsKeptWhereAllHasArrived(t *testing.T) {
	t.Parallel()
	server := serve(t, gate.Settings{}, readAll(100))
	l := dial(t, server)
	for range 3 {
		l.say(post+"abc", 3)
		status, header, body := l.hear()
		require.Equal(t, []any{http.StatusOK, "", "3"}, []any{status, header.Get("Connection"), body})
	}
}
