package whatsapp

import (
	"errors"
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
// are, and hands them on in batches of a size. It is how an event that is a whole body is
// replayed: its items are the events that they would have been. It returns the error
// that take returns, or one of Parse's.
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
	s := splitter{counts: true}
	s.split(root)
	return s.err != nil
}

var errTooMany = errors.New("too many items")

// count counts an item, or a person, in place of judging it.
func (s *splitter) count(n *int) {
	if *n++; *n > MaxItems {
		s.err = errTooMany
	}
}
