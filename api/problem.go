package api

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
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
	// Code is a stable word for programs.
	Code Code `json:"code"`
	// Errors says what is wrong with each field; empty if no field is to blame.
	Errors []fieldErrorJSON `json:"errors"`
	// EventID or ImportID is what may have been taken in, if that is not known. Sent
	// again with it as its Idempotency-Key, the request is taken in once.
	EventID  *uuid.UUID `json:"event_id,omitempty"`
	ImportID *uuid.UUID `json:"import_id,omitempty"`
	// ContactID is who is there already, or has the identity that was asked for.
	ContactID *uuid.UUID `json:"contact_id,omitempty"`
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

// fieldErrorJSON says what is wrong with one field of what was sent: a member of the
// body, in dotted form such as attributes.city, or a parameter.
type fieldErrorJSON struct {
	Field   string `json:"field"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// Code is a stable word for a problem: that of the use case's error, or one of those
// below for what comes to none.
type Code string

// The codes of requests that come to no use case.
const (
	NoMethod    Code = "method_not_allowed" // the route does not take it
	TooLarge    Code = "too_large"          // the body
	Late        Code = "late"               // the body did not arrive in time
	WrongVerify Code = "wrong_verify_token" // of the webhook's handshake
)

// codes are those of problems that have no error of a use case, by their status.
var codes = map[int]Code{
	http.StatusBadRequest:            Code(service.Malformed),
	http.StatusForbidden:             WrongVerify,
	http.StatusNotFound:              Code(service.NotFound),
	http.StatusMethodNotAllowed:      NoMethod,
	http.StatusRequestTimeout:        Late,
	http.StatusRequestEntityTooLarge: TooLarge,
	http.StatusUnprocessableEntity:   Code(service.InvalidValue),
	http.StatusInternalServerError:   Code(service.Internal),
	http.StatusServiceUnavailable:    Code(service.Busy),
}

// problem answers with an error and ends the request. detail tells the reader
// what to do next.
func problem(c *gin.Context, status int, detail string) {
	refuse(c, Problem{Status: status, Detail: detail, Code: codes[status]})
}

// wrong is problem for one field, or parameter, that cannot be read.
func wrong(c *gin.Context, code service.Code, field, detail string) {
	refuse(c, Problem{Status: statuses[code], Detail: detail, Code: Code(code), Errors: []fieldErrorJSON{{field, Code(code), detail}}})
}

// refuse answers with a problem.
func refuse(c *gin.Context, p Problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	if p.Errors == nil {
		p.Errors = []fieldErrorJSON{}
	}
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
	service.IdentityTaken:     http.StatusConflict,
	service.LastIdentity:      http.StatusUnprocessableEntity,
	service.EventQuarantined:  http.StatusConflict,
	service.NotQuarantined:    http.StatusConflict,
	service.NotDismissed:      http.StatusConflict,
	service.EventErased:       http.StatusConflict,
	service.AlreadyResolved:   http.StatusConflict,
	service.NotMerged:         http.StatusConflict,
	service.AlreadyThere:      http.StatusConflict,
	service.Taken:             http.StatusConflict,
	service.InUse:             http.StatusConflict,
	service.LastAdmin:         http.StatusConflict,
	service.Disabled:          http.StatusConflict,
	service.ImportStatusWrong: http.StatusConflict,
	service.JobStatusWrong:    http.StatusConflict,
	service.CountChanged:      http.StatusConflict,
	service.NobodyFound:       http.StatusUnprocessableEntity,
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
	p := Problem{Status: statuses[e.Code], Detail: e.Message, Code: Code(e.Code), EventID: e.EventID, ImportID: e.ImportID, ContactID: e.ContactID}
	for _, of := range e.EachField() {
		p.Errors = append(p.Errors, fieldErrorJSON{of.Field, Code(of.Code), of.Message})
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
