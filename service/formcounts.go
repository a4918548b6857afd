package service

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/luluchat/contacts/store/settings"
)

const (
	// countsAfter is how long counts wait in memory: a flood is one write.
	countsAfter = 5 * time.Second
	// mostCounts is how many different ones wait at most: anybody can name forms.
	mostCounts = 1000
)

// formCounts counts in memory what became of submissions, and writes that a few
// seconds after the first of them.
type formCounts struct {
	write func(context.Context, []settings.FormCount, time.Time) error
	log   *slog.Logger

	mu     sync.Mutex
	counts map[countKey]settings.FormCount
	armed  bool // a write is to come
}

type countKey struct {
	form, outcome string
	hour          time.Time
}

// add counts one submission, unless too much else waits.
func (f *formCounts) add(form, outcome string, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.merge(settings.FormCount{FormID: form, Outcome: outcome, Hour: at.Truncate(time.Hour), Count: 1, LastAt: at})
	if !f.armed {
		f.armed = true
		time.AfterFunc(countsAfter, f.writeLater)
	}
}

func (f *formCounts) merge(c settings.FormCount) {
	key := countKey{c.FormID, c.Outcome, c.Hour}
	known, there := f.counts[key]
	if !there && len(f.counts) >= mostCounts {
		return
	}
	if there {
		c.Count += known.Count
		if known.LastAt.After(c.LastAt) {
			c.LastAt = known.LastAt
		}
	}
	if f.counts == nil {
		f.counts = map[countKey]settings.FormCount{}
	}
	f.counts[key] = c
}

func (f *formCounts) writeLater() {
	ctx, cancel := context.WithTimeout(context.Background(), recordTimeout)
	defer cancel()
	if err := f.flush(ctx); err != nil {
		f.log.WarnContext(ctx, "what became of submissions could not be counted; it is tried again with the next", "error", err)
	}
}

// flush writes what was counted. What cannot be written waits for the next time.
func (f *formCounts) flush(ctx context.Context) error {
	f.mu.Lock()
	counts := slices.Collect(maps.Values(f.counts))
	f.counts, f.armed = nil, false
	f.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := f.write(ctx, counts, now())
	if err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, c := range counts {
			f.merge(c)
		}
	}
	return err
}
