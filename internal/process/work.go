package process

import (
	"context"
	"log/slog"
	"math"
	"runtime/debug"
	"sync"

	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/worker"
)

// work starts worker and dispatcher and returns what stops them, the dispatcher
// first.
func work(ctx context.Context, cfg config.Config, temporal client.Options, db *store.Store, c client.Client, recorder *starter.Recorder, dispatcher *starter.Dispatcher, log *slog.Logger, started func()) (stop func()) {
	w := &worker.Worker{
		Client: c, Namespace: temporal.Namespace, TaskQueue: cfg.TaskQueue,
		Acts: &activities.Activities{Store: db, Log: log, Publish: dispatcher.Publish},
		Bulk: &activities.Bulk{Store: db, Log: log, Limits: cfg.ImportLimits(), Wake: recorder.Wake},
		Log:  log, Started: started,
	}
	stopWorker := background(ctx, w.Run)
	stopDispatcher := background(ctx, dispatcher.Run)
	return func() {
		stopDispatcher()
		stopWorker()
	}
}

// background runs f until the returned function is called, which waits for its
// end.
func background(ctx context.Context, f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { f(ctx) })
	return func() {
		cancel()
		wg.Wait()
	}
}

// What a serving process keeps is small and what it throws away is much, so the
// garbage collector would run many times a second. It may let the heap grow to
// this share of what is kept, while the whole stays below the limit.
const (
	gcPercent   = 400       // percent; Go's default is 100
	memoryLimit = 112 << 20 // bytes; above it the collector works harder
)

// collectLess sets that, unless GOGC or GOMEMLIMIT say something else.
func collectLess() {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	if former := debug.SetGCPercent(gcPercent); former != 100 {
		debug.SetGCPercent(former)
		return
	}
	debug.SetMemoryLimit(memoryLimit)
}
