package whatsapp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// Longest texts kept beside an event's raw item, in runes.
const (
	maxOrigin = 128
	maxKind   = 64
	maxLink   = 2048
)

const whatsAppObject = "whatsapp_business_account"

// Where in a body an envelope's item was found, besides in one of the lists of
// a change's value: "messages[]" for an item, "messages" for a list that is no
// array.
const (
	atEntry  = "entry[]"
	atChange = "changes[]"
	atValue  = "value"
)

// envelope is one item of a body with all that must be known to judge it.
type envelope struct {
	received time.Time
	at       string
	object   node
	entryID  node
	field    node
	assumed  node // true: the change does not name its field, which was told by what it holds
	metadata node
	contact  node // the matched entry of contacts[]
	thread   node // of an old message: whose conversation it is from
	item     node
}

// raw writes the envelope as a JSON object whose parts are the bytes that
// arrived. It is written by hand because json.Marshal compacts and escapes what
// a json.RawMessage holds.
func (v *envelope) raw() []byte {
	parts := [...]struct {
		name  string
		value node
	}{
		{`,"field":`, v.field},
		{`,"assumed":`, v.assumed},
		{`,"object":`, v.object},
		{`,"entry_id":`, v.entryID},
		{`,"metadata":`, v.metadata},
		{`,"contact":`, v.contact},
		{`,"thread":`, v.thread},
		{`,"item":`, v.item},
	}
	size := len(`{"at":""}`) + len(v.at)
	for _, p := range parts {
		size += len(p.name) + len(p.value)
	}
	var b bytes.Buffer
	b.Grow(size)
	b.WriteString(`{"at":"`)
	b.WriteString(v.at)
	b.WriteByte('"')
	for _, p := range parts {
		if p.value != "" {
			b.WriteString(p.name)
			b.WriteString(string(p.value))
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// Reparse judges an event again from its Raw, with the rules as they are now.
// It is how a quarantined event is replayed. The Raw must be the text that
// Parse wrote: a store that reformats JSON would change the dedupe key of items
// without an id. received is when the event first was.
func Reparse(raw []byte, received time.Time) (contact.Event, error) {
	n, ok := readNode(raw)
	if !ok || !n.isObject() {
		return contact.Event{}, errors.New("reparse event: its raw is not a JSON object")
	}
	v := envelope{at: n.get("at").str(), received: received}
	for name, value := range n.members() {
		switch name {
		case "field":
			v.field = value
		case "assumed":
			v.assumed = value
		case "object":
			v.object = value
		case "entry_id":
			v.entryID = value
		case "metadata":
			v.metadata = value
		case "contact":
			v.contact = value
		case "thread":
			v.thread = value
		case "item":
			v.item = value
		}
	}
	if v.item == "" {
		return contact.Event{}, errors.New("reparse event: its raw has no item")
	}
	if !v.placed() {
		return contact.Event{}, fmt.Errorf("reparse event: its raw is of an unknown place %q", v.at)
	}
	if v.at == atValue && v.unnamed() {
		if ev, ok := v.sole(raw); ok {
			return ev, nil
		}
	}
	return v.event(raw), nil
}

// placed reports whether the envelope says where its item is from.
func (v *envelope) placed() bool {
	switch v.at {
	case atEntry, atChange, atValue:
		return true
	}
	_, known := v.list()
	return known
}

// list returns the list that the item is from.
func (v *envelope) list() (list, bool) {
	l, known := fields[v.field.str()][strings.TrimSuffix(v.at, "[]")]
	return l, known
}

// origin is the phone number's id, or for what is about no number the account's.
func (v *envelope) origin() string {
	if v.metadata.isObject() {
		return contact.Clean(v.metadata.get("phone_number_id").text(), maxOrigin)
	}
	return contact.Clean(v.entryID.text(), maxOrigin)
}

// foreign reports whether the body is another product's, such as a page's.
func (v *envelope) foreign() bool {
	return !v.object.missing() && v.object.str() != whatsAppObject
}
