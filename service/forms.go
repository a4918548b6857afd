package service

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
)

const maxSecret = 256 // bytes

// ListForms returns every form.
func (s *Service) ListForms(ctx context.Context, who Caller) ([]Form, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings.Forms(ctx)
}

// GetForm returns one form.
func (s *Service) GetForm(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(ContactsRead); err != nil {
		return Form{}, err
	}
	if !slug.MatchString(id) {
		return Form{}, errNoID
	}
	return s.settings.Form(ctx, id)
}

// PutForm creates a form or changes it, and reports whether it is new. What is
// not given of secret, fields and default country stays; a new form without a secret gets one.
func (s *Service) PutForm(ctx context.Context, who Caller, in intake.Form) (f Form, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Form{}, false, err
	}
	if err := checkID(in.ID, "form"); err != nil {
		return Form{}, false, err
	}
	if len(in.Secret) > maxSecret || strings.ContainsRune(in.Secret, 0) || !utf8.ValidString(in.Secret) {
		return Form{}, false, invalid("secret", "secret must be text of at most 256 bytes.")
	}
	if err := intake.CheckFields(in.Fields); err != nil {
		return Form{}, false, invalid("fields", "%s", Sentence(err))
	}
	if !slug.MatchString(in.ChannelID) {
		return Form{}, false, noChannel()
	}
	if in.DefaultCountry, err = givenCountry(in.DefaultCountry); err != nil {
		return Form{}, false, err
	}
	in.Name = nameOr(in.Name, in.ID)
	f, created, err = s.settings.PutForm(ctx, in, newSecret())
	if errors.Is(err, settings.ErrNoChannel) {
		err = noChannel()
	}
	return f, created, err
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
