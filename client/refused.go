package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// RefusedError is an answer of the server other than success.
type RefusedError struct {
	Status int    // HTTP's
	Code   string // the problem's stable word, such as outcome_unknown; empty if it has none
	Detail string // for a person; empty if the answer had none
	Fields []FieldError
}

// FieldError says what is wrong with one field, or parameter, of what was sent.
type FieldError struct{ Field, Code, Message string }

func (e *RefusedError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("the server answers %d %s", e.Status, http.StatusText(e.Status))
	}
	return e.Detail
}

// maxProblem is how much of a refusal is read, in bytes.
const maxProblem = 64 << 10

// refused reads a problem. An answer that is no problem has no words.
func refused(resp *http.Response) error {
	var problem struct {
		Code, Detail string
		Errors       []FieldError
	}
	_ = json.NewDecoder(io.LimitReader(resp.Body, maxProblem)).Decode(&problem)
	return &RefusedError{Status: resp.StatusCode, Code: problem.Code, Detail: problem.Detail, Fields: problem.Errors}
}

// Passing reports whether what failed may succeed when it is tried again: the
// server is unavailable, or asks for patience.
func Passing(err error) bool {
	var refused *RefusedError
	if errors.As(err, &refused) {
		switch refused.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var transport *url.Error
	return errors.As(err, &transport) && !errors.Is(err, context.Canceled)
}
