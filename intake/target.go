package intake

import (
	"fmt"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// The targets that somebody asks for by name. contact.FieldFor knows all of them.
const (
	TargetPhone       = "phone"
	TargetDisplayName = contact.FieldDisplayName
	TargetTags        = "tags"
	// Of an import's columns alone: what finds somebody whose number is not known, and
	// of which country the numbers beside it are.
	TargetUserID      = "user_id"
	TargetCountryCode = "country_code"
)

// CheckTarget returns nil, or in words why a source – a form or an import – gives
// nothing under a target.
func CheckTarget(s contact.Source, target string) error {
	f, ok := contact.FieldFor(s, target)
	switch {
	case !ok:
		return fmt.Errorf("there is no target %q, use %s or %s<name>", clip(target, maxNamed), targetsOf(s), contact.AttributePrefix)
	case f.Kind == contact.IsAttributes:
		return CheckAttributeName(strings.TrimPrefix(target, contact.AttributePrefix))
	}
	return nil
}

// targetsOf lists the targets of a source: who is meant, and then what is given.
func targetsOf(s contact.Source) string {
	var identities, given []string
	for _, f := range contact.NamedFields(s) {
		if f.Kind == contact.IsIdentity {
			identities = append(identities, f.NameFor(s))
		} else {
			given = append(given, f.NameFor(s))
		}
	}
	return strings.Join(append(identities, given...), ", ")
}

// give takes what a source says under a target: an answer, a cell or a value of a
// trigger's call, whose own name is for the report. A number or user id says who
// is meant, and is read elsewhere.
func (f *filling) give(s contact.Source, target, name string, given any) {
	field, ok := contact.FieldFor(s, target)
	if !ok {
		return
	}
	switch field.Kind {
	case contact.IsText:
		*field.Given(&f.Fields) = f.line(name, given, field)
	case contact.IsTags:
		f.tags(name, given)
	case contact.IsConsent:
		f.consent(name, given, field)
	case contact.IsAttributes:
		f.attribute(strings.TrimPrefix(target, contact.AttributePrefix), name, given)
	}
}
