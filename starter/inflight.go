package starter

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// inFlight is a key on its way: from the moment its workflow is woken until the
// workflow has found nothing more to decide. What is recorded for the key meanwhile
// waits for that, since the run most likely takes it along without being woken.
type inFlight struct {
	leased                // guarded by Dispatcher.mu, but for the key
	first    ledger.Lease // with which it began
	priority priority
	more     bool          // something came for the key meanwhile; guarded by Dispatcher.mu
	did      bool          // the run has decided something; guarded by Dispatcher.mu
	decided  chan struct{} // holds a token once the run has found nothing more pending
	progress chan struct{} // holds a token when it has decided something, and goes on
}

const (
	// How long a key in flight waits for its run. A run that takes longer is held up, or
	// works in another process. It is woken once more then if anything has come.
	livePatience = 300 * time.Millisecond
	bulkPatience = time.Second
	// closeTime is how long a run takes to close once it has found nothing more.
	// Starting the next one sooner fails, and signalling this one would make it
	// repeat its last step.
	closeTime = 10 * time.Millisecond
)

// dispatch wakes a key's workflow and keeps its slot until the run has decided: what
// the server has taken and not done yet would only wait there, and make
// everything slower.
func (d *Dispatcher) dispatch(ctx context.Context, f *inFlight) {
	if err := d.wake(ctx, f.first); err != nil {
		d.free(f)
		d.release(f, d.failed(ctx, f, err))
		return
	}
	d.starter.breaker.close()
	ended := f.await(d.settings.Lease / 2)
	d.free(f)
	time.Sleep(closeTime)
	d.release(f, ledger.Ended{Woken: !ended})
}

// await waits until the run has found nothing more to decide. One that decides
// more and more is waited for up to the longest time.
func (f *inFlight) await(longest time.Duration) (ended bool) {
	patience := livePatience
	if f.priority == bulk {
		patience = bulkPatience
	}
	began := time.Now()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case <-f.decided:
			return true
		case <-f.progress:
			if time.Since(began) < longest {
				timer.Reset(patience)
			}
		case <-timer.C:
			return false
		}
	}
}

// decided hears what a run in this process has decided, and whether more is pending
// for its key.
func (d *Dispatcher) decided(channelID, key string, decisions []contact.Decision, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, found := d.inFlight[target{channelID, key}]
	if !found {
		return
	}
	f.did = f.did || len(decisions) > 0
	if more {
		notify(f.progress)
	} else {
		notify(f.decided)
	}
}

func (d *Dispatcher) free(f *inFlight) {
	d.mu.Lock()
	d.running[f.priority]--
	if f.priority != bulk {
		if d.inFlightOf[f.ChannelID]--; d.inFlightOf[f.ChannelID] == 0 {
			delete(d.inFlightOf, f.ChannelID)
		}
	}
	d.mu.Unlock()
	notify(d.freed)
}

// release ends what is in flight. Its lease is released soon, and at once if
// somebody waits for that.
func (d *Dispatcher) release(f *inFlight, e ledger.Ended) {
	d.mu.Lock()
	delete(d.inFlight, f.target())
	// A run that did nothing, or does not say that it has ended, may have been lost.
	e.Lease, e.Woken = f.Lease, e.Woken || !f.did && !e.Rest
	d.ended = append(d.ended, e)
	d.urgent = d.urgent || f.more
	d.mu.Unlock()
	notify(d.freed)
}

// failed says when a key whose workflow could not be woken is tried again. Until then its key
// rests.
func (d *Dispatcher) failed(ctx context.Context, f *inFlight, err error) ledger.Ended {
	after, why := postponement(err, f.first.Failures)
	switch why {
	case temporalUnavailable:
		d.starter.breaker.trip()
	case throttled:
		d.starter.breaker.throttled(f.target())
	}
	d.log.WarnContext(ctx, "cannot wake a workflow; what is pending stays pending and is dispatched later",
		"channel", f.ChannelID, "key", f.Key, "event_id", oldest(f.first), "after", after, "error", err)
	return ledger.Ended{After: after, Rest: true}
}

// oldest is the event that a key was leased for: in a log, which shows no key
// whole, it leads to the workflow.
func oldest(l ledger.Lease) uuid.UUID {
	if len(l.Due) == 0 {
		return uuid.Nil
	}
	return l.Due[0].EventID
}
