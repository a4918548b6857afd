package service

import (
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// wasOf returns what a contact's fields are that a command is to change, so that its
// timeline can tell both.
func wasOf(row Contact, f contact.Facts) map[string]string {
	was := map[string]string{}
	keep := func(field, value string) {
		if value != "" {
			was[field] = value
		}
	}
	if f.Fields == nil {
		return nil
	}
	for _, field := range contact.FieldsOf(contact.SourceAPI) {
		if field.Kind != contact.IsText || !f.Fields.Mentions(field) {
			continue
		}
		if field.IsShownText() {
			keep(field.Name, store.OrEmpty(*field.Text(&row.Texts)))
			continue
		}
		keep(field.Name, ownName(row)) // the name is the text that has an owner
	}
	for name := range f.Fields.Attributes {
		keep(contact.AttributePrefix+name, cellOf(row.Attributes[name]))
	}
	return was
}
