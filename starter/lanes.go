package starter

import (
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// lane is a queue for slots. The first that has something waiting and may take
// a slot goes first.
type lane int

const (
	asked lane = iota // a caller waits for the decision
	live
	bulk
	lanes int = iota
)

func laneOf(class contact.Class) lane {
	if class == contact.Bulk {
		return bulk
	}
	return live
}

// board takes a slot for the key that has waited longest in the first lane that
// may have one. What waits for a key that is on its way goes along with that. It
// returns nil if nothing waits or no slot is free.
func (d *Dispatcher) board(slots int) (*flight, []store.Due) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.taken() < slots {
		l, found := d.first(slots)
		if !found {
			break
		}
		due := d.ready[l][0]
		d.ready[l] = d.ready[l][1:]
		t := targetOf(due[0])
		if f, flying := d.flights[t]; flying {
			f.waiting = append(f.waiting, due...)
			continue
		}
		f := &flight{target: t, lane: l, decided: make(chan struct{}, 1)}
		d.flights[t] = f
		d.running[l]++
		d.last = l
		return f, due
	}
	return nil, nil
}

// first is the first lane in which a key waits and may have one of the slots.
func (d *Dispatcher) first(slots int) (l lane, found bool) {
	for l := range lane(lanes) {
		if l == asked && slots == 1 && d.last == asked && len(d.ready[live]) > 0 {
			continue // a single slot cannot be shared but in turns
		}
		if len(d.ready[l]) > 0 && d.running[l] < d.share(l, slots) {
			return l, true
		}
	}
	return 0, false
}

// taken is how many slots are.
func (d *Dispatcher) taken() int {
	n := 0
	for _, running := range d.running {
		n += running
	}
	return n
}

// Bulk events are decided some at a time, and very few while a live event has
// come within the last moment: an import must not slow live chat. A few are
// enough to keep a server busy; more would only wait for each other.
const (
	bulkMinimum = 1
	quiet       = time.Second
)

// share is how many of the slots a lane may have. Callers who wait go first, but
// not so that nobody else is heard.
func (d *Dispatcher) share(l lane, slots int) int {
	switch {
	case l == live:
		return slots
	case l == asked:
		return max(slots/2, 1)
	case time.Since(d.busy) < quiet:
		return bulkMinimum
	}
	return max(d.settings.Slots/4, 1)
}

// Deliveries tells how many keys are on their way, and how many can be woken at
// once.
func (d *Dispatcher) Deliveries() (running, slots int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.taken(), d.settings.Slots
}
