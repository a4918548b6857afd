package service

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// moves remembers when what people look at has moved last, so that a page that is loaded
// anew knows for how long nothing has. It is of this process alone: what another one has
// seen counts from when this one looks.
type moves struct {
	mu   sync.Mutex
	seen map[uuid.UUID]moved
}

type moved struct {
	as           string // how it stood
	since, asked time.Time
}

const (
	// forgotten is when nobody looks at a thing any more.
	forgotten = 10 * time.Minute
	// mostSeen bounds the memory.
	mostSeen = 10_000
)

func newMoves() *moves { return &moves{seen: map[uuid.UUID]moved{}} }

// note notes how a thing stands, and returns for how long it has stood so.
func (m *moves) note(id uuid.UUID, as string) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	one, known := m.seen[id]
	if !known && len(m.seen) >= mostSeen {
		m.forget(now)
	}
	if !known || one.as != as || now.Sub(one.asked) > forgotten {
		one = moved{as: as, since: now}
	}
	one.asked = now
	m.seen[id] = one
	return now.Sub(one.since)
}

// forget drops what nobody looks at any more, and everything if all are looked at.
func (m *moves) forget(now time.Time) {
	for id, one := range m.seen {
		if now.Sub(one.asked) > forgotten {
			delete(m.seen, id)
		}
	}
	if len(m.seen) >= mostSeen {
		clear(m.seen)
	}
}
