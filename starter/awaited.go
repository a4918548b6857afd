package starter

import (
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// awaited has an event dispatched that a caller has recorded and waits for, before what
// nobody waits for.
func (d *Dispatcher) awaited(r ledger.Recorded, ev contact.Event) {
	if r.Lease == nil { // whoever has leased the key gets the event
		d.hurry(target{r.ChannelID, ev.Facts.Key()}, awaited)
		d.hub.Wake()
		return
	}
	lease := *r.Lease
	lease.Due = []ledger.Due{{EventID: r.ID, Source: string(ev.Source)}}
	d.enqueue(lease)
}

// enqueue puts a leased key into the queue of those that a caller waits for.
func (d *Dispatcher) enqueue(l ledger.Lease) {
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
