package whatsapp

import (
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// MaxItems is how many items a body may hold to be judged when it arrives. WhatsApp
// sends a thousand at most. A body with more would keep its sender waiting for so
// long that it is sent again and again.
const MaxItems = 5000

// KindBatch is the kind of an event that is a whole body.
const KindBatch = "batch"

// wholeBody is the event of a body with too many items: the body as it arrived.
func wholeBody(root node) contact.Event {
	e := contact.Event{Source: contact.SourceSystem, Kind: KindBatch, Raw: []byte(root)}
	for entry := range root.get("entry").items() {
		e.Origin = contact.Clean(entry.get("id").text(), maxOrigin)
		break
	}
	refuse(&e, contact.TooManyItems, "")
	e.DedupeKey = contact.DedupeKey(e.Origin, KindBatch, "", e.Raw)
	return e
}

// Parts judges each item of a body that was received at a time, however many there
// are, and hands them on in batches of a size. It is how an event that is a whole body is replayed: its items
// are the events that they would have been. It returns the error that take returns,
// or one of Parse's.
func Parts(body []byte, received time.Time, size int, take func(Batch) error) error {
	root, err := readBody(body)
	if err != nil {
		return err
	}
	s := splitter{received: received, size: size, take: take}
	s.split(root)
	s.handOn()
	return s.err
}

// tooMany reports whether a body holds more than MaxItems items, or names more
// people. It judges none of them, and stops where it knows.
func tooMany(root node) bool {
	if strings.Count(string(root), ",") < MaxItems {
		return false // there is a comma between any two of them
	}
	var t tally
	object := root.get("object")
	for name, list := range root.members() {
		if name != "entry" {
			continue
		}
		for entry := range list.items() {
			if t.entry(envelope{object: object}, entry); t.over() {
				return true
			}
		}
	}
	return false
}

// tally counts what a splitter would find.
type tally struct{ items, people int }

func (t *tally) over() bool { return t.items > MaxItems || t.people > MaxItems }

func (t *tally) entry(v envelope, entry node) {
	changes := 0
	for name, list := range entry.members() {
		if name != "changes" {
			continue
		}
		for change := range list.items() {
			changes++
			if t.change(v, change); t.over() {
				return
			}
		}
	}
	if changes == 0 {
		t.items++
	}
}

func (t *tally) change(v envelope, change node) {
	before := t.items
	v.field = change.get("field")
	if v.unnamed() {
		v.assume(change.get("value"))
	}
	for name, value := range change.members() {
		if name != "value" || v.foreign() {
			continue
		}
		within := t.items
		if t.value(v.field.str(), value); t.items == within {
			t.items++
		}
	}
	if t.items == before {
		t.items++
	}
}

func (t *tally) value(field string, value node) {
	for key, member := range value.members() {
		if field == "standby" && key == "standby" {
			t.value(field, member)
		}
		l, known := fields[field][key]
		switch {
		case t.over():
			return
		case !known || member.missing():
		case !member.isArray() && !member.isObject():
			t.items++
		default:
			t.list(l, member)
		}
	}
}

func (t *tally) list(l list, items node) {
	for item := range items.items() {
		switch {
		case l.name == "contacts" && item.isObject():
			t.people++
		case l.name == "history":
			t.chunk(item)
		default:
			t.items++
		}
		if t.over() {
			return
		}
	}
}

// chunk counts the old messages of a chunk, each of which is an item.
func (t *tally) chunk(item node) {
	before := t.items
	for thread := range item.get("threads").items() {
		for range thread.get("messages").items() {
			if t.items++; t.over() {
				return
			}
		}
	}
	if t.items == before {
		t.items++
	}
}
