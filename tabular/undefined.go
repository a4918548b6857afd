package tabular

import (
	"fmt"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// AttributeColumn is a column that goes to an attribute.
type AttributeColumn struct {
	Name   string // of the attribute, without its prefix
	Column string // as the header has it
}

// Undefined returns the columns that go to attributes which are none of those that
// there are.
func (m *Mapping) Undefined(attributes []string) (undefined []AttributeColumn) {
	for _, column := range m.Columns {
		name, ok := strings.CutPrefix(column.Target, contact.AttributePrefix)
		if ok && !slices.Contains(attributes, name) {
			undefined = append(undefined, AttributeColumn{Name: name, Column: column.Header})
		}
	}
	return undefined
}

// RefuseUndefined is the error of a file with such columns.
func RefuseUndefined(undefined []AttributeColumn) *FileError {
	var said []string
	for i, u := range undefined {
		if i == maxListed {
			said = append(said, fmt.Sprintf("and %d more", len(undefined)-i))
			break
		}
		said = append(said, fmt.Sprintf("%s (column %s)", u.Name, shown(u.Column)))
	}
	e := refuse(UndefinedAttributes, "The file has columns for attributes that are not defined: %s. Define them with "+
		"PUT /v1/attributes/{name}, or send define_attributes=true to have each defined with the type that its values have, "+
		"or leave the columns out of the mapping.", strings.Join(said, ", "))
	e.Undefined = undefined
	return e
}
