// Package ledger is the way of an event through PostgreSQL: it is recorded, its
// keys are leased and released, it is looked up and decided. What decides an event
// – effect, decision and end of the entry – is one transaction, and only this room
// writes contacts.
package ledger

import (
	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// Ledger is the ledger of events and the queue of what is pending. A process has
// one of them: it holds the process's leases, and what one step of a decision has
// seen for the next.
type Ledger struct {
	db        *store.DB
	options   Options
	holder    uuid.UUID  // of leases: this process
	readAhead readAhead  // what the next lookups will ask for
	snapshots *snapshots // of new people's first events
	decided   store.Tally
}

// Options are what may be chosen about deciding.
type Options struct {
	// LocksOnly has everything decided on what is read under the locks, and nothing
	// on what the step before has seen. That costs each new person two round trips.
	LocksOnly bool
	// ErasureKey keys the hashes by which an opt-out outlives an erasure. Without one
	// nothing is kept of it.
	ErasureKey []byte
}

// New returns the ledger of a database.
func New(db *store.DB, options Options) *Ledger {
	return &Ledger{
		db: db, options: options, holder: uuid.New(), readAhead: readAhead{newCache[queue, aheadOf](readAheadKept)},
		snapshots: newCache[uuid.UUID, snapshot](snapshotsKept),
	}
}
