package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
	"github.com/luluchat/contacts/workflows"
)

// intakeRoutes registers what forms and integrations need. v1 returns the group
// of the routes whose callers need a token with that scope.
func (a *API) intakeRoutes(r *gin.Engine, v1 func(scope string) *gin.RouterGroup) {
	r.POST("/forms/:id/submissions", a.submitForm) // it has credentials of its own

	read, admin := v1(store.ScopeContactsRead), v1(store.ScopeAdmin)
	read.GET("/forms", a.listForms)
	read.GET("/forms/:id", a.getForm)
	admin.PUT("/forms/:id", a.putForm)
	read.GET("/triggers", a.listTriggers)
	read.GET("/triggers/:id", a.getTrigger)
	admin.PUT("/triggers/:id", a.putTrigger)
	v1(store.ScopeTriggers).POST("/triggers/:id", a.callTrigger)
	read.GET("/attributes", a.listAttributes)
	read.GET("/attributes/:name", a.getAttribute)
	admin.PUT("/attributes/:name", a.putAttribute)
	read.GET("/tags", a.listTags)
}

// slugParam reads the id that a caller chose from the path. What cannot be an
// id names nothing.
func slugParam(c *gin.Context) (string, bool) {
	if !slug.MatchString(c.Param("id")) {
		problem(c, http.StatusNotFound, "There is nothing with this id.")
		return "", false
	}
	return c.Param("id"), true
}

// definitions returns the custom attributes that there are.
func (a *API) definitions(ctx context.Context) (intake.Definitions, error) {
	return a.Store.Definitions(ctx)
}

// number accepts a number that is not valid by the rules of its country if it
// is known as the identity of a contact of the channel: WhatsApp's own spelling
// of Mexican and old Brazilian numbers is not valid, and what we export must
// come in again.
func (a *API) number(ctx context.Context, channelID string, n intake.Number) (intake.Number, error) {
	if n.Usable() || n.Digits == "" {
		return n, nil
	}
	known, err := a.Store.KnownNumber(ctx, channelID, n.Digits)
	if err != nil || !known {
		return n, err
	}
	return n.Accepted(), nil
}

// submitForm takes a submission in, whatever is in it: one without a usable
// number is kept as well, and can be replayed with one.
func (a *API) submitForm(c *gin.Context) {
	id, ok := slugParam(c)
	if !ok {
		return
	}
	ctx, cancel := recording(c)
	defer cancel()
	form, err := a.Store.Form(ctx, id)
	missing := errors.Is(err, store.ErrNotFound)
	if err != nil && !missing {
		a.fail(c, err)
		return
	}
	if missing { // who may not submit is not told so: it could try names out
		form.Secret = newSecret()
	}
	read, ok := body(c)
	if !ok {
		return
	}
	signed, ok := a.maySubmit(c, form, read)
	if !ok {
		return
	}
	if missing {
		a.fail(c, err)
		return
	}
	answers, err := answersOf(c.GetHeader("Content-Type"), read)
	if err != nil {
		problem(c, http.StatusBadRequest, sentence(err))
		return
	}
	definitions, err := a.definitions(ctx)
	if err != nil {
		a.fail(c, err)
		return
	}
	number, err := a.number(ctx, form.ChannelID, form.Number(answers))
	if err != nil {
		a.fail(c, err)
		return
	}
	submission := intake.Submission{Answers: answers, Number: number, Nonce: uuid.NewString(), At: now()}
	if signed {
		submission.Signed = read
	}
	ev, err := intake.FormSubmission(form.Form, submission, definitions)
	if err != nil {
		a.fail(c, err)
		return
	}
	accepted, err := a.record(ctx, ev)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, accepted)
}

// formSignature is the header that carries a submission's signature: as with
// the webhook's, sha256= and the body's HMAC-SHA256 in hex.
const formSignature = "X-Signature-256"

// maySubmit checks the submission's credential: its signature, else a token,
// else the secret in the URL, for form tools that can send nothing else. One
// that is there and wrong is not made up for by another. It answers with a
// problem, and false, if there is none that is right.
func (a *API) maySubmit(c *gin.Context, form store.Form, read []byte) (signed, ok bool) {
	signature, secret := c.GetHeader(formSignature), c.Query("secret")
	switch {
	case signature != "":
		if whatsapp.VerifySignature(form.Secret, read, signature) {
			return true, true
		}
		problem(c, http.StatusUnauthorized, formSignature+" is not the body's HMAC-SHA256 with the form's secret.")
	case c.GetHeader("Authorization") != "":
		return false, a.allow(c, store.ScopeTriggers)
	case secret != "":
		if same(secret, form.Secret) {
			return false, true
		}
		problem(c, http.StatusUnauthorized, "This is not the form's secret.")
	default:
		challenge(c, "")
		problem(c, http.StatusUnauthorized,
			"Sign the body with the form's secret ("+formSignature+"), send a bearer token, or add ?secret= to the URL.")
	}
	return false, false
}

// answersOf reads a body by its type. What does not say that it is a form must
// be JSON: not every tool that sends JSON says so.
func answersOf(contentType string, read []byte) (intake.Answers, error) {
	kind, parameters, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/x-www-form-urlencoded":
		fields, err := url.ParseQuery(string(read))
		if err != nil {
			return intake.Answers{}, fmt.Errorf("%w: it is not form-encoded", intake.ErrBadAnswers)
		}
		return intake.ReadForm(fields)
	case "multipart/form-data":
		// It is in memory already, and so are its files, which are no answers.
		form, err := multipart.NewReader(bytes.NewReader(read), parameters["boundary"]).ReadForm(maxBody)
		if err != nil {
			return intake.Answers{}, fmt.Errorf("%w: it is no multipart form", intake.ErrBadAnswers)
		}
		return intake.ReadForm(form.Value)
	}
	return intake.ReadJSON(read)
}

// recording is the context in which something is recorded: a sender who hangs
// up meanwhile has done no harm, and a cancelled query would cost a connection.
func recording(c *gin.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.Request.Context()), recordTimeout)
}

// acceptedJSON is the answer to what was recorded. workflow_id is null for what
// no workflow decides, because it was quarantined.
type acceptedJSON struct {
	EventID    string  `json:"event_id"`
	WorkflowID *string `json:"workflow_id"`
}

// record takes one event in.
func (a *API) record(ctx context.Context, ev contact.Event) (acceptedJSON, error) {
	recorded, err := a.Door.Record(ctx, store.Batch{Events: []contact.Event{ev}})
	if err != nil {
		return acceptedJSON{}, err
	}
	out := acceptedJSON{EventID: recorded[0].ID.String()}
	if key := ev.Facts.Key(); key != "" {
		workflowID := workflows.ContactID(recorded[0].ChannelID, key)
		out.WorkflowID = &workflowID
	}
	return out, nil
}

// now is when something was received, as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// withFlows puts after each message that carries a flow's reply the form event
// of it, if its token names a form of the channel that the message came to. A
// batch without flows costs no query.
func (a *API) withFlows(ctx context.Context, events []contact.Event) ([]contact.Event, error) {
	var named []string
	for _, ev := range events {
		if id, ok := flowForm(ev); ok {
			named = append(named, id)
		}
	}
	if len(named) == 0 {
		return events, nil
	}
	forms, definitions, err := a.Store.FlowForms(ctx, named)
	if err != nil {
		return nil, err
	}
	out := make([]contact.Event, 0, len(events)+len(named))
	for _, ev := range events {
		out = append(out, ev)
		id, ok := flowForm(ev)
		if !ok {
			continue
		}
		form, found := forms[id]
		if !found || form.PhoneNumberID != ev.Origin {
			continue // the reply of a flow that is no form of ours is a message alone
		}
		submission, err := intake.FlowSubmission(form.Form.Form, ev, definitions)
		if err != nil {
			return nil, err
		}
		out = append(out, submission)
	}
	return out, nil
}

// flowForm returns the id of the form that a message's flow may stand for.
func flowForm(ev contact.Event) (id string, ok bool) {
	if ev.Facts.Flow == nil || ev.Facts.Effect != contact.Creates {
		return "", false
	}
	id = intake.FlowForm(ev.Facts.Flow.Token)
	return id, slug.MatchString(id)
}
