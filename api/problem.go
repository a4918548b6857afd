package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/store"
)

// Problem is an error as RFC 9457 has it.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// problem answers with an error and ends the request. detail tells the reader
// what to do next.
func problem(c *gin.Context, status int, detail string) {
	c.Header("Content-Type", "application/problem+json")
	c.AbortWithStatusJSON(status, Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail,
	})
}

// retryAfter is how many seconds a sender is asked to wait.
const retryAfter = "5"

// fail turns an error of a lower layer into an answer: in one place, and
// without its inner detail, which is logged.
func (a *API) fail(c *gin.Context, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		problem(c, http.StatusNotFound, "There is nothing with this id.")
	case errors.Is(err, store.ErrDeleted):
		problem(c, http.StatusGone, "This contact was deleted.")
	case c.Request.Context().Err() != nil:
		c.Abort() // the caller has hung up
	case store.Unavailable(err):
		a.Log.WarnContext(c, "the database is away", "path", c.FullPath(), "error", err)
		c.Header("Retry-After", retryAfter)
		problem(c, http.StatusServiceUnavailable, "The database cannot be reached. Nothing was taken in; please try again.")
	default:
		a.Log.ErrorContext(c, "a request failed", "path", c.FullPath(), "error", err)
		problem(c, http.StatusInternalServerError, "Something went wrong here; the log has it.")
	}
}
