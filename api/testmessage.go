package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

func (a *API) sendTestMessage(c *gin.Context) {
	var in struct {
		Phone string `json:"phone"`
		Name  string `json:"name"`
		Text  string `json:"text"`
	}
	if !bind(c, &in, `JSON: {"phone": "+60…", "name": "…", "text": "…"}`) {
		return
	}
	accepted, err := a.Service.SendTestMessage(c.Request.Context(), callerOf(c), c.Param("id"), service.TestMessage{Phone: in.Phone, Name: in.Name, Text: in.Text})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, gin.H{"event_id": accepted.EventID})
}
