// Package erasure removes what is left of deleted people, a batch at a time. What
// hides it until then is written by whoever decides the deletion.
package erasure

import "github.com/luluchat/contacts/store"

// Erasures removes what is left of deleted people.
type Erasures struct{ db *store.DB }

// New returns the erasures of a database.
func New(db *store.DB) *Erasures { return &Erasures{db} }
