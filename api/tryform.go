package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
)

// triedJSON is what a contact would be given by a submission.
type triedJSON struct {
	WaID    *string           `json:"wa_id"`
	Problem *string           `json:"problem"`
	Fields  map[string]string `json:"fields"`
	Unused  []string          `json:"unused"`
	Skipped []contact.Skipped `json:"skipped"`
}

func (a *API) tryForm(c *gin.Context) {
	read, ok := body(c)
	if !ok {
		return
	}
	tried, err := a.Service.TryForm(c.Request.Context(), callerOf(c), c.Param("id"), c.GetHeader("Content-Type"), read)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, triedJSON{
		WaID: orNull(tried.WaID), Problem: orNull(tried.Problem), Fields: tried.Fields, Unused: tried.Unused, Skipped: tried.Skipped,
	})
}
