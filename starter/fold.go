package starter

import (
	"context"
	"time"

	"github.com/luluchat/contacts/store"
)

// foldRest is the rest between two batches of contacts that are folded: after an
// upgrade there may be millions, and nobody waits for them.
const foldRest = 50 * time.Millisecond

// folding folds what is searched of contacts that nobody has folded: all of them
// after an upgrade, and later those that a process of an older version has written.
func (s *Sweeper) folding(ctx context.Context) {
	for ctx.Err() == nil {
		switch folded, err := s.ledger.FoldSome(ctx); {
		case err != nil && !store.Unavailable(err):
			s.log.ErrorContext(ctx, "cannot fold what is searched of contacts; it is tried again", "error", err)
			sleep(ctx, sweepEvery)
		case err != nil || folded == 0:
			sleep(ctx, sweepEvery)
		default:
			sleep(ctx, foldRest)
		}
	}
}
