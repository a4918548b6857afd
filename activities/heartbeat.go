package activities

import (
	"context"
	"errors"
	"io"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
)

// silencePatience is how long an import activity goes on without any progress, if
// its heartbeat timeout does not say so. It is above what any step of ours takes on
// a busy machine: what is larger is done in pieces.
const silencePatience = 8 * time.Second

// errSilent says that an activity has stopped moving, most likely because the
// database does not answer.
var errSilent = errors.New("nothing has moved for too long")

// heartbeat tells Temporal that an activity moves, and ends its work when it does
// not. Only the work itself calls progress, after something that it waited for is
// done: a goroutine beside it would go on when it hangs, and nobody would try again.
type heartbeat struct {
	activity context.Context // ends when Temporal or the worker ends the activity
	patience time.Duration
	watch    *time.Timer
	details  []any // what an operator has seen last
	cancel   context.CancelCauseFunc
}

// working returns a context for the work of an activity. It ends with the activity,
// and when there is no progress for a while: what hangs gives its connection back
// and fails, a little before Temporal would take it for dead, and is tried again.
// Whoever calls it stops the heartbeat in the end.
func working(ctx context.Context) (context.Context, *heartbeat) {
	h := &heartbeat{activity: ctx, patience: silencePatience}
	if timeout := activity.GetInfo(ctx).HeartbeatTimeout; timeout > 0 {
		h.patience = timeout * 4 / 5
	}
	work, cancel := context.WithCancelCause(ctx)
	h.cancel = cancel
	h.watch = time.AfterFunc(h.patience, func() { cancel(errSilent) })
	return work, h
}

// progress notes that the work has moved. details are what an operator sees; without
// any it is what was seen last.
func (h *heartbeat) progress(details ...any) {
	if len(details) > 0 {
		h.details = details
	}
	activity.RecordHeartbeat(h.activity, h.details...)
	h.watch.Reset(h.patience)
}

func (h *heartbeat) stop() {
	h.watch.Stop()
	h.cancel(nil)
}

// pause waits a moment. It returns an error when the activity is to end: another
// attempt takes over from here.
func (h *heartbeat) pause(wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-h.activity.Done():
		return h.activity.Err()
	case <-activity.GetWorkerStopChannel(h.activity):
		return errStopping
	}
}

// errStopping says that the worker stops.
var errStopping = temporal.NewApplicationError("the worker stops", ErrUnavailable)

// heardFile is a file whose every read is progress, which is how one that takes long
// to open shows that it moves.
type heardFile struct {
	io.ReaderAt
	heartbeat *heartbeat
}

func (f heardFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.ReaderAt.ReadAt(p, off)
	f.heartbeat.progress()
	return n, err
}

// heardWriter is a file that is written in pieces, each of which is progress.
type heardWriter struct {
	io.Writer
	heartbeat *heartbeat
}

func (w heardWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.heartbeat.progress()
	return n, err
}
