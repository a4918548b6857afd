package service

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
)

// How long a secret that somebody chooses is.
const (
	minSecret = 16  // characters
	maxSecret = 256 // bytes
)

// maxURL is the longest address that is kept, in bytes.
const maxURL = 2048

// WeakSecret reports whether a form's secret is shorter than one may be today. It
// was set before, and goes on working.
func WeakSecret(f Form) bool { return utf8.RuneCountInString(f.Secret) < minSecret }

// ListForms returns every form that is not deleted, with its submit key to an admin alone.
func (s *Service) ListForms(ctx context.Context, who Caller) ([]Form, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	forms, err := s.settings(who).Forms(ctx)
	for i := range forms {
		forms[i] = seenBy(who, forms[i])
	}
	return forms, err
}

// GetForm returns one form, with its submit key to an admin alone. It may be deleted: what
// it brought names it.
func (s *Service) GetForm(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(ContactsRead); err != nil {
		return Form{}, err
	}
	if !slug.MatchString(id) {
		return Form{}, errNoID
	}
	f, err := s.settings(who).KeptForm(ctx, id)
	return seenBy(who, f), err
}

// seenBy returns a form as a caller may see it: with its submit key anybody could
// submit.
func seenBy(who Caller, f Form) Form {
	if who.May(Admin) != nil || f.DeletedAt != nil {
		f.SubmitKey = ""
	}
	return f
}

// PutForm creates a form or changes it, and reports whether it is new. What is not
// given of secret, shape, fields and default country stays; a new form without a
// secret gets one, and is flat without a shape.
func (s *Service) PutForm(ctx context.Context, who Caller, in intake.Form) (f Form, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Form{}, false, err
	}
	if err := checkID(in.ID, "form"); err != nil {
		return Form{}, false, err
	}
	if err := checkSecret(in.Secret); err != nil {
		return Form{}, false, err
	}
	if err := intake.CheckFields(in.Fields); err != nil {
		return Form{}, false, invalid("fields", "%s", Sentence(err))
	}
	if !slug.MatchString(in.ChannelID) {
		return Form{}, false, noChannel()
	}
	if err := checkShape(in); err != nil {
		return Form{}, false, err
	}
	if in.DefaultCountry, err = givenCountry(in.DefaultCountry); err != nil {
		return Form{}, false, err
	}
	if err := checkThanks(in.ThanksURL); err != nil {
		return Form{}, false, err
	}
	in.Name = nameOr(in.Name, in.ID)
	f, created, err = s.settings(who).PutForm(ctx, in, newSecret())
	if errors.Is(err, settings.ErrNoChannel) {
		err = noChannel()
	}
	if errors.Is(err, settings.ErrTaken) {
		err = &Error{Code: Taken, Field: "facebook_form_id", Message: "Another form stands for this form of Facebook's: GET /v1/forms lists them."}
	}
	return f, created, err
}

// checkShape says what is wrong with how a form's submissions come; without a shape
// that stays as it is.
func checkShape(f intake.Form) error {
	_, known := intake.ShapeOf(f.Shape)
	switch {
	case f.Shape != "" && f.Shape != intake.ShapeFacebook && !known:
		return invalid("shape", "There is no shape %q, use %s.", contact.Clean(f.Shape, 64), strings.Join(append(intake.ShapeNames(), intake.ShapeFacebook), ", "))
	case f.Shape == intake.ShapeFacebook && !graph.IsID(f.FacebookFormID):
		return invalid("facebook_form_id", "A form of the shape facebook needs the facebook_form_id, the number of the form in Facebook's Leads Centre.")
	case f.Shape != intake.ShapeFacebook && f.FacebookFormID != "":
		return invalid("facebook_form_id", "Only a form with the shape facebook has a facebook_form_id: send both.")
	}
	return nil
}

// checkThanks returns an error if nobody can be led to an address.
func checkThanks(given *string) error {
	if given == nil || *given == "" {
		return nil
	}
	at, err := url.Parse(*given)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" || len(*given) > maxURL || strings.ContainsFunc(*given, unicode.IsControl) {
		return invalid("thanks_url", "thanks_url must be an address of the web, such as https://example.com/thanks, of at most %d bytes.", maxURL)
	}
	return nil
}

// checkSecret says what is wrong with a secret that somebody chose; empty means
// that nobody did.
func checkSecret(secret string) error {
	switch {
	case secret == "":
		return nil
	case len(secret) > maxSecret || strings.ContainsRune(secret, 0) || !utf8.ValidString(secret):
		return invalid("secret", "secret must be text of at most %d bytes.", maxSecret)
	case utf8.RuneCountInString(secret) < minSecret:
		return invalid("secret", "secret must have %d characters or more, since short ones can be guessed. "+
			"Leave it out, and a new form gets a random one, and a known form keeps the one it has.", minSecret)
	}
	return nil
}

// RotateSubmitKey gives a form another submit key. The address with the former
// key is worth nothing from then on.
func (s *Service) RotateSubmitKey(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(Admin); err != nil {
		return Form{}, err
	}
	if !slug.MatchString(id) {
		return Form{}, errNoID
	}
	f, err := s.settings(who).RotateSubmitKey(ctx, id)
	if err != nil {
		return Form{}, err
	}
	s.log.InfoContext(ctx, "submit key rotated", "form", id)
	return f, nil
}

// nameOr returns a name fit to be kept, or the id where none was given.
func nameOr(given, id string) string {
	if name := contact.Line(given, contact.MaxName); name != "" {
		return name
	}
	return id
}

// newSecret returns 256 random bits.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program rather
	return base64.RawURLEncoding.EncodeToString(b)
}
