package starter

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
)

// sweepEvery is how often events of unknown channels are looked at again. A
// channel that is added re-opens them at once; the sweep finds what was
// recorded in that very moment.
const sweepEvery = 10 * time.Second

// Sweeper looks every now and then for what nobody was woken for, and starts the
// workflows of erasures and of leads, and the schedules. It runs in every process that has a dispatcher, which waits
// for nothing that it does.
type Sweeper struct {
	recorder *Recorder
	db       *store.DB
	ledger   *ledger.Ledger
	imports  *imports.Imports
	jobs     *jobs.Jobs
	erasures *erasure.Erasures
	facebook *facebook.Facebook
	settings *settings.Settings
	starter  *Starter
	hub      *Hub
	log      *slog.Logger
	resting  resting
	erased   chan struct{} // holds a token when somebody was deleted
}

// NewSweeper returns a sweeper of what the recorder records, and of the database's
// erasures.
func NewSweeper(r *Recorder, db *store.DB) *Sweeper {
	return &Sweeper{
		recorder: r, db: db, ledger: r.ledger, imports: r.imports, jobs: jobs.New(db), erasures: erasure.New(db), facebook: facebook.New(db), settings: settings.New(db), starter: r.starter, hub: r.hub, log: r.log,
		erased: make(chan struct{}, 1),
	}
}

// Run sweeps until ctx ends.
func (s *Sweeper) Run(ctx context.Context) {
	defer s.hub.subscribe(subscriber{decided: s.decided})()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.sweeping(ctx) })
	wg.Go(func() { s.erasing(ctx) })
	wg.Go(func() { s.folding(ctx) })
	wg.Go(func() { s.filling(ctx) })
	wg.Go(func() { s.leading(ctx) })
	wg.Go(func() { s.comparing(ctx) })
	wg.Go(func() { s.movingTags(ctx) })
	wg.Go(func() { s.removingValues(ctx) })
}

// decided wakes erasing when somebody was deleted.
func (s *Sweeper) decided(_, _ string, decisions []contact.Decision, _ bool) {
	for _, decision := range decisions {
		if decision.Reason == contact.Deleted {
			notify(s.erased)
		}
	}
}

func (s *Sweeper) sweeping(ctx context.Context) {
	for ctx.Err() == nil {
		s.sweep(ctx)
		sleep(ctx, sweepEvery)
	}
}

func (s *Sweeper) sweep(ctx context.Context) {
	if err := s.recorder.SweepUnknownChannels(ctx); err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := s.db.PurgeKeys(ctx); err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := s.ledger.SweepLeases(ctx); err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := s.imports.CountEnded(ctx); err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if err := s.imports.SweepDrafts(ctx); err != nil && !store.Unavailable(err) {
		s.log.ErrorContext(ctx, "sweep failed", "error", err)
	}
	if _, unavailable := s.starter.breaker.open(); unavailable {
		return
	}
	s.startJobs(ctx)
	if err := s.endForgottenJobs(ctx); err != nil && ctx.Err() == nil && !store.Unavailable(err) {
		s.log.WarnContext(ctx, "cannot look after jobs; trying again", "error", err)
	}
	if err := s.startForgotten(ctx); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "cannot start an import; trying again", "error", err)
	}
}
