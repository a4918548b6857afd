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

// movingTags goes on with tags that are merged.
func (s *Sweeper) movingTags(ctx context.Context) {
	s.inBatches(ctx, "cannot move contacts to another tag; it is tried again", bits(s.settings.MoveTags))
}

// removingValues removes what contacts have of attributes that were removed.
func (s *Sweeper) removingValues(ctx context.Context) {
	s.inBatches(ctx, "cannot remove values of an attribute; it is tried again", bits(s.settings.RemoveValues))
}

// bits is some for what only says whether more is left.
func bits(some func(context.Context) (more bool, err error)) func(context.Context) (int64, error) {
	return func(ctx context.Context) (int64, error) {
		more, err := some(ctx)
		if more {
			return 1, err
		}
		return 0, err
	}
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
