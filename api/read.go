package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// one answers with the thing that a path names. named reads the name, and
// answers if it cannot be one.
func one[Row, JSON any](
	a *API, named func(*gin.Context) (string, bool), read func(context.Context, string) (Row, error), show func(Row) JSON,
) gin.HandlerFunc {
	return func(c *gin.Context) {
		name, ok := named(c)
		if !ok {
			return
		}
		row, err := read(c, name)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusOK, show(row))
	}
}

// all answers with everything of a kind: there is so little of it that it needs
// no pages.
func all[Row, JSON any](
	a *API, kind string, read func(context.Context) ([]Row, error), show func(Row) JSON,
) gin.HandlerFunc {
	return func(c *gin.Context) {
		rows, err := read(c)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusOK, gin.H{kind: shown(rows, show)})
	}
}

// shown is a list as it is answered; an empty one is no null.
func shown[Row, JSON any](rows []Row, show func(Row) JSON) []JSON {
	out := make([]JSON, len(rows))
	for i, row := range rows {
		out[i] = show(row)
	}
	return out
}
