package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
)

// maxBody is the largest body of the API's own routes, in bytes.
const maxBody = 1 << 20

// body reads the whole body, of 1 MB at most. It answers with a problem, and
// false, if it cannot.
func body(c *gin.Context) ([]byte, bool) {
	read, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		problem(c, http.StatusRequestEntityTooLarge, "The body may be 1 MB at most.")
	case err != nil:
		problem(c, http.StatusBadRequest, "The body could not be read to its end.")
	default:
		return read, true
	}
	return nil, false
}

// bind reads a body that is one JSON value and nothing behind it. shape is what
// it must be, for the problem with which it answers otherwise.
func bind(c *gin.Context, into any, shape string) bool {
	read, ok := body(c)
	return ok && decode(c, read, into, shape)
}

func decode(c *gin.Context, read []byte, into any, shape string) bool {
	if err := json.Unmarshal(read, into); err != nil {
		problem(c, http.StatusBadRequest, "The body must be "+shape+".")
		return false
	}
	return true
}
