package gate

import (
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Frame has a request's body arrive in time, and its answer be read in time. It
// goes before whatever reads or writes.
func (g *Gate) Frame(c *gin.Context) {
	c.Header("X-Content-Type-Options", "nosniff")
	req, raw, conn := c.Request, c.Request.Body, http.NewResponseController(c.Writer)
	body := g.body(req, conn)
	w := &writer{ResponseWriter: c.Writer, conn: conn, body: body, stall: g.Stall}
	req.Body, c.Writer = body, w
	defer func() {
		req.Body = raw // net/http knows what to do with its own
		body.release(body.held)
	}()
	c.Next()
	body.release(body.held) // nobody has it any more
	if !body.ended {
		w.partWithSender(c)
	}
	w.before() // net/http sends the rest
}

// How long, and how much, is listened to somebody who goes on sending after the
// answer.
const (
	strangersBytes, strangersTime = 8 << 20, 5 * time.Second
	knownBytes, knownTime         = 128 << 20, time.Minute
	// One who asked with Expect whether to send at all mostly does not, nor does one who
	// was too late.
	silentTime = 2 * time.Second
)

// partWithSender answers somebody who still sends, and throws away what comes for
// a while. Many senders read the answer only when they have sent everything, and a
// connection that is closed while something arrives is reset: the answer would be
// lost.
func (w *writer) partWithSender(c *gin.Context) {
	w.WriteHeaderNow()
	if c.Writer.Header().Get("Content-Length") != "" { // else the reader could not tell where it ends
		w.Flush()
	}
	b := w.body
	most, patience := int64(strangersBytes), strangersTime
	if b.known {
		most, patience = knownBytes, knownTime
	}
	if b.late || b.expects && b.arrived == 0 {
		patience = silentTime
	}
	b.due(time.Now().Add(patience))
	if n, _ := io.CopyN(io.Discard, b.ReadCloser, most); n == most {
		b.due(time.Now()) // net/http would go on reading
	}
}
