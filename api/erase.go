package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/store"
)

// deleteImport removes an import that has ended, with its file and its rows. What
// it did to contacts stays.
func (a *API) deleteImport(c *gin.Context) {
	importID, ok := id(c, c.Param("id"), "The import's id")
	if !ok {
		return
	}
	err := a.Store.DeleteImport(c, importID)
	switch {
	case errors.Is(err, store.ErrNotEnded):
		problem(c, http.StatusConflict, "The import has not ended, or rows of it are still to be decided: cancel it first, or wait for its end.")
	case err != nil:
		a.fail(c, err)
	default:
		c.Status(http.StatusNoContent)
	}
}

// deleteEvent takes the words out of a quarantined event. Such an event belongs to
// no contact with which it could go.
func (a *API) deleteEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	err := a.Store.EraseEvent(c, eventID)
	switch {
	case errors.Is(err, store.ErrNotQuarantined):
		problem(c, http.StatusConflict, "Only quarantined events are removed one by one, and this one is not. Delete the contact that it belongs to.")
	case err != nil:
		a.fail(c, err)
	default:
		c.Status(http.StatusNoContent)
	}
}
