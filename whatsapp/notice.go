package whatsapp

import (
	"cmp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// judgeError judges an item of errors[] at the level of a change's value: a
// failure of the platform's, not of a message.
func judgeError(v *envelope, e *contact.Event) key {
	e.Kind = "platform_error"
	ignore(e, contact.PlatformError)
	words := v.item.get("code").text() + " " + failureTitle(v.item)
	e.Facts.Detail = tidy(words)
	return key{priority: "error"}
}

// failureTitle returns the words of an item of some errors[].
func failureTitle(failure node) string {
	return tidy(cmp.Or(failure.get("title").str(), failure.get("message").str()))
}

// judgeContact judges an item of contacts[] that came to be judged by itself.
// Parse makes events only of those that are no objects; the others say whom
// messages are about.
func judgeContact(_ *envelope, e *contact.Event) key {
	e.Kind = "contact"
	ignore(e, contact.NotAboutAContact)
	return key{priority: "contact"}
}

// judgeValue judges a change's value that is not split: of a field that concerns
// no contact, of a form that is not known, or empty.
func judgeValue(v *envelope, e *contact.Event) key {
	field := v.field.str()
	_, split := fields[field]
	e.Kind = field
	switch {
	case strings.TrimSpace(field) == "":
		e.Kind = kindUnknown
		refuse(e, contact.UnknownType, "the change does not name its field")
	case split && !v.item.isObject():
		refuse(e, contact.NotAnObject, "the change's value is not an object")
	case field == "standby" && !v.item.get("standby").missing() && !v.item.get("standby").isObject():
		refuse(e, contact.NotAnObject, "standby is not an object")
	default:
		ignore(e, contact.NotAboutAContact)
	}
	return key{priority: "field:" + contact.Clean(field, maxKind)}
}

// judgeChange judges a change as a whole: one without a value, or of another
// product.
func judgeChange(v *envelope, e *contact.Event) key {
	field := v.field.str()
	_, split := fields[field]
	e.Kind = cmp.Or(strings.TrimSpace(field), kindUnknown)
	switch {
	case v.foreign():
		ignore(e, contact.NotWhatsApp)
	case !v.item.isObject():
		refuse(e, contact.NotAnObject, "the change is not an object")
	case split:
		refuse(e, contact.NotAnObject, "the change has no value")
	case e.Kind == kindUnknown:
		refuse(e, contact.UnknownType, "the change does not name its field")
	default:
		ignore(e, contact.NotAboutAContact)
	}
	return key{priority: "field:" + contact.Clean(field, maxKind)}
}

// judgeEntry judges an entry without a single change.
func judgeEntry(v *envelope, e *contact.Event) key {
	e.Kind = "entry"
	changes := v.item.get("changes")
	switch {
	case v.foreign():
		ignore(e, contact.NotWhatsApp)
	case !v.item.isObject():
		refuse(e, contact.NotAnObject, "the entry is not an object")
	case !changes.missing() && !changes.isArray():
		refuse(e, contact.NotAnObject, "the entry's changes are not a list")
	default:
		ignore(e, contact.NotAboutAContact)
	}
	return key{priority: "field:"}
}
