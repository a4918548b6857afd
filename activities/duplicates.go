package activities

import (
	"context"
	"time"
)

// Looking for duplicates takes a page of contacts at a time, with a rest behind each:
// nobody waits for it, and everybody else needs the database.
const (
	comparedAtOnce = 200
	compareRest    = 25 * time.Millisecond
)

// FindDuplicates says how many contacts are compared with all others at most.
type FindDuplicates struct {
	Contacts int `json:"contacts"`
}

// FoundDuplicates is what a look came to.
type FoundDuplicates struct {
	Contacts int  `json:"contacts"`        // that were compared
	Pairs    int  `json:"pairs"`           // of contacts who may be one person, new or found again
	Ended    bool `json:"ended,omitempty"` // the last contact was reached
}

// FindDuplicates compares the next contacts with all others, and goes on where the last
// look has ended. How far it is stands in the database, with what it has found.
func (b *Bulk) FindDuplicates(ctx context.Context, in FindDuplicates) (out FoundDuplicates, err error) {
	return out, b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		for out.Contacts < in.Contacts {
			looked, err := b.Duplicates.Look(ctx, min(comparedAtOnce, in.Contacts-out.Contacts))
			if err != nil {
				return err
			}
			out.Contacts, out.Pairs, out.Ended = out.Contacts+looked.Contacts, out.Pairs+looked.Pairs, looked.Ended
			h.progress(out)
			if out.Ended {
				return nil
			}
			if err := h.pause(compareRest); err != nil {
				return err
			}
		}
		return nil
	})
}
