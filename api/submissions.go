package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
)

// submitForm takes a submission in, whatever is in it: one without a usable
// number is kept as well, and can be replayed with one.
func (a *API) submitForm(c *gin.Context) {
	id, ok := slugParam(c)
	if !ok {
		return
	}
	ctx, cancel := recording(c)
	defer cancel()
	form, read, signed, ok := a.admitted(ctx, c, id)
	if !ok {
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
	r, err := a.identify(ctx, c, "form/"+id, answers.Understood())
	if err != nil {
		a.fail(c, err)
		return
	}
	hash, err := a.hashOf(ctx, id, answers)
	if err != nil {
		a.fail(c, err)
		return
	}
	submission := intake.Submission{Answers: answers, Number: number, Hash: hash, Once: r.once, At: now()}
	if signed {
		submission.Signed = read
	}
	ev, err := intake.FormSubmission(form.Form, submission, definitions)
	if err != nil {
		a.fail(c, err)
		return
	}
	ev.ID, ev.Idempotency = r.id, r.terms
	if ev.ExternalID == "" {
		ev.ExternalID = r.shownKey()
	}
	if intake.RepeatsItself(submission) && r.key == "" {
		repeatableAsItIs(c)
	} else {
		r.repeatable(c, Problem{EventID: &r.id})
	}
	accepted, err := a.record(ctx, c, ev, "")
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, accepted)
}

// hashOf is a keyed hash of the answers to a form, however they were written.
func (a *API) hashOf(ctx context.Context, form string, answers intake.Answers) (string, error) {
	read, err := json.Marshal(answers.Understood())
	if err != nil {
		return "", fmt.Errorf("encode the answers: %w", err)
	}
	hash, err := a.Store.Hash(ctx, []byte("submission"), []byte(form), read)
	return hex.EncodeToString(hash), err
}

// admitted reads a submission's form and its body, once its credential is right.
// Who has none is not told whether the form is there: names could be tried out.
func (a *API) admitted(ctx context.Context, c *gin.Context, id string) (form store.Form, read []byte, signed, ok bool) {
	form, missing := a.Store.Form(ctx, id)
	if missing != nil && !errors.Is(missing, store.ErrNotFound) {
		a.fail(c, missing)
		return form, nil, false, false
	}
	if missing != nil {
		form.Secret = newSecret() // which nobody has
	}
	if read, ok = body(c); !ok {
		return form, nil, false, false
	}
	if signed, ok = a.maySubmit(c, form, read); ok && missing != nil {
		a.fail(c, missing)
		return form, nil, false, false
	}
	return form, read, signed, ok
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
