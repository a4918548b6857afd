package whatsapp

import "github.com/luluchat/contacts/contact"

// maxWritten is how much of an item is shown to a person, in runes.
const maxWritten = 4096

// Written returns what a person wrote with a stored item: its words, or what stands in
// place of words in a type that has none or is not known, as JSON. It is empty for what
// cannot be read.
func Written(raw []byte) string {
	stored, ok := readNode(raw)
	if !ok {
		return ""
	}
	item := stored.get("item")
	name := typeName(item)
	body := item.get(name)
	if text := textOf(name, body); text != "" {
		return contact.Clean(text, maxWritten)
	}
	return contact.Clean(string(body), maxWritten)
}
