package api

import (
	"strconv"
	"time"

	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// paging reads ?limit= and ?cursor=.
func paging(c *gin.Context) service.Paging {
	p := service.Paging{Cursor: c.Query("cursor")}
	if given := c.Query("limit"); given != "" {
		var err error
		if p.Limit, err = strconv.Atoi(given); err != nil || p.Limit < 1 {
			p.Limit = -1 // which no page has
		}
	}
	return p
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
