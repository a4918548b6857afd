package activities

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// eraseRest is between two batches of an erasure: nobody waits for it, and live
// events need the database.
const eraseRest = 20 * time.Millisecond

// EraseMessages removes the messages of a deleted person and returns how many.
func (b *Bulk) EraseMessages(ctx context.Context, contact uuid.UUID) (int, error) {
	return b.eraseAll(ctx, contact, b.Erasures.EraseMessages)
}

// EraseEvents takes every word about a deleted person out of the ledger.
func (b *Bulk) EraseEvents(ctx context.Context, contact uuid.UUID) (int, error) {
	return b.eraseAll(ctx, contact, b.Erasures.EraseEvents)
}

// EraseRows takes a deleted person's words out of the rows of imports.
func (b *Bulk) EraseRows(ctx context.Context, contact uuid.UUID) (int, error) {
	return b.eraseAll(ctx, contact, b.Erasures.EraseRows)
}

// FinishErasure notes that nothing is left.
func (b *Bulk) FinishErasure(ctx context.Context, contact uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error { return b.Erasures.FinishErasure(ctx, contact) })
}

// eraseAll removes batch after batch until there is none. What an earlier try has
// removed is gone, so that a further one goes on behind it.
func (b *Bulk) eraseAll(ctx context.Context, contact uuid.UUID, batch func(context.Context, uuid.UUID) (int, error)) (removed int, err error) {
	err = b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		for {
			n, err := batch(ctx, contact)
			if err != nil || n == 0 {
				return err
			}
			removed += n
			h.progress(removed)
			if err := h.pause(eraseRest); err != nil {
				return err
			}
		}
	})
	return removed, err
}
