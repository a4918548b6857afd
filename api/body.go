package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
)

// maxBody is the largest body of the API's own routes, in bytes.
const maxBody = 1 << 20

// body reads the whole body, of 1 MB at most. It answers with a problem, and
// false, if it cannot.
func body(c *gin.Context) ([]byte, bool) {
	read, err := gate.BodyOf(c).All(maxBody)
	if err != nil {
		unread(c, err, "The body may be 1 MB at most.")
	}
	return read, err == nil
}

// unread answers for a body that was not read to its end.
func unread(c *gin.Context, err error, tooLarge string) {
	switch {
	case errors.Is(err, gate.ErrTooLarge):
		problem(c, http.StatusRequestEntityTooLarge, tooLarge)
	case errors.Is(err, gate.ErrLate):
		problem(c, http.StatusRequestTimeout, "The body did not arrive in time. Nothing was taken in; please send it again.")
	case errors.Is(err, gate.ErrFull):
		c.Header("Retry-After", strconv.Itoa(int(comeAgain.Seconds())))
		problem(c, http.StatusServiceUnavailable,
			"As much is arriving just now as may at once. Nothing was taken in; please try again after Retry-After seconds.")
	default:
		problem(c, http.StatusBadRequest, "The body could not be read to its end.")
	}
}

// bind reads a body that is one JSON value and nothing behind it. shape is what
// it must be, for the problem with which it answers otherwise.
func bind(c *gin.Context, into any, shape string) bool {
	read, ok := body(c)
	return ok && decode(c, read, into, shape)
}

// bindOnly is bind for an object that has no other members than those of into.
func bindOnly(c *gin.Context, into any, shape string) bool {
	read, ok := body(c)
	if !ok {
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(read))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && decoder.More() {
		err = errors.New("something follows")
	}
	if err != nil {
		problem(c, http.StatusBadRequest, "The body must be "+shape+", and nothing else.")
	}
	return err == nil
}

func decode(c *gin.Context, read []byte, into any, shape string) bool {
	if err := json.Unmarshal(read, into); err != nil {
		problem(c, http.StatusBadRequest, "The body must be "+shape+".")
		return false
	}
	return true
}

// member is a member of a body, and where its value goes.
type member struct {
	name string
	into any
}

// bindMembers is bind for a body in which no other member may be: one that is misspelt
// must not be passed over where a limit that is not given is none.
func bindMembers(c *gin.Context, shape string, members ...member) bool {
	var given map[string]json.RawMessage
	if !bind(c, &given, shape) {
		return false
	}
	var known []string
	for _, m := range members {
		known = append(known, m.name)
	}
	for name := range given {
		if !slices.Contains(known, name) {
			wrong(c, service.UnknownField, name, fmt.Sprintf("There is no %.64q here; there is: %s.", name, strings.Join(known, ", ")))
			return false
		}
	}
	for _, m := range members {
		if value, there := given[m.name]; there && !decode(c, value, m.into, shape) {
			return false
		}
	}
	return true
}
