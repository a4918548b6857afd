package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Decision returns the decision of an event from the ledger. Its Kind is
// contact.Pending while there is none, and the error ErrNotFound if there is no
// such event.
func (l *Ledger) Decision(ctx context.Context, eventID uuid.UUID) (contact.Decision, error) {
	return decisionOf(ctx, l.db.Intake, eventID)
}

// Quarantine sets a pending event aside with its reason, so that it does not
// block what waits behind it. An event that is decided already keeps its
// decision.
func (l *Ledger) Quarantine(ctx context.Context, t Task, reason contact.Reason, detail string) (out Result, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, l.db.DecisionTime(), ErrTooLong)
	defer cancel()
	ours := false // it is decided here, and was not before
	err = l.inDeciding(ctx, func(tx *deciding) error {
		var decisions []contact.Decision
		view, err := open(ctx, tx, t, 1, (*view).readContacts)
		if err != nil {
			return err
		}
		w := writer{Batch: &pgx.Batch{}, ChannelID: t.ChannelID}
		if ours = len(view.run) > 0; ours {
			ev, unreadable := view.run[0].event()
			if unreadable != nil {
				ev = contact.Event{ID: t.EventID, Origin: view.run[0].Origin}
			}
			decisions = []contact.Decision{{EventID: ev.ID, Kind: contact.Quarantined, Reason: reason}}
			w.decided(ev, decisions[0], nil)
			w.ofJob(ev, decisions[0], nil)
			w.removeHalf(t.EventID)
			w.neverConversed(t.EventID)
			w.Queue(`UPDATE events SET detail = @detail WHERE id = @id`,
				store.Named{"id": t.EventID, "detail": store.Null(contact.Clean(detail, contact.MaxName))})
		}
		w.end(t, decisions, &out.More)
		if err := w.send(ctx, tx); err != nil {
			return err
		}
		decision, err := decisionOf(ctx, tx, t.EventID)
		out.Decisions = []contact.Decision{decision}
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("quarantine event %s: %w", t.EventID, err)
	}
	l.decidedNow(t, out, ours)
	return out, nil
}
