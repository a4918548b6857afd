package gate

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// piece is how much of an answer must be read in one Stall, in bytes.
const piece = 64 << 10

// writer writes an answer for as long as its reader goes on reading. One who stands
// still for a Stall loses the connection, and the handler gets an error.
type writer struct {
	gin.ResponseWriter
	conn  *http.ResponseController
	body  *Body
	stall time.Duration
	until time.Time // the deadline that is set
}

// Unwrap lets http.ResponseController through.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// before prepares for something of the answer to be sent.
func (w *writer) before() {
	if !w.Written() && !w.body.ended {
		// What is still to arrive would be taken for the next request. Without this
		// net/http would read some of it before it sends the answer.
		w.Header().Set("Connection", "close")
	}
	// A deadline is not moved for each of many small writes.
	if now := time.Now(); w.until.Sub(now) < w.stall-w.stall/8 {
		w.until = now.Add(w.stall)
		_ = w.conn.SetWriteDeadline(w.until) // what has no connection is a test
	}
}

func (w *writer) WriteHeaderNow() {
	w.before()
	w.ResponseWriter.WriteHeaderNow()
}

func (w *writer) Write(p []byte) (written int, err error) {
	for {
		w.before()
		n, err := w.ResponseWriter.Write(p[:min(len(p), piece)])
		written += n
		if p = p[n:]; err != nil || len(p) == 0 {
			return written, err
		}
	}
}

func (w *writer) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

func (w *writer) Flush() {
	w.before()
	w.ResponseWriter.Flush()
}
