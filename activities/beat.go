package activities

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
)

// beatEvery is how often a working activity says that it is alive: well within
// its heartbeat timeout, which is how long a killed process's work waits.
const beatEvery = 2 * time.Second

// beating tells Temporal that the activity is alive while it is busy with what
// takes long in one piece: a statement over a whole import, or a large file that
// is opened. progress, which may be nil, is what an operator sees. Whoever calls
// it stops it when the work is done.
func beating(ctx context.Context, progress *atomic.Int64) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(beatEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				beat(ctx, progress)
			}
		}
	})
	return func() {
		cancel()
		wg.Wait()
	}
}

func beat(ctx context.Context, progress *atomic.Int64) {
	if progress == nil {
		activity.RecordHeartbeat(ctx)
		return
	}
	activity.RecordHeartbeat(ctx, progress.Load())
}

// pauseBeating waits a moment and tells Temporal that the activity is alive.
func pauseBeating(ctx context.Context, wait time.Duration, details any) error {
	activity.RecordHeartbeat(ctx, details)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-activity.GetWorkerStopChannel(ctx):
		// Another worker takes over from here.
		return temporal.NewApplicationError("the worker stops", ErrAway)
	}
}
