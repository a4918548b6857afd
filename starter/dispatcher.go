package starter

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// Settings of a dispatcher.
type Settings struct {
	// Lease is how long a key that this process dispatches stays out of other
	// dispatchers' reach, unless it is released before. It is well above the
	// deadline of a wake-up.
	Lease time.Duration
	// Slots bounds how many keys are being decided at once. What a server is given
	// beyond what it works on only waits there, and makes it slower.
	Slots int
}

// pollEvery is how often a dispatcher looks for what other processes recorded.
const pollEvery = 200 * time.Millisecond

// Dispatcher leases what is due and wakes the workflows that decide it. It runs
// in every process that has a worker: a start is eager only where a worker
// shares its client.
type Dispatcher struct {
	ledger   *ledger.Ledger
	starter  *Starter
	hub      *Hub
	settings Settings
	log      *slog.Logger
	freed    chan struct{} // holds a token when a slot has become free
	look     [2]bool       // whether something of a priority may be due
	wide     [2]bool       // whether, while something of it waits, another channel's may be
	turn     [2]string     // the channel of a priority that had the last turn
	looked   atomic.Int64  // when a look at what is due was last completed; 0: it does not run

	mu         sync.Mutex
	busy       time.Time            // when live events last came
	heard      map[string]time.Time // and of which channels
	ready      [priorities]line     // leased, and waiting for a slot
	running    [priorities]int      // slots that are taken
	inFlightOf map[string]int       // of them by each channel, those of imports aside
	begun      map[string]time.Time // when a channel last took one of those
	pace       pacer                // of channels that share
	last       priority             // which took the latest
	inFlight   map[target]*inFlight
	ended      []ledger.Ended // leases that are to be released
	urgent     bool           // at once
	failing    bool           // the last try to do that failed
	tidied     time.Time      // when that was last done
	wg         sync.WaitGroup
}

// target is a key whose workflow is woken.
type target struct{ channel, key string }

// NewDispatcher returns a dispatcher that the hub wakes.
func NewDispatcher(l *ledger.Ledger, starter *Starter, hub *Hub, settings Settings, log *slog.Logger) *Dispatcher {
	return &Dispatcher{
		ledger: l, starter: starter, hub: hub, settings: settings, log: log, freed: make(chan struct{}, 1), last: live,
		inFlight: map[target]*inFlight{}, inFlightOf: map[string]int{}, heard: map[string]time.Time{}, begun: map[string]time.Time{},
	}
}

// Run dispatches until ctx ends, then finishes what is under way and gives back
// what it has leased.
func (d *Dispatcher) Run(ctx context.Context) {
	// Dispatching and leasing outlive ctx: they have deadlines of their own. A look or a
	// release that is cut off may have been done all the same, and nobody would know.
	work := context.WithoutCancel(ctx)
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	d.looked.Store(time.Now().UnixNano())
	defer d.looked.Store(0)
	defer d.hub.subscribe(subscriber{decided: d.decided, awaited: d.awaited})()
	d.lookForAll()
	for ctx.Err() == nil {
		slots := d.slots(ctx)
		looked := d.fetch(work, contact.Live) && d.fetch(work, contact.Bulk)
		if d.tidy(work) && looked {
			d.launch(work, slots)
		} else {
			sleep(ctx, time.Second) // the database is unavailable
		}
		if d.hasCapacity() {
			continue
		}
		select {
		case <-ctx.Done():
		case <-d.freed:
		case <-d.untidy():
		case <-d.hub.woken:
			d.lookFor(d.hub.arrived())
		case <-poll.C:
			d.lookForAll()
		}
	}
	d.giveBack(work, 0)
	d.wg.Wait()
	d.giveBack(work, 0) // what was under way
}

// lookForAll has both classes looked for.
func (d *Dispatcher) lookForAll() { d.look, d.wide = [2]bool{true, true}, [2]bool{true, true} }

// lookFor has live events of some channels looked for.
func (d *Dispatcher) lookFor(channels map[string]bool) {
	if channels[""] {
		d.lookForAll()
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for channel := range channels {
		d.look[contact.Live] = true
		d.wide[contact.Live] = d.wide[contact.Live] || !d.ready[live].has(channel)
	}
}

// congestedSlots is how many keys are in flight at once while callers queue up:
// acknowledging comes first, what is acknowledged cannot be lost.
const congestedSlots = 2

// slots is how many keys may be in flight at once. While Temporal is unavailable that
// is one, which probes, and what is leased beside it is given back.
func (d *Dispatcher) slots(ctx context.Context) int {
	wait, unavailable := d.starter.breaker.open()
	switch {
	case !unavailable && d.hub.congestion.lasts():
		return min(congestedSlots, d.settings.Slots)
	case !unavailable:
		return d.settings.Slots
	}
	d.giveBack(context.WithoutCancel(ctx), soon)
	sleep(ctx, wait)
	d.lookForAll()
	return 1
}

// fetch leases what is due of a priority, and releases what has ended. While some of
// the priority waits for a slot it only looks for other channels. It takes as much as
// there are slots, so that a long queue costs a statement for dozens of keys. It
// reports false if the database is unavailable.
func (d *Dispatcher) fetch(ctx context.Context, priority contact.Priority) bool {
	w, want := d.wanted(priority)
	if !want {
		return true
	}
	got, err := d.ledger.Acquire(ctx, w)
	if err != nil {
		d.log.WarnContext(ctx, "cannot lease what is due; trying again", "error", err)
		d.keep(w.Ended)
		return false
	}
	d.looked.Store(time.Now().UnixNano())
	d.look[priority], d.wide[priority], d.turn[priority] = got.Full || len(w.Except) > 0, false, got.Last
	d.released(got.Released)
	d.place(priorityOf(priority), got.Leases)
	for _, held := range got.Held {
		d.hurry(target{held.ChannelID, held.Key}, priorityOf(priority))
	}
	return true
}

// LastLook tells when the dispatcher last completed a look at what is due, or
// began. It is zero while the dispatcher does not run.
func (d *Dispatcher) LastLook() time.Time {
	at := d.looked.Load()
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(0, at)
}

// wanted says what to look for of a priority, if anything.
func (d *Dispatcher) wanted(priority contact.Priority) (w ledger.Wanted, want bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := &d.ready[priorityOf(priority)]
	if !d.look[priority] || !waiting.empty() && !d.wide[priority] {
		return w, false
	}
	w = ledger.Wanted{
		Priority: priority, Limit: d.settings.Slots, Lease: d.settings.Lease, After: d.turn[priority],
		Except: slices.Clone(waiting.turns),
	}
	if !d.failing { // else they are released by themselves, so that neither keeps the other
		w.Ended = d.takeEnded()
	}
	if priority == contact.Bulk { // a few only: a message of one of these people waits for them
		w.Limit = min(bulkAhead*d.share(bulk, d.settings.Slots), w.Limit)
	}
	if _, unavailable := d.starter.breaker.open(); unavailable {
		w.Limit = 1
	}
	return w, true
}

// place puts leased keys where they wait for a slot.
func (d *Dispatcher) place(l priority, leases []ledger.Lease) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, lease := range leases {
		priority := l
		for _, due := range lease.Due {
			if d.hub.awaits(due.EventID) {
				priority = awaited
			}
		}
		if priority != bulk {
			d.came(lease.ChannelID)
		}
		d.put(priority, leased{lease, time.Now()})
	}
}

// put puts a key in line. One that this process has on its way, or in line, has
// been leased for so long that its lease ran out: the new one takes its place.
func (d *Dispatcher) put(l priority, one leased) {
	if f, found := d.inFlight[one.target()]; found {
		f.leased, f.more = one, true
		return
	}
	for i := range d.ready {
		if _, found := d.ready[i].take(one.target()); found {
			l = min(l, priority(i))
		}
	}
	d.ready[l].push(one)
}

// came notes that something of a channel has come that is no import's.
func (d *Dispatcher) came(channel string) {
	d.busy = time.Now()
	d.heard[channel] = d.busy
}

// hasCapacity reports whether there is room for more that is probably due.
func (d *Dispatcher) hasCapacity() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look[contact.Live] && d.ready[live].empty() && d.taken() < d.settings.Slots ||
		d.look[contact.Bulk] && d.ready[bulk].empty() && d.running[bulk] < d.share(bulk, d.settings.Slots)
}

// launch dispatches the keys that wait, as long as there are slots.
func (d *Dispatcher) launch(work context.Context, slots int) {
	for {
		f := d.acquire(slots)
		if f == nil {
			return
		}
		d.wg.Go(func() { d.dispatch(work, f) })
	}
}

func sleep(ctx context.Context, t time.Duration) {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
