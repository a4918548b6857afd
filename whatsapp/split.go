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
	Numbers  []Number // of the business that it is about
}

// Parse splits a webhook's body, which was received just now, and judges each item on
// its own. The error, which wraps ErrNotWebhook, is only for a body that is not JSON
// or not an object with an array or an object named entry; whatever is wrong below
// that becomes an event with contact.Unjudged and a reason. So does the body as a
// whole if it holds more than MaxItems, see Parts.
//
// Invalid UTF-8 is replaced before anything is read, because raw items are
// stored as text.
func Parse(body []byte) (Batch, error) {
	return split(body, time.Now().UTC().Truncate(time.Microsecond))
}

func split(body []byte, received time.Time) (Batch, error) {
	root, err := readBody(body)
	if err != nil {
		return Batch{}, err
	}
	if tooMany(root) {
		return Batch{Events: []contact.Event{wholeBody(root)}}, nil
	}
	s := splitter{received: received}
	s.split(root)
	return s.batch, nil
}

// readBody returns a body that is a webhook's, or an error that wraps ErrNotWebhook.
func readBody(body []byte) (node, error) {
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	root, ok := readNode(body)
	switch {
	case !ok:
		return "", fmt.Errorf("%w: the body is not JSON", ErrNotWebhook)
	case !root.isObject():
		return "", fmt.Errorf("%w: the body is not a JSON object", ErrNotWebhook)
	case !root.get("entry").isArray() && !root.get("entry").isObject():
		return "", fmt.Errorf("%w: the body has no array named entry", ErrNotWebhook)
	}
	return root, nil
}

// splitter takes a body apart.
type splitter struct {
	received time.Time
	batch    Batch
	found    int               // items so far
	size     int               // of the batches that are handed on; 0: nothing is
	take     func(Batch) error // what they are handed to
	err      error             // of take or count: nothing more is read
	counts   bool              // items are counted, and not judged
	people   int               // so far; only where items are counted
}

func (s *splitter) split(root node) {
	object := root.get("object")
	for name, list := range root.members() {
		if name != "entry" {
			continue
		}
		for entry := range list.items() {
			if s.err != nil {
				return
			}
			s.splitEntry(envelope{received: s.received, object: object, entryID: entry.get("id")}, entry)
		}
	}
}

func (s *splitter) splitEntry(v envelope, entry node) {
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
			s.splitChange(v, change)
		}
	}
	if changes == 0 {
		v.field = ""
		s.add(v, atEntry, entry)
	}
}

func (s *splitter) splitChange(v envelope, change node) {
	before := s.found
	for name, value := range change.members() {
		if name != "value" || v.foreign() {
			continue
		}
		s.splitValue(v, value)
	}
	if s.found == before {
		s.add(v, atChange, change)
	}
}

// splitValue adds what the lists of a change's value hold, or the value as a
// whole where there are none.
func (s *splitter) splitValue(v envelope, value node) {
	if s.err != nil {
		return
	}
	before := s.found
	c := content{bare: s.counts}
	c.collect(v.field.str(), value)
	v.metadata = c.metadata
	if !s.counts {
		s.batch.saw(v)
	}
	for _, l := range c.lists {
		if !l.items.isArray() && !l.items.isObject() {
			s.add(v, l.name, l.items)
			continue
		}
		for item := range l.items.items() {
			if s.err != nil {
				return
			}
			if l.name == "contacts" && item.isObject() {
				if s.counts {
					s.count(&s.people)
				}
				continue // it is no event, but says whom the others are about
			}
			one := v
			one.contact = c.people.of(item, l.names)
			if l.name == "history" && s.splitChunk(one, item, &c.people) {
				continue // its messages are events, each by itself
			}
			s.add(one, l.itemAt, item)
		}
	}
	if s.found == before {
		s.add(v, atValue, value)
	}
}

// add judges one item. A status that can be read is no event.
func (s *splitter) add(v envelope, at string, item node) {
	if s.counts {
		s.count(&s.found)
		return
	}
	if s.found++; s.err != nil {
		return
	}
	v.at, v.item = at, item
	s.batch.add(v)
	if s.size > 0 && s.batch.size() >= s.size {
		s.handOn()
	}
}

// handOn hands on what was found since the last batch.
func (s *splitter) handOn() {
	if s.err == nil && s.batch.size() > 0 {
		s.err = s.take(s.batch)
		s.batch = Batch{}
	}
}

func (b *Batch) add(v envelope) {
	if l, known := v.list(); known && l.statuses && v.at == l.itemAt {
		if s, reason, _ := readStatus(&v); reason == "" {
			b.Statuses = append(b.Statuses, s)
			return
		}
	}
	ev := v.event(v.raw())
	b.wrote(ev)
	b.Events = append(b.Events, ev)
}

func (b *Batch) size() int { return len(b.Events) + len(b.Statuses) }
