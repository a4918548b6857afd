package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// showOne answers with the thing that a path names.
func showOne[Row, JSON any](
	a *API, c *gin.Context, name string, read func(context.Context, service.Caller, string) (Row, error), show func(Row) JSON,
) {
	row, err := read(c.Request.Context(), callerOf(c), c.Param(name))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, show(row))
}

// showAll answers with everything of a kind: there is so little of it that it
// needs no pages.
func showAll[Row, JSON any](
	a *API, c *gin.Context, kind string, read func(context.Context, service.Caller) ([]Row, error), show func(Row) JSON,
) {
	rows, err := read(c.Request.Context(), callerOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{kind: shown(rows, show)})
}

// showPage answers with a page of a list.
func showPage[Row, JSON any](c *gin.Context, kind string, page service.Page[Row], show func(Row) JSON) {
	c.JSON(http.StatusOK, gin.H{kind: shown(page.Rows, show), "next_cursor": orNull(page.Next)})
}

// showPut answers with what a PUT has made or changed.
func showPut(c *gin.Context, created bool, out any) {
	if created {
		c.JSON(http.StatusCreated, out)
		return
	}
	c.JSON(http.StatusOK, out)
}

// shown is a list as it is answered; an empty one is no null.
func shown[Row, JSON any](rows []Row, show func(Row) JSON) []JSON {
	out := make([]JSON, len(rows))
	for i, row := range rows {
		out[i] = show(row)
	}
	return out
}
