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
func (d *Dispatcher) decide(ctx context.Context, r store.Recorded, ev contact.Event) (contact.Decision, error) {
	told, forget := d.callers.wait(r.ID)
	defer forget()
	if r.Lease != nil {
		lease := *r.Lease
		lease.Due = []store.Due{{EventID: r.ID, Source: string(ev.Source)}}
		d.enqueue(lease)
	} else { // whoever has the key gets the event
		d.hurry(target{r.ChannelID, ev.Facts.Key()}, awaited)
		d.recorder.Wake()
	}
	for every := readFirst; ; every = min(2*every, readAtMost) {
		select {
		case decision := <-told:
			return decision, nil
		case <-ctx.Done():
			return contact.Decision{}, context.Cause(ctx)
		case <-time.After(every):
		}
		decision, err := d.recorder.store.Decision(ctx, r.ID)
		if err == nil && decision.Kind != contact.Pending {
			return decision, nil
		}
	}
}

// How often the ledger is read for a caller whose event is not decided in this
// process, or was before it waited.
const (
	readFirst  = 25 * time.Millisecond
	readAtMost = 400 * time.Millisecond
)

// enqueue puts a leased key into the queue of those that a caller waits for.
func (d *Dispatcher) enqueue(l store.Lease) {
	d.mu.Lock()
	d.came(l.ChannelID)
	d.put(awaited, leased{l, time.Now()})
	d.mu.Unlock()
	notify(d.freed)
}

// hurry brings a key that this process has leased before forward: something has
// come for it that belongs to the given priority.
func (d *Dispatcher) hurry(t target, l priority) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f, found := d.inFlight[t]; found {
		f.more = true
		return
	}
	for slower := l + 1; slower < priority(priorities); slower++ {
		if one, found := d.ready[slower].take(t); found {
			d.ready[l].push(one)
			notify(d.freed)
			return
		}
	}
	for _, e := range d.ended {
		if e.ChannelID == t.channel && e.Key == t.key {
			d.urgent = true
			notify(d.freed)
			return
		}
	}
}

// callers are those who wait for decisions.
type callers struct {
	mu      sync.Mutex
	waiting map[uuid.UUID][]chan contact.Decision // by event; each holds one
}

// wait returns where the decision of an event arrives, and what ends that.
func (c *callers) wait(eventID uuid.UUID) (told <-chan contact.Decision, forget func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := make(chan contact.Decision, 1)
	c.waiting[eventID] = append(c.waiting[eventID], one)
	return one, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		left := slices.DeleteFunc(c.waiting[eventID], func(other chan contact.Decision) bool { return other == one })
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

// notify lets everybody who waits for one of the decisions know.
func (c *callers) notify(decisions []contact.Decision) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, decision := range decisions {
		for _, one := range c.waiting[decision.EventID] {
			select {
			case one <- decision:
			default: // it was told before
			}
		}
	}
}
