package service

import (
	"context"
	"errors"
	"slices"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
)

// ListAttributes returns every attribute.
func (s *Service) ListAttributes(ctx context.Context, who Caller) ([]Attribute, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).Attributes(ctx)
}

// GetAttribute returns one attribute.
func (s *Service) GetAttribute(ctx context.Context, who Caller, name string) (Attribute, error) {
	if err := who.May(ContactsRead); err != nil {
		return Attribute{}, err
	}
	if intake.CheckAttributeName(name) != nil { // it names nothing
		return Attribute{}, &Error{Code: NotFound, Message: "There is no attribute of this name."}
	}
	return s.settings(who).Attribute(ctx, name)
}

// PutAttribute defines an attribute, and reports whether it is new. Its type can
// change as long as no contact has a value.
func (s *Service) PutAttribute(ctx context.Context, who Caller, name string, of intake.AttributeType) (a Attribute, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Attribute{}, false, err
	}
	if err := intake.CheckAttributeName(name); err != nil {
		return Attribute{}, false, parameter("name", "%s", Sentence(err))
	}
	if !slices.Contains(intake.Types(), of) {
		return Attribute{}, false, invalid("type", "type must be string, number or date.")
	}
	a, created, err = s.settings(who).PutAttribute(ctx, name, of)
	if errors.Is(err, settings.ErrRemoving) {
		return Attribute{}, false, &Error{Code: InUse, Field: "name",
			Message: "An attribute of this name is being removed, and some contacts still have values. Define it again in a few minutes."}
	}
	if errors.Is(err, settings.ErrInUse) {
		return Attribute{}, false, &Error{Code: InUse, Field: "type",
			Message: "Contacts have values of this attribute, and they are of its present type. Define another attribute."}
	}
	return a, created, err
}
