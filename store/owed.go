package store

import (
	"context"
	"time"

	"github.com/luluchat/contacts/contact"
)

// OwedCounts is how much waits, by class, and for how long.
type OwedCounts struct {
	Live   int64
	Bulk   int64
	Oldest *time.Time // when the oldest of them was received
}

// OwedCounts counts the queue.
func (s *Store) OwedCounts(ctx context.Context) (OwedCounts, error) {
	waiting, err := s.WaitingByClass(ctx)
	if err != nil || len(waiting) == 0 {
		return OwedCounts{}, err
	}
	c := OwedCounts{Oldest: &waiting[0].Oldest}
	for _, w := range waiting {
		switch w.Class {
		case contact.Live:
			c.Live = w.Events
		case contact.Bulk:
			c.Bulk = w.Events
		}
	}
	return c, nil
}
