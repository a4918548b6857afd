package api

import (
	"strconv"
	"strings"

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

// id reads a UUID from the path or query. name says what it is, in words or as the
// parameter is named.
func id(c *gin.Context, given, name string) (uuid.UUID, bool) {
	parsed, err := uuid.Parse(given)
	if err != nil {
		field := name
		if strings.Contains(name, " ") {
			field = "id" // in the path
		}
		wrong(c, service.InvalidParameter, field, name+" must be a UUID.")
		return uuid.Nil, false
	}
	return parsed, true
}

// idFilter reads the UUID by which something is sought. The nil UUID is nobody's.
func idFilter(c *gin.Context, given, name string) (uuid.UUID, bool) {
	parsed, ok := id(c, given, name)
	if ok && parsed == uuid.Nil {
		wrong(c, service.InvalidParameter, name, name+" must not be the nil UUID.")
		return uuid.Nil, false
	}
	return parsed, ok
}
