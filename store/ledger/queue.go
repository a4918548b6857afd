package ledger

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// PendingCounts is how much waits, by priority, and for how long.
type PendingCounts struct {
	Live   int64
	Bulk   int64
	Oldest *time.Time // when the oldest of them was received
}

// PendingCounts counts the queue.
func (l *Ledger) PendingCounts(ctx context.Context) (PendingCounts, error) {
	waiting, err := l.WaitingByPriority(ctx)
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

// DecisionCounts counts the events that this process has decided, by decision. What is
// decided as it is recorded is not among them.
func (l *Ledger) DecisionCounts() map[string]uint64 { return l.decided.Read() }

// Waiting is what is pending of one priority.
type Waiting struct {
	Priority contact.Priority
	Events   int64
	Oldest   time.Time // when the oldest of them was received
}

// WaitingByPriority counts what is pending, the priority whose oldest was recorded first
// comes first. A priority of which nothing is pending is missing.
func (l *Ledger) WaitingByPriority(ctx context.Context) ([]Waiting, error) {
	rows, err := l.db.Other.Query(ctx, `
SELECT w.priority, w.events,
       (SELECT e.received_at FROM queue o JOIN events e ON e.id = o.event_id WHERE o.seq = w.oldest LIMIT 1) AS oldest
FROM (SELECT priority, count(*) AS events, min(seq) AS oldest FROM queue WHERE due_at IS NOT NULL GROUP BY priority) AS w
ORDER BY w.oldest`)
	return store.Collect(rows, err, pgx.RowToStructByName[Waiting], "count what is pending")
}
