package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// pendingEvent is an event that waits for its decision.
type pendingEvent struct {
	ID         uuid.UUID
	ChannelID  string
	Seq        int64
	Keys       []string
	Origin     string
	Source     string
	Kind       string
	ExternalID *string
	OccurredAt *time.Time
	ReceivedAt time.Time
	Facts      string
	First      int64 // the number that it had in the queue first
}

// event returns the domain's view of it. An event without a time of its own
// happened when it was received.
func (o pendingEvent) event() (contact.Event, error) {
	var facts contact.Facts
	if err := json.Unmarshal([]byte(o.Facts), &facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", o.ID, err)
	}
	if !contact.Source(o.Source).Known() { // a later version has recorded it
		return contact.Event{}, fmt.Errorf("read event %s: the source %q is not known", o.ID, contact.Clean(o.Source, contact.MaxName))
	}
	at := store.OrZero(o.OccurredAt)
	if at.IsZero() {
		at = o.ReceivedAt.UTC()
	}
	return contact.Event{
		ID: o.ID, ChannelID: o.ChannelID, Origin: o.Origin, Source: contact.Source(o.Source), Kind: o.Kind,
		ExternalID: store.OrEmpty(o.ExternalID), OccurredAt: at, Seq: o.First, Facts: facts,
	}, nil
}

const pendingColumns = `e.id, o.channel_id, o.seq, o.keys, e.origin, e.source, e.kind, e.external_id, e.occurred_at,
       e.received_at, e.facts, coalesce(e.seq, o.seq)`
