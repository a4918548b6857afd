package contact

import (
	"encoding/json"
	"maps"
	"slices"
)

// Mentions reports whether a text is given or cleared.
func (f *Fields) Mentions(field Field) bool {
	return *field.given(f) != nil || slices.Contains(f.Clear, field.Name)
}

// Given is what an event says of one field. The names in JSON are those of samples that are
// kept.
type Given struct {
	Field string `json:"field"`         // as in claims
	Value string `json:"value"`         // empty: it clears the field
	Was   string `json:"was,omitempty"` // before it, where that is known
}

// Givens returns what the facts say of texts and attributes, in the order of the
// registry.
func (f Facts) Givens() (all []Given) {
	if f.Fields == nil {
		return nil
	}
	add := func(field, value string) { all = append(all, Given{field, value, f.Was[field]}) }
	for _, field := range givenTexts {
		switch value := *field.given(f.Fields); {
		case value != nil:
			add(field.Name, *value)
		case slices.Contains(f.Fields.Clear, field.Name):
			add(field.Name, "")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields.Attributes)) {
		add(AttributePrefix+name, ValueText(f.Fields.Attributes[name]))
	}
	return all
}

// ValueText is an attribute's value as people read it, digit for digit; empty for null.
func ValueText(value json.RawMessage) string {
	var text *string
	if json.Unmarshal(value, &text) == nil {
		if text == nil {
			return ""
		}
		return *text
	}
	return string(value)
}
