package service

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// callersFields are the fields that callers give, whether a person or a program asks.
var callersFields = contact.FieldsOf(contact.SourceAPI)

// fields reads the values of an entry. A caller is a program that waits: what
// does not fit is refused as a whole, all of it by name, and nothing is recorded.
func (s *Service) fields(ctx context.Context, in Entry) (*contact.Fields, error) {
	f := &contact.Fields{}
	var wrong wrongs
	for _, field := range callersFields {
		given, there := in[field.Name]
		if !there || field.Kind != contact.IsText {
			continue
		}
		var value *string
		unread := json.Unmarshal(given, &value) != nil
		clean := field.Clean(store.OrEmpty(value))
		if unread || utf8.RuneCountInString(clean) > field.Max {
			_ = wrong.add(invalid(field.Name, "%s must be a string of up to %d characters, or null.", field.Name, field.Max)) // it is of a field
			continue
		}
		if clean == "" {
			f.Clear = append(f.Clear, field.Name)
			continue
		}
		*field.Given(f) = &clean
	}
	slices.Sort(f.Clear)
	for _, err := range []error{tags(in, f), consent(in, f), s.attributes(ctx, in, f)} {
		if err = wrong.add(err); err != nil {
			return nil, err
		}
	}
	return f, wrong.err()
}

// tags reads tags to add, as a list, or to add and to remove, as an object.
func tags(in Entry, f *contact.Fields) error {
	given, there := in["tags"]
	if !there || string(given) == "null" {
		return nil
	}
	var both struct{ Add, Remove []string }
	if json.Unmarshal(given, &both.Add) != nil {
		if json.Unmarshal(given, &both) != nil {
			return invalid("tags", `tags must be a list of strings, or {"add": […], "remove": […]}.`)
		}
	}
	if n := len(both.Add) + len(both.Remove); n > contact.MaxNewTags {
		return invalid("tags", "tags has %d tags, and %d is the most: send the others in further requests.", n, contact.MaxNewTags)
	}
	for _, tag := range both.Add {
		if n := utf8.RuneCountInString(contact.Line(tag, len(tag))); n > contact.MaxTag {
			return invalid("tags", "A tag has %d characters, and %d is the most.", n, contact.MaxTag)
		}
	}
	f.AddTags, f.RemoveTags = contact.CleanTags(both.Add), contact.NamedTags(both.Remove)
	return nil
}

func (s *Service) attributes(ctx context.Context, in Entry, f *contact.Fields) error {
	given, there := in["attributes"]
	if !there || string(given) == "null" {
		return nil
	}
	read, err := intake.ReadJSON(given)
	if err != nil {
		return invalid("attributes", "attributes must be an object of names and values.")
	}
	known, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return err
	}
	f.Attributes = map[string]json.RawMessage{}
	var wrong wrongs
	for _, name := range slices.Sorted(maps.Keys(read.Values)) {
		field := contact.AttributePrefix + contact.Clean(name, 64)
		if _, defined := known[name]; !defined {
			wrong = append(wrong, FieldError{Code: UnknownField, Field: field, Message: fmt.Sprintf(
				"There is no attribute %q: PUT /v1/attributes/{name} defines one.", contact.Clean(name, 64))})
			continue
		}
		if read.Values[name] == nil {
			f.Attributes[name] = json.RawMessage("null")
			continue
		}
		value, why := known.Value(name, read.Values[name])
		if why != "" {
			wrong = append(wrong, FieldError{Code: InvalidValue, Field: field, Message: fmt.Sprintf("The attribute %s does not fit: %s.", name, why)})
			continue
		}
		if value != nil {
			f.Attributes[name] = value
		}
	}
	return wrong.err()
}
