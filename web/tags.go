package web

import (
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

func (s *Site) showTags(v *Visit) error {
	tags, err := s.Service.ListTags(v.Context(), v.Who)
	if err != nil {
		return err
	}
	return v.Show("tags", "Tags", tags)
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
