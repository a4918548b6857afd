package starter

import (
	"context"
	"slices"
	"time"

	"github.com/luluchat/contacts/store"
)

// flight is a key on its way: from the moment its workflow is woken until the
// workflow has found nothing more to decide. What is claimed for the key
// meanwhile waits, since the run most likely takes it along without being told.
type flight struct {
	target  target
	lane    lane
	waiting []store.Due   // guarded by Dispatcher.mu
	decided chan struct{} // holds a token once the run has found nothing more owed
}

const (
	// How long a flight waits for its run. A run that takes longer is held up, or
	// works in another process. It is woken once more then if anything has come.
	livePatience = 300 * time.Millisecond
	bulkPatience = time.Second
	// closeTime is how long a run takes to close once it has found nothing more.
	// Starting the next one sooner fails, and signalling this one would make it
	// repeat its last step.
	closeTime = 10 * time.Millisecond
)

// fly wakes a key's workflow and keeps its slot until the run has decided: what
// the server has taken and not done yet would only wait there, and make
// everything slower.
func (d *Dispatcher) fly(ctx context.Context, f *flight, due []store.Due) {
	if err := d.deliver(ctx, due[0]); err != nil {
		d.release(f)
		d.failed(ctx, append(due, d.land(f)...), err)
		return
	}
	d.breaker.close()
	f.await()
	d.release(f)
	time.Sleep(closeTime)
	d.requeue(d.stillOwed(ctx, d.land(f)))
}

// await waits until the run has found nothing more to decide.
func (f *flight) await() {
	patience := livePatience
	if f.lane == bulk {
		patience = bulkPatience
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-f.decided:
	case <-timer.C:
	}
}

// Decided hears what a run in this process has decided, and whether more is owed
// for its key. It tells whoever waits for that.
func (d *Dispatcher) Decided(channelID, key string, outcomes []store.Outcome, more bool) {
	d.callers.tell(outcomes)
	d.hearErasures(outcomes)
	if more {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if f, flying := d.flights[target{channelID, key}]; flying {
		notify(f.decided)
	}
}

func (d *Dispatcher) release(f *flight) {
	d.mu.Lock()
	d.running[f.lane]--
	d.mu.Unlock()
	notify(d.freed)
}

// land ends a flight and returns what was claimed for its key meanwhile.
func (d *Dispatcher) land(f *flight) []store.Due {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.flights, f.target)
	return f.waiting
}

// requeue puts what a run has not taken along before everything else that waits.
func (d *Dispatcher) requeue(due []store.Due) {
	if len(due) == 0 {
		return
	}
	d.mu.Lock()
	l := bulk
	for _, one := range due { // the most urgent one hurries the others
		l = min(l, laneOf(one.Class))
		if d.callers.awaits(one.EventID) {
			l = asked
		}
	}
	d.ready[l] = slices.Insert(d.ready[l], 0, due)
	d.mu.Unlock()
	notify(d.freed)
}

// failed puts off what could not be delivered.
func (d *Dispatcher) failed(ctx context.Context, due []store.Due, err error) {
	after, away := postponement(err)
	if away {
		d.breaker.trip()
	}
	d.log.WarnContext(ctx, "cannot wake a workflow; what is owed stays owed and is delivered later",
		"channel", due[0].ChannelID, "key", due[0].Key, "after", after, "error", err)
	d.postpone(ctx, due, after)
}

// postpone makes what is claimed due again after the given time.
func (d *Dispatcher) postpone(ctx context.Context, due []store.Due, after time.Duration) {
	if err := d.door.store.Postpone(ctx, due, after); err != nil {
		d.log.WarnContext(ctx, "cannot postpone; the lease will end by itself", "error", err)
	}
}

// stillOwed drops what has been decided meanwhile. If that cannot be read, all
// is taken for owed: a wake-up too many does no harm.
func (d *Dispatcher) stillOwed(ctx context.Context, due []store.Due) []store.Due {
	if len(due) == 0 {
		return nil
	}
	owed, err := d.door.store.StillOwed(ctx, due)
	if err != nil {
		return due
	}
	return owed
}
