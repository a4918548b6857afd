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
	in := service.Submission{
		Form: c.Param("id"), ContentType: c.GetHeader("Content-Type"),
		SubmitKey: c.Param("submit_key"), Request: requestOf(c),
	}
	in.Signature, in.SignedAs = service.SignedBy(c.GetHeader)
	defer a.noteSubmission(c, in)
	if _, there := c.GetQuery("secret"); there {
		problem(c, http.StatusBadRequest, secretInAddress)
		return
	}
	// An Idempotency-Key means the same request by whichever address it comes.
	in.Request.Route = http.MethodPost + " " + submissions
	who, ok := a.submitter(c, in)
	if !ok {
		return
	}
	if in.Body, ok = body(c); !ok {
		return
	}
	accepted, err := a.Service.SubmitForm(c.Request.Context(), who, in)
	if in.SubmitKey != "" {
		a.tried(c, err)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	status := http.StatusAccepted
	if accepted.WantsOK { // or its visitors are told that it failed
		status = http.StatusOK
	}
	c.JSON(status, acceptedOf(accepted))
}

// submitter tells who sends a submission, as far as that can be told without its
// body: a signature only by its shape. It answers, and returns false, if the body
// need not be read.
func (a *API) submitter(c *gin.Context, in service.Submission) (service.Caller, bool) {
	if in.SubmitKey == "" && in.Signature == "" && c.GetHeader("Authorization") != "" {
		return a.identify(c)
	}
	if err := in.Credential(service.Caller{}); err != nil {
		a.fail(c, err)
		return service.Caller{}, false
	}
	// Whoever signs has nothing to guess.
	return service.Caller{}, in.SubmitKey == "" || a.mayTry(c)
}
