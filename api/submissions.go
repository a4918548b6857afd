package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// acceptedJSON is the answer to what was recorded. workflow_id is null for what
// no workflow decides, because it was quarantined.
type acceptedJSON struct {
	EventID    string  `json:"event_id"`
	WorkflowID *string `json:"workflow_id"`
}

func acceptedOf(a service.Accepted) acceptedJSON {
	return acceptedJSON{EventID: a.EventID, WorkflowID: orNull(a.WorkflowID)}
}

// submitForm takes a submission in. A token is one of three credentials; one that
// is sent beside a signature does not count.
func (a *API) submitForm(c *gin.Context) {
	read, ok := body(c)
	if !ok {
		return
	}
	in := service.Submission{
		Form: c.Param("id"), ContentType: c.GetHeader("Content-Type"), Body: read,
		Signature: c.GetHeader(service.SignatureHeader), Secret: c.Query("secret"), Request: requestOf(c),
	}
	var who service.Caller
	if in.Signature == "" && c.GetHeader("Authorization") != "" {
		var err error
		if who, err = a.Service.Authenticate(c.Request.Context(), bearerToken(c)); err != nil {
			a.fail(c, err)
			return
		}
	}
	accepted, err := a.Service.SubmitForm(c.Request.Context(), who, in)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, acceptedOf(accepted))
}
