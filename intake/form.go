package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// Form is one form of the business: where its submissions go, and what its
// answers mean.
type Form struct {
	ID        string
	ChannelID string
	Name      string
	Secret    string            // signs submissions
	Shape     string            // how they are written, see ShapeOf, or ShapeFacebook; empty: flat, or as it was
	Fields    map[string]string // answer → target
	// DefaultCountry is the form's own, two letters; nil: it has none. ChannelCountry
	// is that of its channel, empty if it has none.
	DefaultCountry *string
	ChannelCountry string
	// FacebookFormID is the form of Facebook's whose leads are its submissions; empty
	// unless the shape is ShapeFacebook.
	FacebookFormID string
	// Public says that anybody may fill in the form on its page; nil: as it was.
	Public *bool
	// ThanksURL is where people are led then; nil: a page of ours, or as it was.
	ThanksURL *string
}

// IsPublic reports whether anybody may fill in the form.
func (f Form) IsPublic() bool { return f.Public != nil && *f.Public }

// Country is that of numbers without a country code; empty: they need one.
func (f Form) Country() string { return moreSpecific(f.DefaultCountry, f.ChannelCountry) }

func moreSpecific(own *string, channels string) string {
	if own != nil && *own != "" {
		return *own
	}
	return channels
}

const (
	maxFields    = 200
	maxFieldName = 200 // runes
)

// CheckFields returns nil, or in words why a mapping from answers to targets
// cannot be used.
func CheckFields(fields map[string]string) error {
	if len(fields) > maxFields {
		return fmt.Errorf("fields has more than %d answers", maxFields)
	}
	taken := make(map[string]string)
	for _, answer := range slices.Sorted(maps.Keys(fields)) {
		target := fields[answer]
		if answer == "" || utf8.RuneCountInString(answer) > maxFieldName || strings.ContainsRune(answer, 0) {
			return fmt.Errorf("an answer's name in fields must be 1 to %d characters", maxFieldName)
		}
		if err := CheckTarget(contact.SourceForm, target); err != nil {
			return err
		}
		// Which of two answers would count? Tags alone add up.
		if other, ok := taken[target]; ok && target != TargetTags {
			return fmt.Errorf("the answers %s and %s both go to %s", other, answer, target)
		}
		taken[target] = answer
	}
	return nil
}

// PhoneAnswer returns the name of the answer that is the phone number, empty if none
// is.
func (f Form) PhoneAnswer() string {
	for name, target := range f.Fields {
		if target == TargetPhone {
			return name
		}
	}
	return ""
}

// Uses reports whether an answer goes somewhere.
func (f Form) Uses(name string) bool {
	for mapped := range f.Fields {
		if mapped == name || nameOf(mapped) == name {
			return true
		}
	}
	return name == SubmissionID
}

// Number reads the phone number among the answers.
func (f Form) Number(a Answers) Number {
	name := f.PhoneAnswer()
	if name == "" {
		return Number{Problem: Missing}
	}
	return a.number(name, f.Country())
}

// fill maps answers to a contact's fields. An answer that goes nowhere is kept
// in the raw item and is no mistake.
func (f Form) fill(a Answers, d Definitions) *contact.Fields {
	out := filling{definitions: d, mostTags: contact.MaxNewTags}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		given, ok := a.mapped(name)
		if !ok {
			continue
		}
		out.give(contact.SourceForm, f.Fields[name], name, given)
	}
	return out.done()
}
