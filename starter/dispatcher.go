package starter

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Settings of a dispatcher.
type Settings struct {
	// Lease is how long a key that this process dispatches stays out of other
	// dispatchers' reach, unless it is released before. It is well above the
	// deadline of a delivery.
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
	door     *Door
	settings Settings
	log      *slog.Logger
	freed    chan struct{} // holds a token when a slot has become free
	look     [2]bool       // whether something of a class may be due
	wide     [2]bool       // whether, while something of it waits, another channel's may be
	turn     [2]string     // the channel of a class that had the last turn
	callers  callers
	erased   chan struct{} // holds a token when somebody was deleted
	looked   atomic.Int64  // when a look at what is due was last completed; 0: it does not run

	mu      sync.Mutex
	busy    time.Time            // when live events last came
	heard   map[string]time.Time // and of which channels
	ready   [lanes]line          // leased, and waiting for a slot
	running [lanes]int           // slots that are taken
	flying  map[string]int       // of them by each channel, those of imports aside
	pace    pacer                // of channels that share
	last    lane                 // which took the latest
	flights map[target]*flight
	ended   []store.Ended // leases that are to be released
	urgent  bool          // at once
	failing bool          // the last try to do that failed
	tidied  time.Time     // when that was last done
	wg      sync.WaitGroup
}

// target is what a delivery wakes.
type target struct{ channel, key string }

// NewDispatcher returns a dispatcher for what the door records.
func NewDispatcher(d *Door, s Settings) *Dispatcher {
	return &Dispatcher{
		door: d, settings: s, log: d.log, freed: make(chan struct{}, 1), erased: make(chan struct{}, 1),
		flights: map[target]*flight{}, flying: map[string]int{}, heard: map[string]time.Time{}, last: live, callers: callers{waiting: map[uuid.UUID][]chan store.Outcome{}},
	}
}

// Run delivers until ctx ends, then finishes what is under way and gives back
// what it has leased.
func (d *Dispatcher) Run(ctx context.Context) {
	// Deliveries outlive ctx: they have a deadline of their own.
	work := context.WithoutCancel(ctx)
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	d.wg.Go(func() { d.sweeping(ctx) })
	d.wg.Go(func() { d.erasing(ctx) })
	d.looked.Store(time.Now().UnixNano())
	defer d.looked.Store(0)
	d.door.dispatcher.Store(d)
	defer d.door.dispatcher.Store(nil)
	d.lookForAll()
	for ctx.Err() == nil {
		slots := d.slots(ctx)
		looked := d.fetch(ctx, contact.Live) && d.fetch(ctx, contact.Bulk)
		if d.tidy(ctx) && looked {
			d.launch(work, slots)
		} else {
			sleep(ctx, time.Second) // the database is away
		}
		if d.hungry() {
			continue
		}
		select {
		case <-ctx.Done():
		case <-d.freed:
		case <-d.untidy():
		case <-d.door.recorded:
			d.lookFor(d.door.arrivals.take())
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

// sweeping looks every now and then for what nobody was woken for. It goes on
// beside the deliveries, which wait for nothing that it does.
func (d *Dispatcher) sweeping(ctx context.Context) {
	for ctx.Err() == nil {
		d.sweep(ctx)
		sleep(ctx, sweepEvery)
	}
}

func (d *Dispatcher) sweep(ctx context.Context) {
	if err := d.door.SweepUnknownChannels(ctx); err != nil && !store.Unavailable(err) {
		d.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := d.door.store.PurgeKeys(ctx); err != nil && !store.Unavailable(err) {
		d.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := d.door.store.SweepLeases(ctx); err != nil && !store.Unavailable(err) {
		d.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if _, away := d.door.breaker.open(); away {
		return
	}
	if err := d.door.startForgotten(ctx); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "cannot start an import; trying again", "error", err)
	}
}

// rushSlots is how many keys are delivered at once while callers queue up:
// acknowledging comes first, what is acknowledged cannot be lost.
const rushSlots = 2

// slots is how many keys may be delivered at once. While Temporal is away that
// is one, which probes, and what is leased beside it is given back.
func (d *Dispatcher) slots(ctx context.Context) int {
	wait, away := d.door.breaker.open()
	switch {
	case !away && d.door.gatherer.rush():
		return min(rushSlots, d.settings.Slots)
	case !away:
		return d.settings.Slots
	}
	d.giveBack(ctx, soon)
	sleep(ctx, wait)
	d.lookForAll()
	return 1
}

// fetch leases what is due of a class, and releases what has ended. While some of
// the class waits for a slot it only looks for other channels. It takes as much as
// there are slots, so that a long queue costs a statement for dozens of keys. It
// reports false if the database is away.
func (d *Dispatcher) fetch(ctx context.Context, class contact.Class) bool {
	w, want := d.wanted(class)
	if !want {
		return true
	}
	got, err := d.door.store.Acquire(ctx, w)
	if err != nil {
		if ctx.Err() == nil {
			d.log.WarnContext(ctx, "cannot lease what is due; trying again", "error", err)
		}
		d.keep(w.Ended)
		return false
	}
	d.looked.Store(time.Now().UnixNano())
	d.look[class], d.wide[class], d.turn[class] = got.Full || len(w.Except) > 0, false, got.Last
	if got.Woken {
		d.lookForAll()
	}
	d.place(laneOf(class), got.Leases)
	for _, held := range got.Held {
		d.hurry(target{held.ChannelID, held.Key}, laneOf(class))
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

// wanted says what to look for of a class, if anything.
func (d *Dispatcher) wanted(class contact.Class) (w store.Wanted, want bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := &d.ready[laneOf(class)]
	if !d.look[class] || !waiting.empty() && !d.wide[class] {
		return w, false
	}
	w = store.Wanted{
		Class: class, Limit: d.settings.Slots, Lease: d.settings.Lease, After: d.turn[class],
		Except: slices.Clone(waiting.turns),
	}
	if !d.failing { // else they are released by themselves, so that neither keeps the other
		w.Ended = d.takeEnded()
	}
	if class == contact.Bulk { // a few only: a message of one of these people waits for them
		w.Limit = min(bulkAhead*d.share(bulk, d.settings.Slots), w.Limit)
	}
	if _, away := d.door.breaker.open(); away {
		w.Limit = 1
	}
	return w, true
}

// place puts leased keys where they wait for a slot.
func (d *Dispatcher) place(l lane, leases []store.Lease) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, lease := range leases {
		lane := l
		for _, due := range lease.Due {
			if d.callers.awaits(due.EventID) {
				lane = asked
			}
		}
		if lane != bulk {
			d.came(lease.ChannelID)
		}
		d.put(lane, leased{lease, time.Now()})
	}
}

// put puts a key in line. One that this process has on its way, or in line, has
// been leased for so long that its lease ran out: the new one takes its place.
func (d *Dispatcher) put(l lane, one leased) {
	if f, flying := d.flights[one.target()]; flying {
		f.leased, f.more = one, true
		return
	}
	for i := range d.ready {
		if _, found := d.ready[i].take(one.target()); found {
			l = min(l, lane(i))
		}
	}
	d.ready[l].push(one)
}

// came notes that something of a channel has come that is no import's.
func (d *Dispatcher) came(channel string) {
	d.busy = time.Now()
	d.heard[channel] = d.busy
}

// hungry reports whether there is room for more that is probably due.
func (d *Dispatcher) hungry() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look[contact.Live] && d.ready[live].empty() && d.taken() < d.settings.Slots ||
		d.look[contact.Bulk] && d.ready[bulk].empty() && d.running[bulk] < d.share(bulk, d.settings.Slots)
}

// launch starts a delivery for each key that waits, as long as there are slots.
func (d *Dispatcher) launch(work context.Context, slots int) {
	for {
		f := d.board(slots)
		if f == nil {
			return
		}
		d.wg.Go(func() { d.fly(work, f) })
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
