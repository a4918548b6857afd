package whatsapp

import (
	"cmp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

const kindUnknown = "unknown"

// event judges the envelope. It is the one place where an event is made, for a
// new body and for a replay alike.
func (v *envelope) event(raw []byte) contact.Event {
	e := contact.Event{Origin: v.origin(), Source: contact.SourceSystem, Raw: raw}
	if v.assumed != "" {
		e.Facts.AddNote("the change does not name its field: by what it holds it was read as " + v.field.str())
	}
	k := v.rule()(v, &e)
	if v.metasTest() {
		ignore(&e, contact.MetasTest)
		e.Facts.Detail = ""
	}
	e.Kind = cmp.Or(contact.Clean(e.Kind, maxKind), kindUnknown)
	item := []byte(v.item)
	switch {
	case k.id == "" && e.Facts.Effect == contact.Unjudged:
		k.priority = "malformed"
	case strings.ContainsRune(k.id, 0):
		// PostgreSQL cannot store it as it is, and cleaned it could meet another.
		k.id, item = "", []byte(k.id)
	}
	e.DedupeKey = contact.DedupeKey(e.Origin, k.priority, k.id, item)
	return e
}

func (v *envelope) rule() rule {
	switch v.at {
	case atEntry:
		return judgeEntry
	case atChange:
		return judgeChange
	case atValue:
		return judgeValue
	}
	l, _ := v.list()
	switch {
	case v.item.isObject(): // also where it stands for the list: some senders leave out the brackets
		return l.judge
	case v.at != l.itemAt:
		return l.judgeNoList
	default:
		return l.judgeNoObject
	}
}

// judgeNoList judges a whole list that is not an array.
func (l list) judgeNoList(_ *envelope, e *contact.Event) key {
	e.Kind = l.kind
	refuse(e, contact.NotAnObject, l.name+" is not a list of objects")
	return key{}
}

// judgeNoObject judges an item that is not an object.
func (l list) judgeNoObject(_ *envelope, e *contact.Event) key {
	e.Source, e.Kind = l.source, l.kind
	refuse(e, contact.NotAnObject, "an item of "+l.name+" is not an object")
	return key{}
}

// refuse makes an event one that cannot be judged.
func refuse(e *contact.Event, reason contact.Reason, detail string) {
	e.Facts.Effect, e.Facts.Reason, e.Facts.Detail = contact.Unjudged, reason, detail
}

// ignore makes an event one that concerns no contact.
func ignore(e *contact.Event, reason contact.Reason) {
	e.Facts.Effect, e.Facts.Reason = contact.None, reason
}

// identify reads an item's id and reports whether it has a usable one. WhatsApp
// writes ids as strings; a blank one names nothing.
func identify(item node, e *contact.Event) (id string, ok bool) {
	id = item.get("id").str()
	if strings.TrimSpace(id) == "" {
		return "", false
	}
	e.ExternalID = contact.Clean(id, contact.MaxTextID)
	return id, true
}
