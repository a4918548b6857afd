package starter

import (
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// Hub connects the parts of one process, so that none of them holds another. The
// recorder wakes the dispatcher through it, activities publish what they have decided,
// and the dispatcher and the callers who wait hear that.
type Hub struct {
	woken      chan struct{} // holds a token while there may be something due
	leads      chan struct{} // holds a token while there may be leads whose workflow is to be started
	congestion congestion    // of the recorder

	mu          sync.Mutex
	arrivals    map[string]bool                         // channels of which something was recorded since the last look; "": look for all
	waiting     map[uuid.UUID][]chan<- contact.Decision // by event; each holds one
	subscribers []*subscriber
}

// subscriber is a part of the process that hears what happens. Its functions do not block.
type subscriber struct {
	// decided hears what Publish is given.
	decided func(channelID, key string, decisions []contact.Decision, more bool)
	// awaited has an event decided for which a caller waits; nil in all but a dispatcher.
	awaited func(ledger.Recorded, contact.Event)
}

// NewHub returns the hub of a process.
func NewHub() *Hub {
	return &Hub{woken: make(chan struct{}, 1), leads: make(chan struct{}, 1), waiting: map[uuid.UUID][]chan<- contact.Decision{}}
}

// subscribe has a part of the process hear what happens, until it calls end.
func (h *Hub) subscribe(s subscriber) (end func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	// A copy, since Publish goes through the list without the lock.
	h.subscribers = append(slices.Clone(h.subscribers), &s)
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.subscribers = slices.DeleteFunc(slices.Clone(h.subscribers), func(other *subscriber) bool { return other == &s })
	}
}

// Publish takes what a run in this process has decided, once that is committed, and
// whether more is pending for its key. It does not block. A step that is repeated may
// publish a decision again.
func (h *Hub) Publish(channelID, key string, decisions []contact.Decision, more bool) {
	for _, s := range h.notifyCallers(decisions) {
		s.decided(channelID, key, decisions, more)
	}
}

// notifyCallers gives everybody who waits for one of the decisions that decision, and
// returns who else is to hear them.
func (h *Hub) notifyCallers(decisions []contact.Decision) []*subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, decision := range decisions {
		for _, one := range h.waiting[decision.EventID] {
			select {
			case one <- decision:
			default: // it has the decision already
			}
		}
	}
	return h.subscribers
}

// Await has this process's dispatcher see to it that a recorded event is decided
// before what nobody waits for. It returns where the decision arrives if it is made in
// this process, and what ends the waiting. ok is false, and nobody waits, if no
// dispatcher runs here.
func (h *Hub) Await(r ledger.Recorded, ev contact.Event) (decided <-chan contact.Decision, forget func(), ok bool) {
	one := make(chan contact.Decision, 1)
	dispatcher := h.wait(r.ID, one) // first, since the decision may come at once
	if dispatcher == nil {
		return nil, nil, false
	}
	dispatcher.awaited(r, ev)
	return one, func() { h.forget(r.ID, one) }, true
}

// wait notes where a caller waits for the decision of an event, and returns the
// dispatcher. If there is none it notes nothing, and returns nil.
func (h *Hub) wait(eventID uuid.UUID, one chan<- contact.Decision) *subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.subscribers, func(s *subscriber) bool { return s.awaited != nil })
	if i < 0 {
		return nil
	}
	h.waiting[eventID] = append(h.waiting[eventID], one)
	return h.subscribers[i]
}

func (h *Hub) forget(eventID uuid.UUID, one chan<- contact.Decision) {
	h.mu.Lock()
	defer h.mu.Unlock()
	left := slices.DeleteFunc(h.waiting[eventID], func(other chan<- contact.Decision) bool { return other == one })
	if h.waiting[eventID] = left; len(left) == 0 {
		delete(h.waiting, eventID)
	}
}

// awaits reports whether a caller waits for an event's decision.
func (h *Hub) awaits(eventID uuid.UUID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.waiting[eventID]) > 0
}

// Wake has this process's dispatcher look for all that is due, at once. It does not
// block; any number of wake-ups before the look are one.
func (h *Hub) Wake() { h.wakeFor("") }

// WakeLeads has this process's sweeper start the workflows of leads, at once. It does
// not block.
func (h *Hub) WakeLeads() { notify(h.leads) }

// wakeFor has the dispatcher look for what is due of a channel's live events.
func (h *Hub) wakeFor(channelID string) {
	h.mu.Lock()
	if h.arrivals == nil {
		h.arrivals = map[string]bool{}
	}
	h.arrivals[channelID] = true
	h.mu.Unlock()
	notify(h.woken)
}

// arrived returns the channels of which something has been recorded since it was last
// called.
func (h *Hub) arrived() (channels map[string]bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	channels, h.arrivals = h.arrivals, nil
	return channels
}

// notify leaves a token in a channel that holds one, unless one is there.
func notify(token chan struct{}) {
	select {
	case token <- struct{}{}:
	default:
	}
}
