package whatsapp

import (
	"bytes"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// ErrNotWebhook says that a body is not a webhook's at all. It is the sender's
// mistake: the answer is 400.
var ErrNotWebhook = errors.New("not a WhatsApp webhook")

// Batch is everything that one body holds, in the order in which it stands
// there. Events may repeat: WhatsApp delivers more than once, and the dedupe
// key tells.
type Batch struct {
	Events   []contact.Event
	Statuses []Status
}

// Parse splits a webhook's body, which was received just now, and judges each item on
// its own. The error, which wraps ErrNotWebhook, is only for a body that is not JSON
// or not an object with an array or an object named entry; whatever is wrong below
// that becomes an event with contact.Unjudged and a reason.
//
// Invalid UTF-8 is replaced before anything is read, because raw items are
// stored as text.
func Parse(body []byte) (Batch, error) {
	return split(body, time.Now().UTC().Truncate(time.Microsecond))
}

func split(body []byte, received time.Time) (Batch, error) {
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	root, ok := readNode(body)
	switch {
	case !ok:
		return Batch{}, fmt.Errorf("%w: the body is not JSON", ErrNotWebhook)
	case !root.isObject():
		return Batch{}, fmt.Errorf("%w: the body is not a JSON object", ErrNotWebhook)
	case !root.get("entry").isArray() && !root.get("entry").isObject():
		return Batch{}, fmt.Errorf("%w: the body has no array named entry", ErrNotWebhook)
	}
	var b Batch
	object := root.get("object")
	for name, list := range root.members() {
		if name != "entry" {
			continue
		}
		for entry := range list.items() {
			b.splitEntry(envelope{received: received, object: object, entryID: entry.get("id")}, entry)
		}
	}
	return b, nil
}

func (b *Batch) splitEntry(v envelope, entry node) {
	changes := 0
	for name, list := range entry.members() {
		if name != "changes" {
			continue
		}
		for change := range list.items() {
			changes++
			v.field, v.assumed = change.get("field"), ""
			if v.unnamed() {
				v.assume(change.get("value"))
			}
			b.splitChange(v, change)
		}
	}
	if changes == 0 {
		v.field = ""
		b.add(v, atEntry, entry)
	}
}

func (b *Batch) splitChange(v envelope, change node) {
	before := b.size()
	for name, value := range change.members() {
		if name != "value" || v.foreign() {
			continue
		}
		b.splitValue(v, value)
	}
	if b.size() == before {
		b.add(v, atChange, change)
	}
}

// splitValue adds what the lists of a change's value hold, or the value as a
// whole where there are none.
func (b *Batch) splitValue(v envelope, value node) {
	before := b.size()
	var c content
	c.collect(v.field.str(), value)
	v.metadata = c.metadata
	for _, l := range c.lists {
		if !l.items.isArray() && !l.items.isObject() {
			b.add(v, l.name, l.items)
			continue
		}
		for item := range l.items.items() {
			if l.name == "contacts" && item.isObject() {
				continue // it is no event, but says whom the others are about
			}
			one := v
			one.contact = c.people.of(item, l.names)
			if l.name == "history" && b.splitChunk(one, item, &c.people) {
				continue // its messages are events, each by itself
			}
			b.add(one, l.itemAt, item)
		}
	}
	if b.size() == before {
		b.add(v, atValue, value)
	}
}

// add judges one item. A status that can be read is no event.
func (b *Batch) add(v envelope, at string, item node) {
	v.at, v.item = at, item
	if l, known := v.list(); known && l.statuses && at == l.itemAt {
		if s, reason, _ := readStatus(&v); reason == "" {
			b.Statuses = append(b.Statuses, s)
			return
		}
	}
	b.Events = append(b.Events, v.event(v.raw()))
}

func (b *Batch) size() int { return len(b.Events) + len(b.Statuses) }
