package tabular

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// namesOf are what columns of the two parts of a name are called. What the other
// columns are called stands with each field, in contact.
var namesOf = map[string][]string{
	firstName: {"first name", "given name", "nombre de pila", "primeiro nome", "prénom", "Vorname", "nama depan"},
	lastName:  {"last name", "family name", "surname", "apellido", "apellidos", "sobrenome", "nom de famille", "Nachname", "nama belakang"},
}

// meanings are the targets of columns by their plain names.
var meanings = func() map[string]string {
	all := make(map[string]string)
	for target, names := range namesOf {
		for _, name := range names {
			all[plainName(name)] = target
		}
	}
	for _, f := range contact.NamedFields(contact.SourceImport) {
		target := f.NameFor(contact.SourceImport)
		for _, name := range append(f.Synonyms, target) {
			all[plainName(name)] = target
		}
	}
	return all
}()

// meaning returns the target of a column by its name, empty if it has none.
func meaning(header string) string {
	name := strings.TrimSpace(header)
	if rest, ok := cutPrefixFold(name, contact.AttributePrefix); ok && intake.CheckAttributeName(rest) == nil {
		return contact.AttributePrefix + rest
	}
	return meanings[plainName(name)]
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// plainName is a name without what people write differently: case, accents,
// spaces, hyphens, underscores and all other signs.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(name))
}
