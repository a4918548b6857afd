package api

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
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
	// Encodings are those that a file may have, the likeliest first.
	Encodings []encodingJSON `json:"encodings,omitempty"`
	// UndefinedAttributes are those that columns of a file go to.
	UndefinedAttributes []attributeColumnJSON `json:"undefined_attributes,omitempty"`
}

// attributeColumnJSON is a column of a file that goes to an attribute.
type attributeColumnJSON struct {
	Name   string `json:"name"`
	Column string `json:"column"`
}

// encodingJSON is an encoding that a file may have, and how a text of it reads then.
type encodingJSON struct {
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
	Sample     string  `json:"sample"`
}

// Code is a stable word for a problem: that of its error, where the status does
// not say it all.
type Code string

// The codes of problems.
const (
	KeyReused           Code = "idempotency_key_reused"
	OutcomeUnknown      Code = "outcome_unknown"
	WhichEncoding       Code = "which_encoding"
	UndefinedAttributes Code = "undefined_attributes"
)

// problem answers with an error and ends the request. detail tells the reader
// what to do next.
func problem(c *gin.Context, status int, detail string) {
	refuse(c, Problem{Status: status, Detail: detail})
}

// refuse answers with a problem that has a code, or more than that.
func refuse(c *gin.Context, p Problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	encoded, _ := json.Marshal(p) // strings, numbers and ids always encode
	c.Abort()
	// Its length is told: whoever still sends sees where it ends.
	c.Data(p.Status, "application/problem+json", encoded)
}

// statuses are what errors are answered with.
var statuses = map[service.Code]int{
	service.Unauthenticated:   http.StatusUnauthorized,
	service.InvalidToken:      http.StatusUnauthorized,
	service.InvalidSignature:  http.StatusUnauthorized,
	service.InsufficientScope: http.StatusForbidden,

	service.Malformed:           http.StatusBadRequest,
	service.InvalidParameter:    http.StatusBadRequest,
	service.InvalidValue:        http.StatusUnprocessableEntity,
	service.UnknownField:        http.StatusUnprocessableEntity,
	service.UnknownChannel:      http.StatusUnprocessableEntity,
	service.UnusableNumber:      http.StatusUnprocessableEntity,
	service.UnreadableFile:      http.StatusUnprocessableEntity,
	service.WhichEncoding:       http.StatusUnprocessableEntity,
	service.UndefinedAttributes: http.StatusUnprocessableEntity,
	service.CannotReplay:        http.StatusUnprocessableEntity,

	service.NotFound:          http.StatusNotFound,
	service.Deleted:           http.StatusGone,
	service.ContactGone:       http.StatusConflict,
	service.VersionConflict:   http.StatusPreconditionFailed,
	service.TooManyTags:       http.StatusUnprocessableEntity,
	service.EventQuarantined:  http.StatusConflict,
	service.NotQuarantined:    http.StatusConflict,
	service.EventErased:       http.StatusConflict,
	service.AlreadyResolved:   http.StatusConflict,
	service.NotMerged:         http.StatusConflict,
	service.Taken:             http.StatusConflict,
	service.InUse:             http.StatusConflict,
	service.ImportStatusWrong: http.StatusConflict,
	service.KeyReused:         http.StatusUnprocessableEntity,
	service.RateLimited:       http.StatusTooManyRequests,

	service.OutcomeUnknown:      http.StatusServiceUnavailable,
	service.Busy:                http.StatusServiceUnavailable,
	service.Slow:                http.StatusServiceUnavailable,
	service.DatabaseUnavailable: http.StatusServiceUnavailable,
	service.TemporalUnavailable: http.StatusServiceUnavailable,
	service.Internal:            http.StatusInternalServerError,
}

// fail turns the error of a use case into an answer, in one place. What went wrong
// here is logged with its inner detail, which the answer does not have.
func (a *API) fail(c *gin.Context, err error) {
	e := service.ErrorOf(err)
	a.note(c, e)
	switch e.Code {
	case service.Unauthenticated:
		challenge(c, "")
	case service.InvalidToken:
		challenge(c, `, error="invalid_token"`)
	case service.InsufficientScope:
		challenge(c, fmt.Sprintf(`, error="insufficient_scope", scope=%q`, e.Scope))
	}
	if e.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(max(int(math.Ceil(e.RetryAfter.Seconds())), 1)))
	}
	p := Problem{Status: statuses[e.Code], Detail: e.Message, EventID: e.EventID, ImportID: e.ImportID}
	if code := Code(e.Code); slices.Contains([]Code{KeyReused, OutcomeUnknown, WhichEncoding, UndefinedAttributes}, code) {
		p.Code = code
	}
	for _, c := range e.Encodings {
		p.Encodings = append(p.Encodings, encodingJSON(c))
	}
	for _, u := range e.Undefined {
		p.UndefinedAttributes = append(p.UndefinedAttributes, attributeColumnJSON(u))
	}
	refuse(c, p)
}

// note logs what went wrong here.
func (a *API) note(c *gin.Context, e *service.Error) {
	switch e.Code {
	case service.OutcomeUnknown:
		a.Log.WarnContext(c, "whether a request was taken in is not known", "path", c.FullPath(), "error", e.Err)
	case service.Slow:
		a.Log.WarnContext(c, "reading took too long", "path", c.FullPath(), "error", e.Err)
	case service.DatabaseUnavailable:
		// If the caller has hung up, it is most likely the caller who is unavailable. It
		// is answered all the same: one who closed only a half of the connection would
		// read an answer without a problem as 200.
		if c.Request.Context().Err() == nil {
			a.Log.WarnContext(c, "the database is unavailable", "path", c.FullPath(), "error", e.Err)
		}
	case service.TemporalUnavailable:
		a.Log.WarnContext(c, "a workflow cannot be reached", "path", c.FullPath(), "error", e.Err)
	case service.Internal:
		a.Log.ErrorContext(c, "a request failed", "path", c.FullPath(), "error", e.Err)
	}
}
