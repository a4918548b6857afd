package tabular

import (
	"maps"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// namesOf are what columns of the two parts of a name are called. What the other
// columns are called stands with each field, in contact.
var namesOf = map[string][]string{
	firstName: {
		"first name", "first", "given name", "given", "forename", "nombre de pila", "primeiro nome", "prénom", "Vorname", "nama depan", "имя", "名", "이름",
	},
	lastName: {
		"last name", "last", "family name", "family", "surname", "apellido", "apellidos", "sobrenome", "nom de famille", "Nachname", "nama belakang", "фамилия",
		"姓", "氏", "성",
	},
}

// vocabulary is what columns are called: their targets by their plain names.
type vocabulary struct {
	exact      map[string]string // the names of targets and attributes as they are written
	plain      map[string]string
	attributes map[string]string // by their plain names
}

var known = func() vocabulary {
	w := vocabulary{exact: make(map[string]string), plain: make(map[string]string)}
	for target, names := range namesOf {
		for _, name := range names {
			w.plain[plainName(name)] = target
		}
	}
	for _, f := range contact.NamedFields(contact.SourceImport) {
		target := f.NameFor(contact.SourceImport)
		w.exact[target] = target
		for _, name := range append(f.Synonyms, target) {
			w.plain[plainName(name)] = target
		}
	}
	return w
}()

// dictionary is what columns are called where there are these attributes.
func dictionary(attributes []string) vocabulary {
	w := vocabulary{exact: maps.Clone(known.exact), plain: known.plain, attributes: make(map[string]string)}
	for _, name := range attributes {
		target := contact.AttributePrefix + name
		if w.exact[name] == "" {
			w.exact[name] = target
		}
		w.attributes[plainName(name)] = target
	}
	return w
}

// attribute is a target, or of an attribute that there is the target in its own
// spelling.
func (w vocabulary) attribute(target string) string {
	if rest, ok := cutPrefixFold(target, contact.AttributePrefix); ok {
		if own := w.attributes[plainName(rest)]; own != "" {
			return own
		}
	}
	return target
}

// What people add to a column's name: a remark in brackets, and a number where there
// are several.
var (
	bracketed = regexp.MustCompile(`[(\[（【][^)\]）】]*[)\]）】]`)
	numbered  = regexp.MustCompile(`[ _#-]*[0-9]+(?:[ _-]*value)?$`)
)

// meaning returns the target of a column by its name, empty if it has none.
func (w vocabulary) meaning(header string) string {
	name := strings.TrimSpace(header)
	if target := w.exact[name]; target != "" {
		return target
	}
	if rest, ok := cutPrefixFold(name, contact.AttributePrefix); ok && intake.CheckAttributeName(rest) == nil {
		return w.attribute(contact.AttributePrefix + rest)
	}
	if target := w.plain[plainName(name)]; target != "" {
		return target
	}
	if target := w.attributes[plainName(name)]; target != "" && plainName(name) != "" {
		return target
	}
	short := bracketed.ReplaceAllString(name, "")
	if target := w.plain[plainName(short)]; target != "" {
		return target
	}
	if target := w.plain[plainName(numbered.ReplaceAllString(strings.ToLower(short), ""))]; target == intake.TargetPhone {
		return target
	}
	return ""
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
