package store

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// tally counts by word. The words are the code's own, and few.
type tally struct {
	mu sync.Mutex
	n  map[string]uint64
}

func (t *tally) add(word string, n uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = map[string]uint64{}
	}
	t.n[word] += n
}

func (t *tally) read() map[string]uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.n)
}

// Recorded counts the events that this process has recorded, by source.
func (s *Store) Recorded() map[string]uint64 { return s.recorded.read() }

// DecisionCounts counts the events that this process has decided, by decision. What is
// decided as it is recorded is not among them.
func (s *Store) DecisionCounts() map[string]uint64 { return s.decided.read() }

func (s *Store) countRecorded(events []contact.Event, recorded []Recorded) {
	for i, r := range recorded {
		if r.New {
			s.recorded.add(string(events[i].Source), 1)
		}
	}
}

func (s *Store) countDecisions(decisions []contact.Decision) {
	for _, o := range decisions {
		s.decided.add(string(o.Kind), 1)
	}
}

// Waiting is what is pending of one priority.
type Waiting struct {
	Priority contact.Priority
	Events   int64
	Oldest   time.Time // when the oldest of them was received
}

// WaitingByPriority counts what is pending, the priority whose oldest was recorded first
// comes first. A priority of which nothing is pending is missing.
func (s *Store) WaitingByPriority(ctx context.Context) ([]Waiting, error) {
	rows, err := s.pool.Query(ctx, `
SELECT w.priority, w.events,
       (SELECT e.received_at FROM queue o JOIN events e ON e.id = o.event_id WHERE o.seq = w.oldest LIMIT 1)
FROM (SELECT priority, count(*) AS events, min(seq) AS oldest FROM queue WHERE due_at IS NOT NULL GROUP BY priority) AS w
ORDER BY w.oldest`)
	return collect(rows, err, pgx.RowToStructByPos[Waiting], "count what is pending")
}
