package api

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// The size of a page.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// limit reads ?limit=. It answers with a problem, and false, if that is no
// number from 1 to 100.
func limit(c *gin.Context) (int, bool) {
	given := c.Query("limit")
	if given == "" {
		return defaultLimit, true
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > maxLimit {
		problem(c, http.StatusBadRequest, fmt.Sprintf("limit must be a number from 1 to %d.", maxLimit))
		return 0, false
	}
	return n, true
}

// paging is the part of a list that is asked for: so many rows, after a position.
// A list is read for one row more, which tells whether there is a next page.
type paging struct {
	size  int
	after *store.Position // nil: from the start
}

// page reads ?limit= and ?cursor=. It answers with a problem, and false, if they
// cannot be read.
func page(c *gin.Context) (p paging, ok bool) {
	if p.size, ok = limit(c); !ok {
		return p, false
	}
	p.after, ok = position(c)
	return p, ok
}

// cut takes the row off that is one more than a page holds, and returns the
// cursor of the next page: the last row's.
func cut[Row any](rows []Row, size int, cursor func(Row) string) (page []Row, next *string) {
	if len(rows) <= size {
		return rows, nil
	}
	return rows[:size], new(cursor(rows[size-1]))
}

// cursorOf names a position in a list, URL-safe and opaque.
func cursorOf(at time.Time, id uuid.UUID) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())) // PostgreSQL keeps microseconds
	return base64.RawURLEncoding.EncodeToString(append(b, id[:]...))
}

// position reads ?cursor=; nil means from the start. It answers with a problem,
// and false, if that is no cursor of ours.
func position(c *gin.Context) (*store.Position, bool) {
	given := c.Query("cursor")
	if given == "" {
		return nil, true
	}
	b, err := base64.RawURLEncoding.DecodeString(given)
	if err != nil || len(b) != 8+16 {
		problem(c, http.StatusBadRequest, "cursor must be the next_cursor of an earlier page.")
		return nil, false
	}
	return &store.Position{
		At: time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC(),
		ID: uuid.UUID(b[8:]),
	}, true
}

// timeQuery reads a time from the query; zero means that it is not given.
func timeQuery(c *gin.Context, name string) (time.Time, bool) {
	given := c.Query(name)
	if given == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, given); err == nil {
			return t, true
		}
	}
	problem(c, http.StatusBadRequest, name+" must be a time such as 2025-10-09T09:08:20Z, or a date.")
	return time.Time{}, false
}

// id reads a UUID from the path or query.
func id(c *gin.Context, given, name string) (uuid.UUID, bool) {
	parsed, err := uuid.Parse(given)
	if err != nil {
		problem(c, http.StatusBadRequest, name+" must be a UUID.")
		return uuid.Nil, false
	}
	return parsed, true
}

// idFilter reads the UUID by which something is sought. The nil UUID is nobody's.
func idFilter(c *gin.Context, given, name string) (uuid.UUID, bool) {
	parsed, ok := id(c, given, name)
	if ok && parsed == uuid.Nil {
		problem(c, http.StatusBadRequest, name+" must not be the nil UUID.")
		return uuid.Nil, false
	}
	return parsed, ok
}
