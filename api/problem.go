package api

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// Problem is an error as RFC 9457 has it.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Code is a stable word for programs; empty where the status says it all.
	Code Code `json:"code,omitempty"`
	// EventID or ImportID is what may have been taken in, if that is not known. Sent
	// again with it as its Idempotency-Key, the request is taken in once.
	EventID  *uuid.UUID `json:"event_id,omitempty"`
	ImportID *uuid.UUID `json:"import_id,omitempty"`
}

// Code is a stable word for a problem.
type Code string

// The codes of problems.
const (
	KeyReused      Code = "idempotency_key_reused"
	OutcomeUnknown Code = "outcome_unknown"
)

// problem answers with an error and ends the request. detail tells the reader
// what to do next.
func problem(c *gin.Context, status int, detail string) {
	refuse(c, Problem{Status: status, Detail: detail})
}

// refuse answers with a problem that has a code, or more than that.
func refuse(c *gin.Context, p Problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	c.Header("Content-Type", "application/problem+json")
	c.AbortWithStatusJSON(p.Status, p)
}

// retryAfter is how many seconds a sender is asked to wait.
const retryAfter = "5"

// fail turns an error of a lower layer into an answer: in one place, and
// without its inner detail, which is logged.
func (a *API) fail(c *gin.Context, err error) {
	var limit *store.LimitError
	switch {
	case errors.Is(err, store.ErrNotFound):
		problem(c, http.StatusNotFound, "There is nothing with this id.")
	case errors.Is(err, store.ErrDeleted):
		problem(c, http.StatusGone, "This contact was deleted.")
	case errors.Is(err, store.ErrKeyReused):
		refuse(c, Problem{Status: http.StatusUnprocessableEntity, Code: KeyReused, Detail: "This Idempotency-Key was " +
			"sent with another request in the last 30 days. Nothing was taken in. Send a key of its own with each request, and the same key only to repeat it."})
	case errors.As(err, &limit):
		c.Header("Retry-After", strconv.Itoa(max(int(math.Ceil(limit.Wait.Seconds())), 1)))
		problem(c, http.StatusTooManyRequests, fmt.Sprintf(
			"A trigger takes %d calls a minute. Nothing was taken in; please try again after Retry-After seconds.", store.TriggerLimit))
	case errors.Is(err, store.ErrOutcomeUnknown):
		a.Log.WarnContext(c, "whether a request was taken in is not known", "path", c.FullPath(), "error", err)
		c.Header("Retry-After", retryAfter)
		p := repetitionOf(c)
		p.Status, p.Code = http.StatusServiceUnavailable, OutcomeUnknown
		p.Detail = "The database did not say in time whether it took this in: it may or may not have. " + p.Detail
		refuse(c, p)
	case errors.Is(err, store.ErrBusy):
		c.Header("Retry-After", retryAfter)
		problem(c, http.StatusServiceUnavailable,
			"As much is being read just now as may be at once. Please try again after Retry-After seconds.")
	case errors.Is(err, store.ErrSlow):
		a.Log.WarnContext(c, "reading took too long", "path", c.FullPath(), "error", err)
		c.Header("Retry-After", retryAfter)
		problem(c, http.StatusServiceUnavailable,
			"This took longer than reading may. Ask for less, such as one channel or a smaller page, or try again after Retry-After seconds.")
	case store.Unavailable(err):
		if c.Request.Context().Err() == nil { // else it is most likely the caller who is unavailable
			a.Log.WarnContext(c, "the database is unavailable", "path", c.FullPath(), "error", err)
		}
		// Also for who has hung up: one who closed only a half of the connection would
		// read an answer without a problem as 200.
		c.Header("Retry-After", retryAfter)
		problem(c, http.StatusServiceUnavailable, "The database cannot be reached. Nothing was taken in; please try again.")
	default:
		a.Log.ErrorContext(c, "a request failed", "path", c.FullPath(), "error", err)
		problem(c, http.StatusInternalServerError, "Something went wrong here; the log has it.")
	}
}
