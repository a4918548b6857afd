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
	in := service.Submission{
		Form: c.Param("id"), ContentType: c.GetHeader("Content-Type"),
		Signature: c.GetHeader(service.SignatureHeader), Secret: c.Query("secret"), Request: requestOf(c),
	}
	who, ok := a.submitter(c, in)
	if !ok {
		return
	}
	if in.Body, ok = body(c); !ok {
		return
	}
	accepted, err := a.Service.SubmitForm(c.Request.Context(), who, in)
	if in.Signature == "" && who.Name == "" { // the form's secret
		a.tried(c, err)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, acceptedOf(accepted))
}

// submitter tells who sends a submission, as far as that can be told without its
// body: a signature only by its shape. It answers, and returns false, if the body
// need not be read.
func (a *API) submitter(c *gin.Context, in service.Submission) (service.Caller, bool) {
	if in.Signature == "" && c.GetHeader("Authorization") != "" {
		return a.identify(c)
	}
	if err := in.Credential(service.Caller{}); err != nil {
		a.fail(c, err)
		return service.Caller{}, false
	}
	// Whoever signs has nothing to guess.
	return service.Caller{}, in.Signature != "" || a.mayTry(c)
}
