package starter

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Settings of a dispatcher.
type Settings struct {
	// Lease is how long a claimed debt stays out of other dispatchers' sight. It
	// is well above the deadline of a delivery.
	Lease time.Duration
	// Slots bounds how many keys are being decided at once. What a server is given
	// beyond what it works on only waits there, and makes it slower.
	Slots int
}

// pollEvery is how often a dispatcher looks for what other processes recorded.
const pollEvery = 200 * time.Millisecond

// Dispatcher claims what is due and wakes the workflows that decide it. It runs
// in every process that has a worker: a start is eager only where a worker
// shares its client.
type Dispatcher struct {
	door     *Door
	settings Settings
	log      *slog.Logger
	breaker  breaker
	freed    chan struct{} // holds a token when a slot has become free
	look     [2]bool       // whether something of a class may be due
	callers  callers
	erased   chan struct{} // holds a token when somebody was deleted
	looked   atomic.Int64  // when a look at what is due was last completed; 0: it does not run

	mu      sync.Mutex
	busy    time.Time            // when live events last came
	ready   [lanes][][]store.Due // claimed, by key, and waiting for a slot
	running [lanes]int           // slots that are taken
	last    lane                 // which took the latest
	flights map[target]*flight
	wg      sync.WaitGroup
}

// target is what a delivery wakes.
type target struct{ channel, key string }

// NewDispatcher returns a dispatcher for what the door records.
func NewDispatcher(d *Door, s Settings) *Dispatcher {
	return &Dispatcher{
		door: d, settings: s, log: d.log, freed: make(chan struct{}, 1), erased: make(chan struct{}, 1),
		flights: map[target]*flight{}, last: live, callers: callers{waiting: map[uuid.UUID][]chan store.Outcome{}},
	}
}

// Run delivers until ctx ends, then finishes what is under way and gives back
// what it has claimed.
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
	d.look = [2]bool{true, true}
	for ctx.Err() == nil {
		slots := d.slots(ctx)
		if d.fetch(ctx, contact.Live) && d.fetch(ctx, contact.Bulk) {
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
		case <-d.door.recorded:
			d.look = [2]bool{true, true}
		case <-poll.C:
			d.look = [2]bool{true, true}
		}
	}
	d.giveBack(work, 0)
	d.wg.Wait()
	d.giveBack(work, 0) // what those under way could not take along
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
	if _, away := d.breaker.open(); away {
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
// is one, which probes, and what is claimed beside it is given back.
func (d *Dispatcher) slots(ctx context.Context) int {
	wait, away := d.breaker.open()
	switch {
	case !away && d.door.gatherer.rush():
		return min(rushSlots, d.settings.Slots)
	case !away:
		return d.settings.Slots
	}
	d.giveBack(ctx, soon)
	sleep(ctx, wait)
	d.look = [2]bool{true, true}
	return 1
}

// fetch claims what is due of a class, unless some waits for a slot already. It
// takes as much as there are slots, so that a long queue costs a statement for
// dozens of keys. It reports false if the database is away.
func (d *Dispatcher) fetch(ctx context.Context, class contact.Class) bool {
	if !d.look[class] || d.waiting(class) {
		return true
	}
	limit := d.settings.Slots
	if _, away := d.breaker.open(); away {
		limit = 1
	}
	due, err := d.door.store.Claim(ctx, class, limit, d.settings.Lease)
	if err != nil {
		if ctx.Err() == nil {
			d.log.WarnContext(ctx, "cannot claim what is due; trying again", "error", err)
		}
		return false
	}
	d.looked.Store(time.Now().UnixNano())
	d.look[class] = len(due) == limit
	d.mu.Lock()
	defer d.mu.Unlock()
	if class == contact.Live && len(due) > 0 {
		d.busy = time.Now()
	}
	l := laneOf(class)
	d.ready[l] = append(d.ready[l], group(due)...)
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

func (d *Dispatcher) waiting(class contact.Class) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ready[laneOf(class)]) > 0
}

// hungry reports whether there is room for more that is probably due.
func (d *Dispatcher) hungry() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look[contact.Live] && len(d.ready[live]) == 0 && d.taken() < d.settings.Slots ||
		d.look[contact.Bulk] && len(d.ready[bulk]) == 0 && d.running[bulk] < d.share(bulk, d.settings.Slots)
}

// launch starts a delivery for each key that waits, as long as there are slots.
func (d *Dispatcher) launch(work context.Context, slots int) {
	for {
		f, due := d.board(slots)
		if f == nil {
			return
		}
		d.wg.Go(func() { d.fly(work, f, due) })
	}
}

// giveBack lets go of what is claimed and waits for a slot: it is due again
// after the given time.
func (d *Dispatcher) giveBack(ctx context.Context, after time.Duration) {
	d.mu.Lock()
	var due []store.Due
	for l := range d.ready {
		for _, one := range d.ready[l] {
			due = append(due, one...)
		}
		d.ready[l] = nil
	}
	d.mu.Unlock()
	if len(due) > 0 {
		d.postpone(ctx, due, after)
	}
}

// group gathers debts by key, in the order in which each key is first due.
func group(due []store.Due) [][]store.Due {
	var groups [][]store.Due
	index := make(map[target]int, len(due))
	for _, one := range due {
		t := targetOf(one)
		i, ok := index[t]
		if !ok {
			i = len(groups)
			index[t] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], one)
	}
	return groups
}

func targetOf(d store.Due) target { return target{d.ChannelID, d.Key} }

func sleep(ctx context.Context, t time.Duration) {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
