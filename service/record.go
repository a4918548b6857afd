package service

import (
	"context"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/workflows"
)

// recording is the context in which something is recorded: a sender who hangs
// up meanwhile has done no harm, and a cancelled query would cost a connection.
func recording(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
}

// waiting is such a context for what waits for its turn to be recorded: it ends
// when the sender, whose context is the second, hangs up, since nothing has begun
// then.
func waiting(ctx, sender context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(sender, cancel)
	return ctx, func() { stop(); cancel() }
}

// Accepted is an event that was recorded. WorkflowID is empty for what no
// workflow decides, because it was quarantined.
type Accepted struct {
	EventID    string
	WorkflowID string
	Skipped    []contact.Skipped // what of a trigger's call did not fit
	WantsOK    bool              // see intake.Shape; of a submission alone
}

// record takes one event in, which may be a call of a trigger.
func (s *Service) record(ctx, sender context.Context, ev contact.Event, trigger string) (Accepted, error) {
	ctx, cancel := waiting(ctx, sender)
	defer cancel()
	recorded, err := s.recorder.Record(ctx, ledger.Batch{Events: []contact.Event{ev}, Trigger: trigger})
	if err != nil {
		return Accepted{}, err
	}
	out := Accepted{EventID: recorded[0].ID.String(), Skipped: ev.Facts.Fields.Skipped}
	if key := ev.Facts.Key(); key != "" {
		out.WorkflowID = workflows.ContactID(recorded[0].ChannelID, key)
	}
	return out, nil
}
