package store

import (
	"maps"
	"sync"

	"github.com/luluchat/contacts/contact"
)

// Tally counts by word. The words are the code's own, and few.
type Tally struct {
	mu sync.Mutex
	n  map[string]uint64
}

// Add counts n more of a word.
func (t *Tally) Add(word string, n uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = map[string]uint64{}
	}
	t.n[word] += n
}

// Read returns the count of each word.
func (t *Tally) Read() map[string]uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.n)
}

// CountRecorded counts events that this process has recorded.
func (db *DB) CountRecorded(source contact.Source, n int) { db.recorded.Add(string(source), uint64(n)) }

// Recorded counts the events that this process has recorded, by source.
func (db *DB) Recorded() map[string]uint64 { return db.recorded.Read() }
