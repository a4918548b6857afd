package starter

import (
	"context"
	"log/slog"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
)

// Recorder records events and wakes the dispatcher of its process. What people want
// done with an import goes through it, too.
type Recorder struct {
	ledger   *ledger.Ledger
	imports  *imports.Imports
	starter  *Starter
	hub      *Hub
	log      *slog.Logger
	gatherer gatherer
}

// NewRecorder returns a recorder. The starter's client may be lazy: recording needs
// only the database.
func NewRecorder(l *ledger.Ledger, im *imports.Imports, starter *Starter, hub *Hub, log *slog.Logger) *Recorder {
	return &Recorder{ledger: l, imports: im, starter: starter, hub: hub, log: log, gatherer: gatherer{
		record: func(ctx context.Context, batch ledger.Batch) ([]ledger.Recorded, error) {
			return l.Record(ctx, batch, 0)
		},
		find:       l.Find,
		congestion: &hub.congestion,
	}}
}

// Record writes a batch and what is pending for it in one transaction, maybe together
// with what others bring at the same time, and wakes this process's dispatcher.
// When it returns without an error, none of them can be lost. An error that
// store.Unavailable tells apart means that nothing was recorded, and never will
// be, and that trying again is right – unless it is store.ErrOutcomeUnknown.
func (r *Recorder) Record(ctx context.Context, batch ledger.Batch) ([]ledger.Recorded, error) {
	recorded, err := r.gatherer.Record(ctx, batch)
	if err != nil {
		return nil, err
	}
	for i, one := range recorded {
		switch {
		case !one.New || !one.Pending:
		case batch.Events[i].Priority != contact.Live:
			r.hub.Wake()
		default:
			r.hub.wakeFor(one.ChannelID)
		}
	}
	return recorded, nil
}

// Wake has this process's dispatcher look for all that is due, at once.
func (r *Recorder) Wake() { r.hub.Wake() }

// SweepUnknownChannels reopens what was quarantined for want of a channel that
// is known by now.
func (r *Recorder) SweepUnknownChannels(ctx context.Context) error {
	n, err := r.ledger.SweepUnknownChannels(ctx)
	if n > 0 {
		r.log.InfoContext(ctx, "reopened events of channels that are known now", "events", n)
		r.hub.Wake()
	}
	return err
}
