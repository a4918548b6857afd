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
	s.inBatches(ctx, "cannot fold what is searched of contacts; it is tried again", s.ledger.FoldSome)
}

// filling gives the contacts from before an upgrade what lists go by.
func (s *Sweeper) filling(ctx context.Context) {
	s.inBatches(ctx, "cannot fill what lists of contacts go by; it is tried again", s.ledger.FillSome)
}

// inBatches does something to some contacts at a time, and looks now and then whether
// there are more.
func (s *Sweeper) inBatches(ctx context.Context, failed string, some func(context.Context) (int64, error)) {
	for ctx.Err() == nil {
		switch done, err := some(ctx); {
		case err != nil && !store.Unavailable(err):
			s.log.ErrorContext(ctx, failed, "error", err)
			sleep(ctx, sweepEvery)
		case err != nil || done == 0:
			sleep(ctx, sweepEvery)
		default:
			sleep(ctx, foldRest)
		}
	}
}
