package service

import (
	"fmt"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/whatsapp"
)

// SignedBy returns the header that carries a submission's signature, with its value
// and the shape of whose service it is. Without a shape it is SignatureHeader, which
// counts beside another.
func SignedBy(header func(name string) string) (signature, shape string) {
	if signature = header(SignatureHeader); signature != "" {
		return signature, ""
	}
	for _, s := range intake.SigningShapes() {
		if signature = header(s.SignatureHeader); signature != "" {
			return signature, s.Name
		}
	}
	return "", ""
}

// isSignature reports whether a submission's signature can be one.
func (in Submission) isSignature() bool {
	if in.SignedAs == "" {
		return whatsapp.IsSignature(in.Signature)
	}
	shape, known := intake.ShapeOf(in.SignedAs)
	return known && shape.IsSignature(in.Signature)
}

// verify returns an error unless a submission's signature is right, by the rule of
// the header that carried it.
func (in Submission) verify(form Form) error {
	if in.SignedAs == "" {
		if !whatsapp.VerifySignature(form.Secret, in.Body, in.Signature) {
			return in.badSignature()
		}
		return nil
	}
	shape, known := intake.ShapeOf(in.SignedAs)
	switch {
	case !known || !shape.Verify(form.Secret, in.Body, in.Signature):
		return in.badSignature()
	case form.Shape != shape.Name: // told to none but those who know the secret
		return &Error{Code: InvalidSignature, Message: fmt.Sprintf("%s is right, but the form's shape is %s: PUT /v1/forms/%s with \"shape\": %q.",
			shape.SignatureHeader, form.Shape, form.ID, shape.Name)}
	}
	return nil
}

// badSignature says what a signature must be.
func (in Submission) badSignature() error {
	header := SignatureHeader
	if shape, known := intake.ShapeOf(in.SignedAs); known && in.SignedAs != "" {
		header = shape.SignatureHeader
	}
	return &Error{Code: InvalidSignature, Message: header + " is not the body's HMAC-SHA256 with the form's secret."}
}
