package starter

import (
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// priority orders who gets a slot. The first that has something waiting and may take
// a slot goes first.
type priority int

const (
	awaited priority = iota // a caller waits for the decision
	live
	bulk
	priorities int = iota
)

func priorityOf(priority contact.Priority) priority {
	if priority == contact.Bulk {
		return bulk
	}
	return live
}

// acquire takes a slot for the key that has waited longest at the first priority that
// may have one. It returns nil if nothing waits or no slot is free.
func (d *Dispatcher) acquire(slots int) *inFlight {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.taken() < slots {
		l, place, found := d.first(slots)
		if !found {
			break
		}
		one := d.ready[l].pop(place)
		if d.settings.Lease > 0 && time.Since(one.since) > d.settings.Lease {
			d.ended = append(d.ended, ledger.Ended{Lease: one.Lease}) // somebody else may have it by now
			continue
		}
		f := &inFlight{leased: one, first: one.Lease, priority: l, decided: make(chan struct{}, 1), progress: make(chan struct{}, 1)}
		d.inFlight[one.target()] = f
		d.running[l]++
		if l != bulk {
			d.inFlightOf[one.ChannelID]++
			d.begun[one.ChannelID] = time.Now()
		}
		d.last = l
		return f
	}
	return nil
}

// first is the first priority at which a key waits that may have one of the slots, and
// whose turn it is there.
func (d *Dispatcher) first(slots int) (l priority, place int, found bool) {
	for l := range priority(priorities) {
		if l == awaited && slots == 1 && d.last == awaited && !d.ready[live].empty() {
			continue // a single slot cannot be shared but in turns
		}
		if d.running[l] >= d.share(l, slots) {
			continue
		}
		may := func(string) bool { return true }
		if l != bulk {
			may = func(channel string) bool {
				if l == live && d.givesWay(channel) {
					return false
				}
				return d.inFlightOf[channel] < d.channelShare(channel, slots)
			}
		}
		if place, found := d.ready[l].next(may); found {
			return l, place, true
		}
	}
	return 0, 0, false
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
	bulkAhead   = 4 // times as many keys are leased
)

// share is how many of the slots a priority may have. Callers who wait go first, but
// not so that nobody else is heard.
func (d *Dispatcher) share(l priority, slots int) int {
	switch {
	case l == live:
		return slots
	case l == awaited:
		return max(slots/2, 1)
	case time.Since(d.busy) < quiet:
		return bulkMinimum
	}
	return max(d.settings.Slots/4, 1)
}

const (
	behind  = 4                     // keys that wait of a channel which has a backlog
	giveWay = 50 * time.Millisecond // that it waits for others at most, between two of its keys
)

// givesWay reports whether a channel that has a backlog begins nothing for now, since one
// that has none is being served: somebody waits for that answer, and the backlog hardly
// gets longer.
func (d *Dispatcher) givesWay(channel string) bool {
	if len(d.ready[live].waiting[channel]) < behind || time.Since(d.begun[channel]) >= giveWay {
		return false
	}
	for other := range d.inFlightOf {
		// One whose key has been in flight for longer is held up itself.
		if other != channel && !d.ready[live].has(other) && time.Since(d.heard[other]) < livePatience {
			return true
		}
	}
	return false
}

// channelShare is how many of the slots a channel may have: all of them if it is
// alone. While another one is heard of, too, it leaves room: a server that works at
// dozens of keys answers each as much later, whosever it is.
func (d *Dispatcher) channelShare(channel string, slots int) int {
	for other, at := range d.heard {
		switch {
		case time.Since(at) >= quiet:
			delete(d.heard, other)
		case other != channel:
			return d.pace.slots(slots)
		}
	}
	return slots
}

// InFlight tells how many keys are in flight, and how many can be at once.
func (d *Dispatcher) InFlight() (keys, slots int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.taken(), d.settings.Slots
}
