package starter

import (
	"context"
	"time"

	"github.com/luluchat/contacts/store/ledger"
)

// releaseEvery is how often leases that have ended are released by themselves. Each
// time keeps new keys waiting for a statement. Mostly leases go along with the
// next look, and at once if this process knows that something waits for one; others
// look for what waits no more often than this either.
const releaseEvery = 100 * time.Millisecond

// tidy releases leases that have ended, if it is time to. It reports false if the
// database is unavailable.
func (d *Dispatcher) tidy(ctx context.Context) bool {
	d.mu.Lock()
	if len(d.ended) == 0 || !d.urgent && time.Since(d.tidied) < releaseEvery {
		d.mu.Unlock()
		return true
	}
	ended := d.takeEnded()
	d.failing = false
	d.mu.Unlock()
	released, err := d.ledger.Release(ctx, ended, d.settings.Lease)
	if err != nil {
		d.log.WarnContext(ctx, "cannot release keys; their leases will end by themselves", "keys", len(ended), "error", err)
		return false
	}
	d.released(released)
	return true
}

// released goes on with what a release has left.
func (d *Dispatcher) released(r ledger.Released) {
	if r.Woken {
		d.lookForAll()
	}
	if len(r.Passed) > 0 {
		d.mu.Lock()
		d.ended = append(d.ended, r.Passed...)
		d.mu.Unlock()
	}
}

// untidy tells when there is something to release.
func (d *Dispatcher) untidy() <-chan time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.ended) == 0 {
		return nil
	}
	return time.After(releaseEvery - time.Since(d.tidied))
}

// takeEnded returns what is to be released, and expects that it is.
func (d *Dispatcher) takeEnded() []ledger.Ended {
	ended := d.ended
	d.ended, d.urgent, d.tidied = nil, false, time.Now()
	return ended
}

// keep takes back what could not be released together with a look. It is tried once
// more by itself.
func (d *Dispatcher) keep(ended []ledger.Ended) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended, d.failing = append(ended, d.ended...), len(ended) > 0
}

// giveBack lets go of all that waits for a slot: it is due again after the given
// time, for whoever looks first.
func (d *Dispatcher) giveBack(ctx context.Context, after time.Duration) {
	d.mu.Lock()
	for l := range d.ready {
		for _, one := range d.ready[l].drain() {
			d.ended = append(d.ended, ledger.Ended{Lease: one.Lease, After: after})
		}
	}
	d.urgent = len(d.ended) > 0
	d.mu.Unlock()
	d.tidy(ctx)
}
