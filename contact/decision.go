package contact

import "github.com/google/uuid"

// DecisionKind is what became of an event. The empty one means: pending.
type DecisionKind string

// The decisions. Each event ends with exactly one of them.
const (
	Pending     DecisionKind = ""
	Created     DecisionKind = "created"     // it made the contact it belongs to
	Updated     DecisionKind = "updated"     // it changed a contact that was there
	Attached    DecisionKind = "attached"    // it was filed with a contact that was there
	Ignored     DecisionKind = "ignored"     // the rules say it does nothing
	Quarantined DecisionKind = "quarantined" // it could not be judged; kept, and can be replayed
)

// Decision is the one decision of an event, and its reason. The names in JSON are
// those of recorded histories.
type Decision struct {
	EventID   uuid.UUID    `json:"event"` // zero where the rules alone speak, which know no events
	Kind      DecisionKind `json:"decision"`
	Reason    Reason       `json:"reason"`
	ContactID uuid.UUID    `json:"contact,omitzero"` // zero: it belongs to no contact
}

func decision(kind DecisionKind, reason Reason) Decision {
	return Decision{Kind: kind, Reason: reason}
}

// Provisional reports whether the event is to be decided anew when a contact is
// created by a message from before it.
func (d Decision) Provisional() bool { return d.Kind == Ignored && d.Reason == NoContact }
