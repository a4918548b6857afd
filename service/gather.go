package service

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	// countsAfter is how long counts wait in memory: a flood is one write.
	countsAfter = 5 * time.Second
	// mostCounts is how many different ones wait at most: anybody can name forms.
	mostCounts = 1000
)

// gathered holds in memory what is to be counted, and writes it a few seconds after the
// first of it came. Nobody waits for that.
type gathered[K comparable, V any] struct {
	write func(context.Context, []V, time.Time) error
	key   func(V) K
	join  func(before, more V) V // two of one key
	what  string                 // could not be counted, in words
	log   *slog.Logger

	mu      sync.Mutex
	waiting map[K]V
	armed   bool // a write is to come
}

// add counts, unless too much else waits.
func (g *gathered[K, V]) add(all ...V) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, v := range all {
		g.merge(v)
	}
	if !g.armed && len(g.waiting) > 0 {
		g.armed = true
		time.AfterFunc(countsAfter, g.writeLater)
	}
}

func (g *gathered[K, V]) merge(v V) {
	key := g.key(v)
	known, there := g.waiting[key]
	switch {
	case there:
		v = g.join(known, v)
	case len(g.waiting) >= mostCounts:
		return
	}
	if g.waiting == nil {
		g.waiting = map[K]V{}
	}
	g.waiting[key] = v
}

func (g *gathered[K, V]) writeLater() {
	ctx, cancel := context.WithTimeout(context.Background(), recordTimeout)
	defer cancel()
	if err := g.flush(ctx); err != nil {
		g.log.WarnContext(ctx, g.what+" could not be counted; it is tried again with the next", "error", err)
	}
}

// flush writes what was counted. What cannot be written waits for the next time.
func (g *gathered[K, V]) flush(ctx context.Context) error {
	g.mu.Lock()
	waiting := slices.Collect(maps.Values(g.waiting))
	g.waiting, g.armed = nil, false
	g.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	err := g.write(ctx, waiting, now())
	if err != nil {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, v := range waiting {
			g.merge(v)
		}
	}
	return err
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
