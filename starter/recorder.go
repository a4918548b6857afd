// Package starter is the way in: everything that can make or change a contact
// is recorded here, and only here are workflows started. What is recorded is
// acknowledged; what is recorded and not yet decided is pending, and the
// dispatcher delivers it until it is decided.
package starter

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Recorder records events and wakes whoever delivers them.
type Recorder struct {
	store     *store.Store
	client    client.Client
	taskQueue string
	log       *slog.Logger
	recorded  chan struct{} // holds a token while there may be something due
	arrivals  arrivals      // of what
	breaker   breaker
	gatherer  gatherer
	resting   resting
	// dispatcher is the one that runs in this process, or nil.
	dispatcher atomic.Pointer[Dispatcher]
}

// NewRecorder returns a recorder. The client may be lazy: recording needs only the
// database.
func NewRecorder(s *store.Store, c client.Client, taskQueue string, log *slog.Logger) *Recorder {
	d := &Recorder{store: s, client: c, taskQueue: taskQueue, log: log, recorded: make(chan struct{}, 1)}
	d.gatherer.record = func(ctx context.Context, batch store.Batch) ([]store.Recorded, error) { return s.Record(ctx, batch, 0) }
	d.gatherer.find = s.Find
	return d
}

// Record writes a batch and what is pending for it in one transaction, maybe together
// with what others bring at the same time, and wakes this process's dispatcher.
// When it returns without an error, none of them can be lost. An error that
// store.Unavailable tells apart means that nothing was recorded, and never will
// be, and that trying again is right – unless it is store.ErrOutcomeUnknown.
func (d *Recorder) Record(ctx context.Context, batch store.Batch) ([]store.Recorded, error) {
	recorded, err := d.gatherer.Record(ctx, batch)
	if err != nil {
		return nil, err
	}
	for i, r := range recorded {
		switch {
		case !r.New || !r.Pending:
		case batch.Events[i].Priority != contact.Live:
			d.Wake()
		default:
			d.arrivals.add(r.ChannelID)
			notify(d.recorded)
		}
	}
	return recorded, nil
}

// Wake has this process's dispatcher look for all that is due, at once.
func (d *Recorder) Wake() {
	d.arrivals.add("")
	notify(d.recorded)
}

// arrivals are the channels for which this process has recorded live events since
// its dispatcher last looked.
type arrivals struct {
	mu       sync.Mutex
	channels map[string]bool // the empty one stands for all, and for other events
}

func (a *arrivals) add(channel string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.channels == nil {
		a.channels = map[string]bool{}
	}
	a.channels[channel] = true
}

func (a *arrivals) take() (channels map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	channels, a.channels = a.channels, nil
	return channels
}

// notify leaves a token in a channel that holds one, unless one is there.
func notify(token chan struct{}) {
	select {
	case token <- struct{}{}:
	default:
	}
}

// sweepEvery is how often events of unknown channels are looked at again. A
// channel that is added re-opens them at once; the sweep finds what was
// recorded in that very moment.
const sweepEvery = 10 * time.Second

// SweepUnknownChannels reopens what was quarantined for want of a channel that
// is known by now.
func (d *Recorder) SweepUnknownChannels(ctx context.Context) error {
	n, err := d.store.SweepUnknownChannels(ctx)
	if n > 0 {
		d.log.InfoContext(ctx, "reopened events of channels that are known now", "events", n)
		d.Wake()
	}
	return err
}
