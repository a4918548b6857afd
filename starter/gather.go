package starter

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
)

// gatherer records what several callers bring at the same time in one statement,
// since most of a statement's cost does not depend on how much it brings. Nobody
// waits for company: a caller who finds few statements under way goes at once,
// and takes along what has come by then.
type gatherer struct {
	record func(context.Context, ledger.Batch) ([]ledger.Recorded, error)
	find   func(context.Context, []contact.Event) ([]ledger.Recorded, error)

	congestion *congestion

	mu      sync.Mutex
	waiting []*request
	running int
}

// request is what one caller has recorded.
type request struct {
	ctx      context.Context // of its caller
	events   []contact.Event
	recorded []ledger.Recorded
	err      error
	done     chan struct{} // closed once the two above are known
}

const (
	gatherStatements = 2   // under way at once: one writes while the other waits for the disk
	gatherEvents     = 128 // at most in one statement
	gatherAlone      = 16  // a batch with more events is large enough by itself
	gatherCongested  = 8   // requests in one statement that mean congestion
	recordTimeout    = 5 * time.Second
	// endPatience is how long a caller who gives up waits for a statement that has
	// begun and that others still wait for.
	endPatience = time.Second
)

// Record does what store.Record does. Of a caller who gives up nothing is
// recorded, unless its statement has begun: then it is told how that ended.
func (g *gatherer) Record(ctx context.Context, batch ledger.Batch) ([]ledger.Recorded, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := &request{ctx: ctx, events: batch.Events, done: make(chan struct{})}
	if len(batch.Statuses) > 0 || len(batch.Events) == 0 || len(batch.Events) > gatherAlone || batch.Guarded() {
		ctx, cancel := statement([]*request{d})
		defer cancel()
		return g.record(ctx, batch)
	}
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
		if g.withdraw(d) {
			return nil, ctx.Err() // and it never will be recorded
		}
		return g.ending(d)
	}
}

// withdraw takes a request out of what waits, and reports whether it was there.
func (g *gatherer) withdraw(d *request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, d)
	if i < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// ending tells how a statement that has begun ends. While it does not, its
// events may be there all the same.
func (g *gatherer) ending(d *request) ([]ledger.Recorded, error) {
	wait := time.NewTimer(endPatience)
	defer wait.Stop()
	select {
	case <-d.done:
		return d.recorded, d.err
	case <-wait.C:
	}
	recorded, err := g.find(d.ctx, d.events)
	select {
	case <-d.done: // meanwhile, and it knows better
		return d.recorded, d.err
	default:
		return recorded, err
	}
}

// statement is the context of one that carries these requests: as long as one
// of their callers wants it, and no longer than any statement may take. A caller
// who hangs up does not end it: a statement that is cut off costs a connection.
func statement(group []*request) (context.Context, context.CancelFunc) {
	var last time.Time
	most := time.Now().Add(recordTimeout)
	for _, d := range group {
		until, bounded := d.ctx.Deadline()
		if !bounded || until.After(most) {
			until = most
		}
		if until.After(last) {
			last = until
		}
	}
	return context.WithDeadline(context.Background(), last)
}

// run records until nobody waits.
func (g *gatherer) run() {
	for group := g.next(); len(group) > 0; group = g.next() {
		g.send(group)
	}
}

// next takes what waits, in order of arrival. Of two requests with one event the
// second waits for the next statement, which counts it as a redelivery.
func (g *gatherer) next() (group []*request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var left []*request
	taken, keys := 0, map[string]bool{}
	for _, d := range g.waiting {
		if d.err = d.ctx.Err(); d.err != nil { // nobody waits for it any more
			close(d.done)
			continue
		}
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
	case len(group) >= gatherCongested:
		g.congestion.note()
	}
	return group
}

// congestedTime is how long congestion is believed to go on after the last sign of it.
const congestedTime = 100 * time.Millisecond

// congestion is there while callers queue up to have something recorded.
type congestion struct {
	mu   sync.Mutex
	last time.Time // when many were last recorded together
}

func (c *congestion) note() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = time.Now()
}

// lasts reports whether callers queue up now.
func (c *congestion) lasts() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.last) < congestedTime
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
// request is recorded by itself: what is wrong with one must not harm the others.
func (g *gatherer) send(group []*request) {
	ctx, cancel := statement(group)
	defer cancel()
	var all []contact.Event
	for _, d := range group {
		all = append(all, d.events...)
	}
	recorded, err := g.record(ctx, ledger.Batch{Events: all})
	for _, d := range group {
		switch {
		case err == nil:
			d.recorded, recorded = recorded[:len(d.events)], recorded[len(d.events):]
		case len(group) > 1 && !store.Unavailable(err):
			d.recorded, d.err = g.record(ctx, ledger.Batch{Events: d.events})
		default:
			d.err = err
		}
		close(d.done)
	}
}
