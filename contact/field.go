package contact

import (
	"slices"
	"strings"
)

// Field is one field of a contact, and the one place that says what is done with
// it: who may give it, what files call it, where it is stored and shown, and that
// it is erased.
type Field struct {
	Name     string // in HTTP, in facts and in claims
	Heading  string // of its column in a file, and its name as a target; the Name if empty
	Trigger  string // what a trigger's call names it; the heading if empty
	Kind     FieldKind
	Max      int      // the longest text, in runes
	Sources  []Source // that may give it
	Synonyms []string // headings that mean it in the files of other programs, as people write them
	Template Example  // its column in the file to fill in; empty: it has none

	Exported bool // an export has a column of it
	Searched bool // a search looks into it, see Contact.Folded
	Shown    bool // the API shows it, in lists as well

	Columns []string // of the table contacts; an erasure empties them
	// Outlives says why the columns outlive an erasure. Most do not.
	Outlives string

	given func(*Fields) **string
	shown func(*Texts) **string
}

// Example is a column of the file to fill in.
type Example struct{ Heading, Value string }

// FieldKind says how a field's value is read, and what giving it does.
type FieldKind int

// The kinds of fields.
const (
	IsKept       FieldKind = iota // nobody gives it: the program keeps it, or WhatsApp says it
	IsIdentity                    // it finds the person
	IsText                        // a text of up to Max runes
	IsTags                        // tags, which add up
	IsConsent                     // whether the person agreed to marketing messages, or what else is known of that
	IsAttributes                  // custom attributes, each with a type of its own
)

// AllFields returns every field, in the order of an export's columns.
func AllFields() []Field { return slices.Clone(registry) }

// FieldsOf returns the fields that a source may give a contact: texts, tags and
// attributes.
func FieldsOf(s Source) []Field {
	return slices.DeleteFunc(AllFields(), func(f Field) bool {
		return f.Kind == IsKept || f.Kind == IsIdentity || !slices.Contains(f.Sources, s)
	})
}

// NamedFields returns the fields that a source gives under a name, see NameFor: all
// but attributes, which have names of their own.
func NamedFields(s Source) []Field {
	return slices.DeleteFunc(AllFields(), func(f Field) bool { return !f.namedBy(s) })
}

func (f *Field) namedBy(s Source) bool {
	return f.Kind != IsAttributes && slices.Contains(f.Sources, s)
}

// FieldFor returns the field that a source gives under a name: the target of an
// answer or a column, or a name in a trigger's call. All that begins with
// AttributePrefix are attributes.
func FieldFor(s Source, name string) (f *Field, ok bool) {
	for i := range registry {
		f := &registry[i]
		if f.NameFor(s) == name && f.namedBy(s) {
			return f, true
		}
	}
	if strings.HasPrefix(name, AttributePrefix) {
		return attributesField, true
	}
	return nil, false
}

// NameFor returns the name under which a source gives the field.
func (f *Field) NameFor(s Source) string {
	if s == SourceTrigger && f.Trigger != "" {
		return f.Trigger
	}
	return f.Title()
}

// Title is the heading of the field's column.
func (f *Field) Title() string {
	if f.Heading != "" {
		return f.Heading
	}
	return f.Name
}

// Given is the place of a text among what an event gives.
func (f *Field) Given(of *Fields) **string { return f.given(of) }

// IsShownText reports whether Texts has the field.
func (f *Field) IsShownText() bool { return f.shown != nil }

// Text is the place of a text among those that a contact shows.
func (f *Field) Text(of *Texts) **string { return f.shown(of) }

// Worked out once: these are asked for each event.
var (
	givenTexts      = fieldsWhere(func(f *Field) bool { return f.given != nil })
	shownTexts      = fieldsWhere(func(f *Field) bool { return f.shown != nil })
	attributesField = fieldsWhere(func(f *Field) bool { return f.Kind == IsAttributes })[0]
)

// ShownTexts returns the fields that Texts has. Nobody may change them.
func ShownTexts() []*Field { return shownTexts }

func fieldsWhere(is func(*Field) bool) (found []*Field) {
	for i := range registry {
		if is(&registry[i]) {
			found = append(found, &registry[i])
		}
	}
	return found
}
