package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/store"
)

const (
	// filesAtOnce is how many files of the database's rows are written at once.
	filesAtOnce = 4
	// fileTime bounds how long one of them may take its reader.
	fileTime = 30 * time.Minute
)

// files lets so many files be written at once: each takes connections from the
// lists again and again, and memory.
type files struct{ slots chan struct{} }

func newFiles() *files { return &files{make(chan struct{}, filesAtOnce)} }

// limited has a handler write a file if there is room for one more, and not for
// longer than a file may take.
func (f *files) limited(write gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		select {
		case f.slots <- struct{}{}:
			defer func() { <-f.slots }()
		default:
			c.Header("Retry-After", retryAfter)
			problem(c, http.StatusServiceUnavailable,
				"Other files are being written just now. Please try again after Retry-After seconds.")
			return
		}
		ctx, cancel := context.WithTimeout(store.InTurn(c.Request.Context()), fileTime)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		// A reader who stands still is not waited for either. Who cannot be given a
		// deadline is a test.
		_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(fileTime))
		write(c)
	}
}
