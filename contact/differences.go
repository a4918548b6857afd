package contact

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Differences lists what people see changed of a contact, as an import can change it. A
// name that nobody gave is none.
func Differences(was, is Contact) (all []Given) {
	add := func(field, before, now string) {
		if before != now {
			all = append(all, Given{Field: field, Value: now, Was: before})
		}
	}
	add("wa_id", was.WaID, is.WaID)
	add("user_id", was.UserID, is.UserID)
	add(FieldDisplayName, was.givenName(), is.givenName())
	for _, field := range shownTexts {
		add(field.Name, OrEmpty(*field.shown(&was.Texts)), OrEmpty(*field.shown(&is.Texts)))
	}
	add("tags", tagLine(was.Tags), tagLine(is.Tags))
	add(FieldConsent, was.Consent.word(), is.Consent.word())
	names := maps.Clone(was.Attributes)
	if names == nil {
		names = map[string]json.RawMessage{}
	}
	maps.Copy(names, is.Attributes)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, now := was.Attributes[name], is.Attributes[name]
		if sameAs(before) != sameAs(now) {
			add(AttributePrefix+name, attributeText(before), attributeText(now))
		}
	}
	return all
}

// Gives lists what somebody new has by the fields of a row, besides a name, as
// Differences lists it.
func (f *Fields) Gives() []Given {
	if f == nil {
		return nil
	}
	made := Contact{Tags: CleanTags(f.AddTags), Attributes: f.Attributes}
	made.Consent = f.Consent
	for _, field := range shownTexts {
		*field.shown(&made.Texts) = *field.given(f)
	}
	return Differences(Contact{}, made)
}

// givenName is the name that somebody gave, or the person's profile has.
func (c Contact) givenName() string {
	if c.NameSource.Fallback() {
		return ""
	}
	return c.DisplayName
}

// OrEmpty is the empty text for none.
func OrEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func tagLine(tags []string) string { return strings.Join(slices.Sorted(slices.Values(tags)), ", ") }

// word is a consent as a file has it.
func (s *Consent) word() string {
	switch {
	case s == nil:
		return ""
	case s.Given:
		return "yes"
	}
	return "no"
}

func attributeText(value json.RawMessage) string {
	if value == nil {
		return ""
	}
	return ValueText(value)
}

// sameAs is an attribute's value for comparing: the digits of a number may be written
// in several ways, and are one value.
func sameAs(value json.RawMessage) string {
	if n, ok := new(big.Rat).SetString(string(value)); ok { // a text has its quotes, and is none
		return n.RatString()
	}
	return string(value)
}
