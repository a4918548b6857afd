package gate

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"
)

// Why a body was not read to its end.
var (
	ErrTooLarge = errors.New("the body is too large")
	ErrLate     = errors.New("the body did not arrive in time")
	ErrFull     = errors.New("as much is arriving as may at once")
)

// Body is the body of a request while it arrives. It ends with ErrLate if it takes
// longer than it may.
type Body struct {
	io.ReadCloser // as net/http has it
	gate          *Gate
	conn          *http.ResponseController
	began         time.Time
	length        int64 // as declared; -1 if it is not
	arrived       int64
	ended         bool // nothing more of it will come
	expects       bool // the sender may be waiting for 100 Continue
	known         bool // the sender has shown a right credential
	late          bool // it has not arrived in time
	file          bool

	room *semaphore.Weighted // where what is kept is counted
	held int64               // how much of it
}

// BodyOf returns the body of a request that has come through Frame.
func BodyOf(c *gin.Context) *Body {
	b, _ := c.Request.Body.(*Body)
	return b
}

// body takes a request's body over. The time in which it has to arrive begins.
func (g *Gate) body(req *http.Request, conn *http.ResponseController) *Body {
	b := &Body{
		ReadCloser: req.Body, gate: g, conn: conn, began: time.Now(), length: req.ContentLength, room: g.bodyRoom,
		ended: req.Body == nil || req.Body == http.NoBody, expects: req.Header.Get("Expect") != "",
	}
	if b.ended {
		b.ReadCloser = http.NoBody
		return b
	}
	b.due(b.began.Add(g.Body)) // when it has arrived, net/http takes the deadline away
	return b
}

// due sets when the next bytes must be there. What has no connection is a test.
func (b *Body) due(at time.Time) { _ = b.conn.SetReadDeadline(at) }

// Read reads what has arrived.
func (b *Body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.arrived += int64(n)
	switch {
	case err == nil:
		if b.file {
			b.due(b.gate.more(b.began, time.Now(), b.arrived))
		}
	case errors.Is(err, io.EOF):
		b.ended = true
	case errors.Is(err, os.ErrDeadlineExceeded):
		b.late, err = true, ErrLate
	}
	return n, err
}

// Known says that the sender has shown a right credential.
func (b *Body) Known() { b.known = true }

// OfWebhook counts the body among those of webhooks, for which there is room
// whatever else arrives.
func (b *Body) OfWebhook() { b.room = b.gate.webhookRoom }

// OfFile gives the body as long as a file may take, as long as it keeps arriving.
// What is written to the returned writer is counted as kept in a file; it fails with
// ErrFull where there is no room for more.
func (b *Body) OfFile() io.Writer {
	b.file, b.room = true, b.gate.fileRoom
	if !b.ended {
		b.due(b.gate.more(b.began, time.Now(), b.arrived))
	}
	return kept{b}
}

// slowest is how much of a file must arrive on average, in bytes a second.
const slowest = 1 << 10

// more is when more of a file must have arrived, so that nobody holds a connection
// with a byte now and then.
func (g *Gate) more(began, now time.Time, arrived int64) time.Time {
	at := now.Add(g.Stall)
	for _, other := range []time.Time{
		began.Add(g.Stall + time.Duration(arrived/slowest)*time.Second), began.Add(g.File),
	} {
		if other.Before(at) {
			at = other
		}
	}
	return at
}

type kept struct{ body *Body }

func (k kept) Write(p []byte) (int, error) {
	if !k.body.hold(int64(len(p))) {
		return 0, ErrFull
	}
	return len(p), nil
}

// hold counts bytes as kept until the request has been answered.
func (b *Body) hold(n int64) bool {
	if !b.room.TryAcquire(n) {
		return false
	}
	b.held += n
	return true
}

func (b *Body) release(n int64) {
	b.held -= n
	b.room.Release(n)
}
