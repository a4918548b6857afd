package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

// recovered answers a panic with a problem and logs it, so that one bad request
// harms no other. What has begun cannot be answered otherwise any more: the
// connection is broken off, so that nobody takes half an answer for a whole one.
// Gin's own recovery would end it like any other.
func (a *API) recovered() gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if err, ok := reason.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				a.Log.ErrorContext(c, "a handler panicked", "path", c.FullPath(), "panic", reason)
				if !c.Writer.Written() {
					problem(c, http.StatusInternalServerError, "Something went wrong here; the log has it.")
					return
				}
			}
			panic(http.ErrAbortHandler) // net/http closes the connection, and says nothing
		}()
		c.Next()
	}
}

// breakOff ends a file that cannot be completed: with a problem, if nothing of
// it was sent yet.
func (a *API) breakOff(c *gin.Context, err error) {
	if c.Writer.Written() {
		a.Log.WarnContext(c, "a file broke off", "path", c.FullPath(), "error", err)
		panic(http.ErrAbortHandler)
	}
	detach(c)
	a.fail(c, err)
}
