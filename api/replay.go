package api

import (
	"bytes"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// replayEvent judges a quarantined event anew from the item as it arrived.
func (a *API) replayEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	var fix correctionJSON
	read, ok := body(c)
	if !ok {
		return
	}
	if len(bytes.TrimSpace(read)) > 0 && !decode(c, read, &fix, `empty, or JSON with a correction: {"phone": "+60123456789"}`) {
		return
	}
	event, err := a.Service.ReplayEvent(c.Request.Context(), callerOf(c), eventID, service.Correction(fix))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, gin.H{"event": a.eventOf(event)})
}
