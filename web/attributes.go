package web

import (
	"strconv"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// AttributePage is an attribute that is removed.
type AttributePage struct {
	service.Attribute
	service.AttributeHolds
}

// Text is what somebody is asked who is about to remove it.
func (p AttributePage) Text() string {
	said := "Nobody can give it any more, and what contacts have of it is removed for good. This cannot be undone."
	if p.Forms > 0 {
		said = count(p.Forms, "form has an answer", "forms have an answer") + " that goes to it, and is left out from now on. " + said
	}
	return said
}

func (s *Site) showAttributes(v *Visit) error {
	attributes, err := s.Service.ListAttributes(v.Context(), v.Who)
	if err != nil {
		return err
	}
	return v.Show("attributes", "Attributes", attributes)
}

// defineAttribute makes an attribute, or changes the type of one that nobody has.
func (s *Site) defineAttribute(v *Visit) error {
	name := v.Value("name")
	_, created, err := s.Service.PutAttribute(v.Context(), v.Who, name, intake.AttributeType(v.Value("type")))
	if err != nil {
		attributes, failed := s.Service.ListAttributes(v.Context(), v.Who)
		if failed != nil {
			return failed
		}
		if e := service.ErrorOf(err); e.Code == service.InvalidParameter {
			v.Wrong("name", e.Message)
			err = nil
		}
		return v.Again(err, "attributes", "Attributes", attributes)
	}
	said := name + " is defined. Forms, imports and people can give it values now."
	if !created {
		said = name + " was there, and is of this type."
	}
	return v.Redirect("/app/attributes", Flash{Text: said})
}

func (s *Site) showAttribute(v *Visit) error {
	a, err := s.Service.GetAttribute(v.Context(), v.Who, v.PathValue("name"))
	if err != nil {
		return err
	}
	holds, err := s.Service.RemoveAttribute(v.Context(), v.Who, a.Name, service.Removal{DryRun: true})
	if err != nil {
		return err
	}
	return v.Show("attribute", a.Name, AttributePage{a, holds})
}

func (s *Site) removeAttribute(v *Visit) error {
	name, how := v.PathValue("name"), service.Removal{}
	if n, err := strconv.ParseInt(v.URL.Query().Get("expected"), 10, 64); err == nil {
		how.Expected = &n
	}
	holds, err := s.Service.RemoveAttribute(v.Context(), v.Who, name, how)
	if err != nil {
		return err
	}
	said := name + " is removed."
	if holds.Contacts > 0 {
		said = name + " is removed. It goes from " + count(holds.Contacts, "contact", "contacts") + " in the next minutes."
	}
	return v.Redirect("/app/attributes", Flash{Text: said})
}

// AttributeTypes are the types to choose from.
func (p *Page) AttributeTypes() []Option {
	return []Option{
		{Value: string(intake.TypeString), Label: "Text"}, {Value: string(intake.TypeNumber), Label: "Number"}, {Value: string(intake.TypeDate), Label: "Date"},
	}
}

// AttributeType is what a person reads for a type.
func (p *Page) AttributeType(t intake.AttributeType) string {
	for _, o := range p.AttributeTypes() {
		if o.Value == string(t) {
			return o.Label
		}
	}
	return string(t)
}
