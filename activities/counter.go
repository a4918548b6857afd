package activities

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	// countEvery is how often the rows of an import are counted at most while they
	// move, and countShare how many times as long as counting took is waited at
	// least: the more rows, the less often.
	countEvery = 500 * time.Millisecond
	countShare = 50
	// countTries is how often counting is tried that somebody else is at.
	countTries = 10
)

// counter counts the rows of imports for their readers, while they move and once
// more when they have come to rest. No activity waits for it. A process that dies
// leaves counts behind that are late; whoever goes on with the import counts anew.
type counter struct {
	count func(ctx context.Context, id uuid.UUID) (counted bool, err error)
	log   *slog.Logger

	mu    sync.Mutex
	moved map[uuid.UUID]bool // of imports that are being counted: whether they have moved since
}

func newCounter(count func(context.Context, uuid.UUID) (bool, error), log *slog.Logger) *counter {
	return &counter{count: count, log: log, moved: map[uuid.UUID]bool{}}
}

// note has an import counted, some of whose rows have moved.
func (c *counter) note(id uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, counting := c.moved[id]; !counting {
		go c.run(id)
	}
	c.moved[id] = true
}

// run counts an import until it has not moved for a while.
func (c *counter) run(id uuid.UUID) {
	ctx := context.Background() // the store bounds each statement
	for missed := 0; c.next(id); {
		began := time.Now()
		counted, err := c.count(ctx, id)
		if err != nil {
			c.log.DebugContext(ctx, "an import is not counted", "import_id", id, "error", err)
		}
		time.Sleep(max(countEvery, countShare*time.Since(began)))
		if counted {
			missed = 0
		} else if missed++; missed < countTries {
			c.note(id)
		}
	}
}

// next reports whether an import has moved since this was asked last. If it has not,
// nobody counts it any more.
func (c *counter) next(id uuid.UUID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.moved[id] {
		delete(c.moved, id)
		return false
	}
	c.moved[id] = false
	return true
}
