package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// The most that one event may say. What is more is reported, and kept in the
// raw item.
const (
	MaxRemarks = 4096 // runes
	MaxTags    = 100
	maxSkipped = 50 // reported one by one
	maxNamed   = 64 // runes of an answer's name in a report
	maxDetail  = 5  // answers that the detail of an event names
)

// filling collects what answers give a contact, and what does not fit.
type filling struct {
	contact.Fields
	definitions Definitions
	unreported  int // skipped, and beyond maxSkipped
}

func (f *filling) skip(name, why string) {
	if len(f.Skipped) == maxSkipped {
		f.unreported++
		return
	}
	f.Skipped = append(f.Skipped, contact.Skipped{Name: clip(name, maxNamed), Why: why})
}

// line reads a display name or remarks; nil says that there is nothing to set.
func (f *filling) line(name string, given any, most int) *string {
	text, why := textOf(given)
	if n := utf8.RuneCountInString(text); n > most {
		why = fmt.Sprintf("it has %d characters, and %d is the most", n, most)
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
		if f.Attributes == nil {
			f.Attributes = make(map[string]json.RawMessage)
		}
		f.Attributes[attribute] = value
	}
}

// tags adds the tags of a list, or of a text with commas between them.
func (f *filling) tags(name string, given any) {
	list, ok := given.([]any)
	if !ok {
		list = []any{given}
	}
	for _, element := range list {
		text, why := textOf(element)
		if why != "" {
			f.skip(name, why)
			continue
		}
		for _, tag := range SplitTags(text) {
			f.tag(name, tag)
		}
	}
}

func (f *filling) tag(name, tag string) {
	if n := utf8.RuneCountInString(tag); n > contact.MaxTag {
		f.skip(name, fmt.Sprintf("a tag has %d characters, and %d is the most", n, contact.MaxTag))
		return
	}
	all := contact.CleanTags(append(f.AddTags, tag))
	if len(all) > MaxTags {
		f.skip(name, fmt.Sprintf("it has more than %d tags", MaxTags))
		return
	}
	f.AddTags = all
}

// done returns the fields, with the report.
func (f *filling) done() *contact.Fields {
	if f.unreported > 0 {
		f.Skipped = append(f.Skipped, contact.Skipped{Name: "…", Why: fmt.Sprintf("%d more did not fit", f.unreported)})
	}
	return &f.Fields
}

// report says in a sentence what was skipped; empty if nothing was.
func report(skipped []contact.Skipped) string {
	if len(skipped) == 0 {
		return ""
	}
	said := make([]string, 0, maxDetail)
	for i, s := range skipped {
		if i == maxDetail {
			said = append(said, fmt.Sprintf("and %d more", len(skipped)-maxDetail))
			break
		}
		said = append(said, s.Name+" ("+s.Why+")")
	}
	return "skipped: " + strings.Join(said, "; ")
}
