package starter

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Settings of a dispatcher.
type Settings struct {
	// Lease is how long a claimed debt stays out of other dispatchers' sight. It
	// is well above the deadline of a delivery.
	Lease time.Duration
	// Poll is how often it looks for what other processes recorded.
	Poll time.Duration
	// Slots bounds how many keys are delivered at once.
	Slots int
}

// DefaultSettings are those of a serving process.
var DefaultSettings = Settings{Lease: 10 * time.Second, Poll: 200 * time.Millisecond, Slots: 48}

// Dispatcher claims what is due and wakes the workflows that decide it. It runs
// in every process that has a worker: a start is eager only where a worker
// shares its client.
type Dispatcher struct {
	door     *Door
	settings Settings
	log      *slog.Logger

	slots   chan struct{}
	breaker breaker
	bulk    atomic.Int64 // slots that bulk deliveries hold
	busy    time.Time    // when live events were last claimed

	mu      sync.Mutex
	flights map[target][]store.Due // keys being delivered, with what was claimed for them meanwhile
	wg      sync.WaitGroup
}

// target is what a delivery wakes.
type target struct{ channel, key string }

// NewDispatcher returns a dispatcher for what the door records.
func NewDispatcher(d *Door, s Settings) *Dispatcher {
	return &Dispatcher{
		door: d, settings: s, log: d.log,
		slots:   make(chan struct{}, s.Slots),
		flights: map[target][]store.Due{},
	}
}

// Run delivers until ctx ends, then finishes what is under way and gives back
// what it has claimed.
func (d *Dispatcher) Run(ctx context.Context) {
	// Deliveries outlive ctx: they have a deadline of their own.
	work := context.WithoutCancel(ctx)
	poll := time.NewTicker(d.settings.Poll)
	defer poll.Stop()
	swept := time.Time{}
	for ctx.Err() == nil {
		if time.Since(swept) > sweepEvery {
			swept = time.Now()
			d.sweep(ctx)
		}
		if d.claim(ctx, work) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-d.door.recorded:
		case <-poll.C:
		}
	}
	d.wg.Wait()
}

func (d *Dispatcher) sweep(ctx context.Context) {
	if err := d.door.SweepUnknownChannels(ctx); err != nil && !store.Unavailable(err) {
		d.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if _, away := d.breaker.open(); away {
		return
	}
	if err := d.door.startForgotten(ctx); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "cannot start an import; trying again", "error", err)
	}
}

// claim takes as much as there are free slots, and hands it out. It reports
// whether there may be more to take at once.
func (d *Dispatcher) claim(ctx, work context.Context) (more bool) {
	free := d.reserve(ctx)
	if free == 0 {
		return false
	}
	due, err := d.door.store.Claim(ctx, contact.Live, free, d.settings.Lease)
	if len(due) > 0 {
		d.busy = time.Now()
	}
	more = len(due) == free
	used := d.hand(work, due, contact.Live)
	if spare := min(free-used, d.bulkShare()); err == nil && spare > 0 {
		due, err = d.door.store.Claim(ctx, contact.Bulk, spare, d.settings.Lease)
		more = more || len(due) == spare
		used += d.hand(work, due, contact.Bulk)
	}
	d.release(free - used)
	if err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "cannot claim what is due; trying again", "error", err)
		sleep(ctx, time.Second)
		return false
	}
	return more
}

// hand starts a delivery for each key and returns how many slots that took.
func (d *Dispatcher) hand(work context.Context, due []store.Due, class contact.Class) (used int) {
	for _, g := range group(due) {
		if d.join(g) {
			continue
		}
		used++
		if class == contact.Bulk {
			d.bulk.Add(1)
		}
		d.wg.Go(func() {
			defer d.release(1)
			if class == contact.Bulk {
				defer d.bulk.Add(-1)
			}
			d.fly(work, g)
		})
	}
	return used
}

// Bulk events keep a few slots at all times, and take most of them only while
// no live event has come for a moment: an import must not slow live chat.
const (
	bulkMinimum = 4
	quiet       = time.Second
)

// bulkShare is how many more bulk deliveries may start.
func (d *Dispatcher) bulkShare() int {
	share := d.settings.Slots * 3 / 4
	if time.Since(d.busy) < quiet {
		share = bulkMinimum
	}
	return share - int(d.bulk.Load())
}

// reserve waits for a free slot and takes all that are free – or one alone
// while Temporal is away, so that one key probes.
func (d *Dispatcher) reserve(ctx context.Context) (n int) {
	limit := d.settings.Slots
	if wait, open := d.breaker.open(); open {
		sleep(ctx, wait)
		limit = 1
	}
	select {
	case d.slots <- struct{}{}:
		n = 1
	case <-ctx.Done():
		return 0
	}
	for n < limit {
		select {
		case d.slots <- struct{}{}:
			n++
		default:
			return n
		}
	}
	return n
}

// Deliveries tells how many keys are being delivered, and how many can be at once.
func (d *Dispatcher) Deliveries() (running, slots int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.flights), d.settings.Slots
}

func (d *Dispatcher) release(n int) {
	for range n {
		<-d.slots
	}
}

// join adds what was claimed to a delivery of the same key that is under way.
func (d *Dispatcher) join(due []store.Due) bool {
	t := targetOf(due[0])
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting, flying := d.flights[t]
	if flying {
		d.flights[t] = append(waiting, due...)
		return true
	}
	d.flights[t] = nil
	return false
}

// landed takes what was claimed for the key meanwhile, or ends the flight.
func (d *Dispatcher) landed(t target) []store.Due {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := d.flights[t]
	if len(waiting) == 0 {
		delete(d.flights, t)
		return nil
	}
	d.flights[t] = nil
	return waiting
}

// settleTime is how long a run that was just woken is left alone with what
// arrived since: it most likely takes that along without being told.
const settleTime = 25 * time.Millisecond

// fly delivers one key, and again for what was claimed for it meanwhile and is
// still owed.
func (d *Dispatcher) fly(ctx context.Context, due []store.Due) {
	t := targetOf(due[0])
	d.report(ctx, due, d.deliver(ctx, due[0], false))
	for due = d.landed(t); len(due) > 0; due = d.landed(t) {
		sleep(ctx, settleTime)
		if due = d.stillOwed(ctx, due); len(due) > 0 {
			d.report(ctx, due, d.deliver(ctx, due[0], true))
		}
	}
}

func (d *Dispatcher) report(ctx context.Context, due []store.Due, err error) {
	if err == nil {
		d.breaker.close()
		return
	}
	after, away := postponement(err)
	if away {
		d.breaker.trip()
	}
	d.log.WarnContext(ctx, "cannot wake a workflow; what is owed stays owed and is delivered later",
		"channel", due[0].ChannelID, "key", due[0].Key, "after", after, "error", err)
	if err := d.door.store.Postpone(ctx, due, after); err != nil {
		d.log.WarnContext(ctx, "cannot postpone; the lease will end by itself", "error", err)
	}
}

// stillOwed drops what has been decided meanwhile. If that cannot be read, all
// is taken for owed: a wake-up too many does no harm.
func (d *Dispatcher) stillOwed(ctx context.Context, due []store.Due) []store.Due {
	owed, err := d.door.store.StillOwed(ctx, due)
	if err != nil {
		return due
	}
	return owed
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
