package starter

import (
	"context"
	"sync"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// gatherer records what several callers bring at the same time in one statement,
// since most of a statement's cost does not depend on how much it brings. Nobody
// waits for company: a caller who finds few statements under way goes at once,
// and takes along what has come by then.
type gatherer struct {
	record func(context.Context, store.Batch) ([]store.Recorded, error)

	mu      sync.Mutex
	waiting []*delivery
	running int
	crowded time.Time // when many were last recorded together
}

// delivery is what one caller brings.
type delivery struct {
	events   []contact.Event
	recorded []store.Recorded
	err      error
	done     chan struct{} // closed once the two above are known
}

const (
	gatherStatements = 2   // under way at once: one writes while the other waits for the disk
	gatherEvents     = 128 // at most in one statement
	gatherAlone      = 16  // a batch with more events is large enough by itself
	gatherCrowd      = 8   // deliveries at once that mean a rush
	recordTimeout    = 5 * time.Second
)

// Record does what store.Record does.
func (g *gatherer) Record(ctx context.Context, batch store.Batch) ([]store.Recorded, error) {
	if len(batch.Statuses) > 0 || len(batch.Events) == 0 || len(batch.Events) > gatherAlone {
		return g.record(ctx, batch)
	}
	d := &delivery{events: batch.Events, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, d)
	start := g.running < gatherStatements
	if start {
		g.running++
	}
	g.mu.Unlock()
	if start {
		go g.run() // not on behalf of this caller, who may hang up
	}
	select {
	case <-d.done:
		return d.recorded, d.err
	case <-ctx.Done():
		return nil, ctx.Err() // maybe it is recorded: then it is known when it comes again
	}
}

// run records until nobody waits.
func (g *gatherer) run() {
	for group := g.next(); len(group) > 0; group = g.next() {
		g.send(group)
	}
}

// next takes what waits, in order of arrival. Of two deliveries of one event the
// second waits for the next statement, which counts it as a redelivery.
func (g *gatherer) next() (group []*delivery) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var left []*delivery
	taken, keys := 0, map[string]bool{}
	for _, d := range g.waiting {
		if taken+len(d.events) > gatherEvents || anyOf(keys, d.events) {
			left = append(left, d)
			continue
		}
		for _, ev := range d.events {
			keys[ev.DedupeKey] = true
		}
		taken += len(d.events)
		group = append(group, d)
	}
	g.waiting = left
	switch {
	case len(group) == 0:
		g.running--
	case len(group) >= gatherCrowd:
		g.crowded = time.Now()
	}
	return group
}

// rushTime is how long a rush is believed to go on after the last sign of it.
const rushTime = 100 * time.Millisecond

// rush reports whether callers queue up to have something recorded.
func (g *gatherer) rush() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return time.Since(g.crowded) < rushTime
}

func anyOf(keys map[string]bool, events []contact.Event) bool {
	for _, ev := range events {
		if keys[ev.DedupeKey] {
			return true
		}
	}
	return false
}

// send records a group and tells each caller. Where the group is refused, each
// delivery is recorded by itself: what is wrong with one must not harm the others.
func (g *gatherer) send(group []*delivery) {
	ctx, cancel := context.WithTimeout(context.Background(), recordTimeout)
	defer cancel()
	var all []contact.Event
	for _, d := range group {
		all = append(all, d.events...)
	}
	recorded, err := g.record(ctx, store.Batch{Events: all})
	for _, d := range group {
		switch {
		case err == nil:
			d.recorded, recorded = recorded[:len(d.events)], recorded[len(d.events):]
		case len(group) > 1 && !store.Unavailable(err):
			d.recorded, d.err = g.record(ctx, store.Batch{Events: d.events})
		default:
			d.err = err
		}
		close(d.done)
	}
}
