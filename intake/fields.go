package intake

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// The most that one event may say. What is more is reported, and kept in the
// raw item.
const (
	maxSkipped = 50 // reported one by one
	maxNamed   = 64 // runes of an answer's name in a report
)

// filling collects what answers give a contact, and what does not fit.
type filling struct {
	contact.Fields
	definitions Definitions
	mostTags    int
	agreement   agreement
	unreported  int // skipped, and beyond maxSkipped
}

func (f *filling) skip(name, why string) {
	if len(f.Skipped) == maxSkipped {
		f.unreported++
		return
	}
	f.Skipped = append(f.Skipped, contact.Skipped{Name: clip(name, maxNamed), Why: why})
}

// line reads a text; nil says that there is nothing to set.
func (f *filling) line(name string, given any, field *contact.Field) *string {
	text, why := textOf(given)
	text = field.Clean(text)
	if n := utf8.RuneCountInString(text); n > field.Max {
		why = fmt.Sprintf("it has %d characters, and %d is the most", n, field.Max)
	}
	if why != "" {
		f.skip(name, why)
		return nil
	}
	if text == "" {
		return nil // an empty answer changes nothing
	}
	return &text
}

func (f *filling) attribute(attribute, name string, given any) {
	value, why := f.definitions.Value(attribute, given)
	switch {
	case why != "":
		f.skip(name, why)
	case value != nil:
		f.set(attribute, value)
	}
}

// empty says that a contact has no value of an attribute.
func (f *filling) empty(attribute string) { f.set(attribute, json.RawMessage("null")) }

func (f *filling) set(attribute string, value json.RawMessage) {
	if f.Attributes == nil {
		f.Attributes = make(map[string]json.RawMessage)
	}
	f.Attributes[attribute] = value
}

// tags adds the tags of a list, or of a text with several.
func (f *filling) tags(name string, given any) {
	list, ok := given.([]any)
	if !ok {
		list = []any{given}
	}
	surplus := 0
	for _, element := range list {
		text, why := textOf(element)
		if why != "" {
			f.skip(name, why)
			continue
		}
		for _, tag := range SplitTags(text) {
			if !f.tag(name, tag) {
				surplus++
			}
		}
	}
	if surplus > 0 {
		f.skip(name, fmt.Sprintf("%d tags left out: %d is the most", surplus, f.mostTags))
	}
}

// tag adds a tag, unless it is too long. It reports whether there was room for
// it.
func (f *filling) tag(name, tag string) bool {
	tag = contact.Line(tag, len(tag))
	if n := utf8.RuneCountInString(tag); n > contact.MaxTag {
		f.skip(name, fmt.Sprintf("a tag has %d characters, and %d is the most", n, contact.MaxTag))
		return true
	}
	clean := contact.CleanTags([]string{tag})
	switch {
	case len(clean) == 0, contact.HasTag(f.AddTags, clean[0]):
	case len(f.AddTags) >= f.mostTags:
		return false
	default:
		f.AddTags = append(f.AddTags, clean[0])
	}
	return true
}

// done returns the fields, with the report.
func (f *filling) done() *contact.Fields {
	if f.unreported > 0 {
		f.Skipped = append(f.Skipped, contact.Skipped{Name: "…", Why: fmt.Sprintf("%d more did not fit", f.unreported)})
	}
	f.Consent = f.agreed()
	return &f.Fields
}
