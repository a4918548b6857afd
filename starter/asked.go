package starter

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// decide delivers what a caller has recorded and waits for, before what nobody
// waits for, and returns its decision. A run in this process tells it by itself;
// for one elsewhere the ledger is read every now and then.
func (d *Dispatcher) decide(ctx context.Context, due store.Due) (store.Outcome, error) {
	told, forget := d.callers.wait(due.EventID)
	defer forget()
	d.ask(due)
	for every := readFirst; ; every = min(2*every, readAtMost) {
		select {
		case outcome := <-told:
			return outcome, nil
		case <-ctx.Done():
			return store.Outcome{}, context.Cause(ctx)
		case <-time.After(every):
		}
		outcome, err := d.door.store.Outcome(ctx, due.EventID)
		if err == nil && outcome.Decision != contact.Owed {
			return outcome, nil
		}
	}
}

// How often the ledger is read for a caller whose event is not decided in this
// process, or was before it waited.
const (
	readFirst  = 25 * time.Millisecond
	readAtMost = 400 * time.Millisecond
)

// ask puts a debt that is leased already into the queue of those that a caller
// waits for.
func (d *Dispatcher) ask(due store.Due) {
	d.mu.Lock()
	d.busy = time.Now()
	d.ready[asked] = append(d.ready[asked], []store.Due{due})
	d.mu.Unlock()
	notify(d.freed)
}

// callers are those who wait for decisions.
type callers struct {
	mu      sync.Mutex
	waiting map[uuid.UUID][]chan store.Outcome // by event; each holds one
}

// wait returns where the decision of an event arrives, and what ends that.
func (c *callers) wait(eventID uuid.UUID) (told <-chan store.Outcome, forget func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := make(chan store.Outcome, 1)
	c.waiting[eventID] = append(c.waiting[eventID], one)
	return one, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		left := slices.DeleteFunc(c.waiting[eventID], func(other chan store.Outcome) bool { return other == one })
		if c.waiting[eventID] = left; len(left) == 0 {
			delete(c.waiting, eventID)
		}
	}
}

// awaits reports whether somebody waits for an event's decision.
func (c *callers) awaits(eventID uuid.UUID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waiting[eventID]) > 0
}

// tell lets everybody who waits for one of the decisions know.
func (c *callers) tell(outcomes []store.Outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, outcome := range outcomes {
		for _, one := range c.waiting[outcome.EventID] {
			select {
			case one <- outcome:
			default: // it was told before
			}
		}
	}
}
