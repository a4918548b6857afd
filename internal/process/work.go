package process

import (
	"context"
	"math"
	"runtime/debug"
	"sync"
	"time"

	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/worker"
)

// workerWait is how long a starting process waits for its worker before it says
// that it is ready. Requests are taken meanwhile.
const workerWait = 5 * time.Second

// work starts worker, dispatcher and sweeper, and returns when the worker works, or has
// been waited for long enough. stop ends them, the worker last.
func work(ctx context.Context, w *worker.Worker, dispatcher *starter.Dispatcher, sweeper *starter.Sweeper) (stop func()) {
	started := make(chan struct{})
	w.Started = sync.OnceFunc(func() { close(started) })
	stopWorker := background(ctx, w.Run)
	stopDispatcher := background(ctx, dispatcher.Run, sweeper.Run)
	select {
	case <-started:
	case <-time.After(workerWait): // Temporal is unavailable: what comes in is recorded and decided later
	case <-ctx.Done():
	}
	return func() {
		stopDispatcher()
		stopWorker()
	}
}

// background runs some functions at the same time, until the returned one is called.
// That waits for their end.
func background(ctx context.Context, all ...func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	for _, f := range all {
		wg.Go(func() { f(ctx) })
	}
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
