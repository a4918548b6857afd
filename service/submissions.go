package service

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// SignatureHeader is the header that carries a submission's signature: as with
// the webhook's, sha256= and the body's HMAC-SHA256 in hex.
const SignatureHeader = "X-Signature-256"

// Submission is what was sent to a form.
type Submission struct {
	Form        string // its id
	ContentType string // of Body, see intake.ReadBody
	Body        []byte
	// A signature of the body with the form's secret, or the form's submit key, is as
	// good as a token. Empty: none was sent.
	Signature, SubmitKey string
	// SignedAs is the shape whose service signs with the header that carried the
	// signature. Empty: it was SignatureHeader.
	SignedAs string
	Request  Request
}

// Credential returns an error if no credential of a submission can be right,
// whatever its body is: none was sent, or something that is no signature.
func (in Submission) Credential(who Caller) error {
	switch {
	case in.SubmitKey != "": // which is right or wrong, and nothing else counts
	case in.Signature != "" && !in.isSignature():
		return in.badSignature()
	case in.Signature == "" && who.Name == "":
		return &Error{Code: Unauthenticated, Message: "Sign the body with the form's secret (" + SignatureHeader +
			", or as the service of the form's shape does), send a bearer token, or post to the form's submit_url, which GET /v1/forms/{id} tells an admin."}
	}
	return nil
}

// SubmitForm takes a submission in, whatever is in it: one without a usable
// number is kept as well, and can be replayed with one.
//
// The credential is the submit key, for services that can neither sign nor send
// headers as we have them, else a signature, else the caller's token. One that is
// there and wrong is not made up for by another.
func (s *Service) SubmitForm(ctx context.Context, who Caller, in Submission) (Accepted, error) {
	if !slug.MatchString(in.Form) {
		return Accepted{}, errNoID
	}
	if err := in.Credential(who); err != nil {
		return Accepted{}, err
	}
	sender := ctx
	ctx, cancel := recording(ctx)
	defer cancel()
	form, err := s.admitted(ctx, who, in)
	if err == nil {
		err = closedForm(form)
	}
	if err != nil {
		return Accepted{}, err
	}
	if form.Shape == intake.ShapeFacebook {
		return Accepted{}, &Error{Code: InvalidValue, Message: "The submissions of this form are leads that Facebook tells of: nobody posts to it. " +
			"Make a form with another shape for what is posted."}
	}
	answers, err := form.Read(in.ContentType, in.Body)
	if err != nil {
		return Accepted{}, &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	number, definitions, err := s.judged(ctx, form.ChannelID, form.Number(answers))
	if err != nil {
		return Accepted{}, err
	}
	return s.take(ctx, sender, in, submitted{form, answers, number, definitions})
}

// submitted is what a submission was read as.
type submitted struct {
	form        Form
	answers     intake.Answers
	number      intake.Number
	definitions intake.Definitions
}

// take records a submission that was admitted and read.
func (s *Service) take(ctx, sender context.Context, in Submission, read submitted) (Accepted, error) {
	form, answers := read.form, read.answers
	r, err := s.identify(ctx, in.Request, "form/"+form.ID, answers.Understood())
	if err != nil {
		return Accepted{}, err
	}
	hash, err := s.hashOf(ctx, form.ID, answers)
	if err != nil {
		return Accepted{}, err
	}
	submission := intake.Submission{Answers: answers, Number: read.number, Hash: hash, Once: r.once, At: now()}
	if in.Signature != "" {
		submission.Signed = in.Body
	}
	ev, err := intake.FormSubmission(form.Form, submission, read.definitions)
	if err != nil {
		return Accepted{}, err
	}
	ev.ID, ev.Idempotency = r.id, r.terms
	if ev.ExternalID == "" {
		ev.ExternalID = r.shownKey()
	}
	out, err := s.record(ctx, sender, ev, "")
	shape, _ := intake.ShapeOf(form.Shape)
	out.WantsOK = shape.WantsOK
	if intake.RepeatsItself(submission) && r.key == "" {
		return out, asItIs(err)
	}
	return out, r.event(err)
}

// hashOf is a keyed hash of the answers to a form, however they were written.
func (s *Service) hashOf(ctx context.Context, form string, answers intake.Answers) (string, error) {
	read, err := json.Marshal(answers.Understood())
	if err != nil {
		return "", fmt.Errorf("encode the answers: %w", err)
	}
	hash, err := s.db.Hash(ctx, []byte("submission"), []byte(form), read)
	return hex.EncodeToString(hash), err
}

// admitted returns a submission's form once the credential is right. Who has none
// is not told whether the form is there: names could be tried out.
func (s *Service) admitted(ctx context.Context, who Caller, in Submission) (Form, error) {
	if who.Name == "" { // a form's own credential is good for it, whatever channel it is of
		who = itself
	}
	form, err := s.settings(who).Form(ctx, in.Form)
	missing := errors.Is(err, store.ErrNotFound)
	if err != nil && !missing {
		return Form{}, err
	}
	if missing {
		form.Secret, form.SubmitKey = newSecret(), newSecret() // which nobody has
	}
	if refused := maySubmit(form, who, in); refused != nil {
		return Form{}, refused
	}
	return form, err
}

// maySubmit returns an error unless the credential of a submission is right.
func maySubmit(form Form, who Caller, in Submission) error {
	switch {
	case in.SubmitKey != "":
		if !same(in.SubmitKey, form.SubmitKey) {
			return &Error{Code: InvalidSignature, Message: "No form takes submissions at this address, or not any more. " +
				"GET /v1/forms/{id} tells an admin the form's submit_url as it is now."}
		}
	case in.Signature != "":
		return in.verify(form)
	case who.Name != "":
		return who.May(contact.SourceForm.Scope())
	}
	return nil
}
