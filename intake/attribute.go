package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// AttributeType is what values a custom attribute takes.
type AttributeType string

// The types of attributes.
const (
	TypeString AttributeType = "string" // up to contact.MaxValue characters
	TypeNumber AttributeType = "number"
	TypeDate   AttributeType = "date" // YYYY-MM-DD
)

// Types returns every type.
func Types() []AttributeType { return []AttributeType{TypeString, TypeNumber, TypeDate} }

// Definitions are the custom attributes that there are, by name.
type Definitions map[string]AttributeType

// Names returns the names of all attributes, sorted.
func (d Definitions) Names() []string { return slices.Sorted(maps.Keys(d)) }

var attributeName = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// reserved are names that mean something else in a trigger's call or a form's
// mapping.
var reserved = func() (names []string) {
	for _, s := range []contact.Source{contact.SourceForm, contact.SourceTrigger} {
		for _, f := range contact.NamedFields(s) {
			names = append(names, f.NameFor(s))
		}
	}
	return names
}()

// CheckAttributeName returns nil, or in words why an attribute cannot have the
// name.
func CheckAttributeName(name string) error {
	switch {
	case !attributeName.MatchString(name):
		return fmt.Errorf("an attribute's name must be 1 to 64 letters, digits or _")
	case slices.Contains(reserved, name):
		return fmt.Errorf("%s means something else: no attribute can have this name", name)
	}
	return nil
}

// Value reads a value of the named attribute: JSON, or nil for one that says
// nothing. why is not empty if it does not fit.
func (d Definitions) Value(name string, given any) (value json.RawMessage, why string) {
	text, why := textOf(given)
	if why != "" {
		return nil, why
	}
	kind, ok := d[name]
	switch {
	case !ok && CheckAttributeName(name) != nil:
		return nil, "no attribute can have this name"
	case !ok:
		return nil, "there is no attribute of this name: define it with PUT /v1/attributes/" + name
	case text == "":
		return nil, ""
	}
	switch kind {
	case TypeNumber:
		if _, is := given.(bool); is {
			return nil, "it is true or false, and the attribute is a number"
		}
		return numberValue(text)
	case TypeDate:
		return dateValue(text)
	}
	if n := utf8.RuneCountInString(text); n > contact.MaxValue {
		return nil, fmt.Sprintf("it has %d characters, and %d is the most", n, contact.MaxValue)
	}
	return quote(text), ""
}

// decimal is a number as people write it for machines. Thousands separators are
// refused: 1,234 is a thousand here and about one there.
var decimal = regexp.MustCompile(`^([+-]?)0*([0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`)

const (
	maxNumber   = 64  // characters of a number
	maxExponent = 300 // what fits a double, and PostgreSQL's numeric by far
)

func numberValue(text string) (json.RawMessage, string) {
	m := decimal.FindStringSubmatch(text)
	if m == nil || len(text) > maxNumber {
		return nil, "it is no number such as 12.5"
	}
	sign, whole, fraction, exponent := strings.TrimPrefix(m[1], "+"), m[2], m[3], m[4]
	if exponent != "" {
		if e, err := strconv.Atoi(exponent[1:]); err != nil || e > maxExponent || e < -maxExponent {
			return nil, "it is too large or too small a number"
		}
	}
	return json.RawMessage(sign + whole + fraction + exponent), ""
}

// midnight is the time with which spreadsheets and programs write a date.
var midnight = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$`)

func dateValue(text string) (json.RawMessage, string) {
	if m := midnight.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil || at.Year() < 1 {
		return nil, "it is no date written YYYY-MM-DD, such as 2026-10-09"
	}
	return quote(text), ""
}

// textOf reads a single value as text, without the space around it. It is empty
// for null.
func textOf(given any) (text, why string) {
	switch v := given.(type) {
	case nil:
		return "", ""
	case string:
		return strings.TrimSpace(contact.Clean(v, len(v))), ""
	case json.Number:
		return v.String(), ""
	case bool:
		return strconv.FormatBool(v), ""
	case []any:
		return "", "it is a list, and only a single value fits"
	}
	return "", "it is an object, and only a single value fits"
}

func quote(text string) json.RawMessage {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has JSON
	}
	return b
}

func clip(s string, runes int) string { return contact.Clean(s, runes) }
