package store

import (
	"context"
	"time"

	"github.com/luluchat/contacts/contact"
)

// PendingCounts is how much waits, by priority, and for how long.
type PendingCounts struct {
	Live   int64
	Bulk   int64
	Oldest *time.Time // when the oldest of them was received
}

// PendingCounts counts the queue.
func (s *Store) PendingCounts(ctx context.Context) (PendingCounts, error) {
	waiting, err := s.WaitingByPriority(ctx)
	if err != nil || len(waiting) == 0 {
		return PendingCounts{}, err
	}
	c := PendingCounts{Oldest: &waiting[0].Oldest}
	for _, w := range waiting {
		switch w.Priority {
		case contact.Live:
			c.Live = w.Events
		case contact.Bulk:
			c.Bulk = w.Events
		}
	}
	return c, nil
}
