package starter

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/workflows"
)

const (
	// forgottenPage is how many imports are listed at once, and forgottenAtOnce how
	// many are looked at: one that takes long does not keep the others waiting.
	forgottenPage   = 100
	forgottenAtOnce = 4
	// forgottenMaxWait is how long an import that could not be started rests at most
	// before it is tried again.
	forgottenMaxWait = 5 * time.Minute
)

// startForgotten starts imports whose workflow nobody could start when they came
// in, and ends those whose workflow somebody has ended. One that cannot be started
// or ended keeps no other from being so: it is in the log, and tried again.
func (s *Sweeper) startForgotten(ctx context.Context) error {
	return errors.Join(s.startUnstarted(ctx), s.endAbandoned(ctx))
}

func (s *Sweeper) startUnstarted(ctx context.Context) error {
	s.resting.newRound()
	defer s.resting.endRound()
	return forEach(ctx, s.imports.UnstartedImports, func(one imports.UnstartedImport) uuid.UUID { return one.ID },
		func(one imports.UnstartedImport) {
			if s.resting.rests(one.ID) {
				return
			}
			err := s.recorder.StartImport(ctx, one.ID, one.ChannelID, one.DryRun)
			if err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "an import cannot be started; it is tried again", "workflow_id", workflows.ImportID(one.ID),
					"in", s.resting.failed(one.ID), "error", err)
			}
		})
}

// endAbandoned finds imports whose workflow was ended from outside, such as by an
// operator in the Temporal UI. It could not say so itself: they would be shown as
// running for ever, and could not be undone.
func (s *Sweeper) endAbandoned(ctx context.Context) error {
	return forEach(ctx, s.imports.OpenImports, func(one imports.OpenImport) uuid.UUID { return one.ID },
		func(one imports.OpenImport) {
			ended, err := s.recorder.abandon(ctx, one, contact.ImportIsFailed)
			switch {
			case err != nil && ctx.Err() == nil:
				s.log.WarnContext(ctx, "an import cannot be looked after; it is tried again", "import_id", one.ID, "error", err)
			case ended:
				s.log.WarnContext(ctx, "an import's workflow was ended from outside", "import_id", one.ID, "status", one.Status)
			}
		})
}

// forEach does something with everything of a list, a few at a time.
func forEach[T any](
	ctx context.Context, list func(ctx context.Context, after uuid.UUID, limit int) ([]T, error), id func(T) uuid.UUID, do func(T),
) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, forgottenAtOnce)
	for after := uuid.Nil; ctx.Err() == nil; {
		some, err := list(ctx, after, forgottenPage)
		if err != nil {
			return err
		}
		for _, one := range some {
			after = id(one)
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				do(one)
			})
		}
		if len(some) < forgottenPage {
			return nil
		}
	}
	return ctx.Err()
}

// resting are imports that could not be started, and until when each rests: twice as
// long each time. It forgets those that a round does not ask for.
type resting struct {
	mu         sync.Mutex
	now, after map[uuid.UUID]rest
}

type rest struct {
	until time.Time
	wait  time.Duration
}

func (r *resting) newRound() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.after = map[uuid.UUID]rest{}
}

func (r *resting) endRound() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.after
}

func (r *resting) rests(id uuid.UUID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, known := r.now[id]
	if !known || !time.Now().Before(one.until) {
		return false
	}
	r.after[id] = one
	return true
}

func (r *resting) failed(id uuid.UUID) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	wait = min(max(2*r.now[id].wait, sweepEvery), forgottenMaxWait)
	r.after[id] = rest{until: time.Now().Add(wait), wait: wait}
	return wait
}
