package gate_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
)

const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

// TestAReaderWhoStandsStillLosesTheConnection has 30 of them at once.
func TestAReaderWhoStandsStillLosesTheConnection(t *testing.T) {
	t.Parallel()
	const readers = 30
	for name, write := range map[string]func(*gin.Context) error{
		"of a file": func(c *gin.Context) error {
			_, err := io.Copy(c.Writer, letters{})
			return err
		},
		"of one long text": func(c *gin.Context) error {
			_, err := c.Writer.WriteString(string(make([]byte, 8<<20)))
			return err
		},
		"of a stream": func(c *gin.Context) error {
			for c.Request.Context().Err() == nil {
				c.SSEvent("import", string(make([]byte, 1000)))
				c.Writer.Flush()
			}
			return os.ErrDeadlineExceeded // the context says no more
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended := make(chan error, readers)
			server := serve(t, gate.Settings{Stall: 100 * time.Millisecond}, func(_ *gate.Gate, c *gin.Context) { ended <- write(c) })
			for range readers {
				dial(t, server).say(get)
			}
			for range readers {
				select {
				case err := <-ended:
					require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				case <-time.After(long):
					require.Fail(t, "a handler still writes to somebody who does not read")
				}
			}
		})
	}
}

func TestASlowReaderGetsEverything(t *testing.T) {
	t.Parallel()
	const size = 2 << 20
	server := serve(t, gate.Settings{Stall: 2 * time.Second}, func(_ *gate.Gate, c *gin.Context) {
		_, _ = c.Writer.Write(make([]byte, size)) // at once: it is cut into pieces
	})
	l := dial(t, server)
	l.say(get)
	resp, err := http.ReadResponse(bufio.NewReader(l), nil)
	require.NoError(t, err)
	defer resp.Body.Close()
	var all int64
	for err == nil {
		time.Sleep(150 * time.Millisecond) // longer than a Stall in all
		var n int64
		n, err = io.CopyN(io.Discard, resp.Body, 64<<10)
		all += n
	}
	require.ErrorIs(t, err, io.EOF)
	require.EqualValues(t, size, all)
}

// TestAnAnswerMayBeginLate makes sure that only writing has a deadline.
func TestAnAnswerMayBeginLate(t *testing.T) {
	t.Parallel()
	server := serve(t, gate.Settings{Stall: 200 * time.Millisecond}, func(_ *gate.Gate, c *gin.Context) {
		for range 3 {
			time.Sleep(300 * time.Millisecond)
			_, _ = c.Writer.WriteString("a")
			c.Writer.Flush()
		}
	})
	l := dial(t, server)
	l.say(get)
	_, _, body := l.hear()
	require.Equal(t, "aaa", body)
}
