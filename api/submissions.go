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

// submissions is where a form's submissions are sent. A service that can neither
// sign nor send headers sends them to an address that ends with the form's submit
// key.
const (
	submissions      = "/forms/:id/submissions"
	submissionsByKey = submissions + "/:submit_key"
)

const secretInAddress = "A form's secret must not stand in an address, since many a log keeps addresses. Nothing was taken in. " +
	"Sign the body with the secret (" + service.SignatureHeader + "), or post to the form's submit_url, which GET /v1/forms/{id} tells an admin. " +
	"Whoever reads such a log knows this secret now: give the form another with PUT /v1/forms/{id}."

// submitForm takes a submission in. A token is one of three credentials; one that
// is sent beside another does not count.
func (a *API) submitForm(c *gin.Context) {
	if _, there := c.GetQuery("secret"); there {
		problem(c, http.StatusBadRequest, secretInAddress)
		return
	}
	read, ok := body(c)
	if !ok {
		return
	}
	in := service.Submission{
		Form: c.Param("id"), ContentType: c.GetHeader("Content-Type"), Body: read,
		Signature: c.GetHeader(service.SignatureHeader), SubmitKey: c.Param("submit_key"), Request: requestOf(c),
	}
	// An Idempotency-Key means the same request by whichever address it comes.
	in.Request.Route = http.MethodPost + " " + submissions
	var who service.Caller
	if in.SubmitKey == "" && in.Signature == "" && c.GetHeader("Authorization") != "" {
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
