package starter

import (
	"sync"
	"time"
)

// probeEvery is how often a server that is unavailable is tried.
const probeEvery = time.Second

// manyThrottled is how many keys in a row must be throttled to show that it is not they
// who are.
const manyThrottled = 8

// breaker keeps keys from being dispatched while Temporal is unavailable, or throttles everybody.
// Any success closes it.
type breaker struct {
	mu     sync.Mutex
	next   time.Time       // when the next probe may go; zero: closed
	denied map[target]bool // keys that were throttled since the last success
}

// open reports whether only a probe may go, and how long that has to wait.
func (b *breaker) open() (wait time.Duration, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next.IsZero() {
		return 0, false
	}
	wait = max(time.Until(b.next), 0)
	return wait, true
}

func (b *breaker) trip() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next = time.Now().Add(probeEvery)
}

// throttled counts a key that the server throttles: that alone keeps nobody else
// back, many of them without a success in between do.
func (b *breaker) throttled(t target) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.denied == nil {
		b.denied = map[target]bool{}
	}
	if len(b.denied) < manyThrottled {
		b.denied[t] = true
	}
	if len(b.denied) == manyThrottled {
		b.next = time.Now().Add(probeEvery)
	}
}

func (b *breaker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next, b.denied = time.Time{}, nil
}
