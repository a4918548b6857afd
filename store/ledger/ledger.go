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
	holder    uuid.UUID  // of leases: this process
	readAhead readAhead  // what the next lookups will ask for
	snapshots *snapshots // of new people's first events
	decided   store.Tally
}

// New returns the ledger of a database.
func New(db *store.DB) *Ledger {
	return &Ledger{
		db: db, holder: uuid.New(), readAhead: readAhead{newCache[queue, aheadOf](readAheadKept)},
		snapshots: newCache[uuid.UUID, snapshot](snapshotsKept),
	}
}
