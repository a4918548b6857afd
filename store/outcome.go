package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// Outcome returns the decision of an event from the ledger. Its Decision is
// contact.Pending while there is none, and the error ErrNotFound if there is no
// such event.
func (s *Store) Outcome(ctx context.Context, eventID uuid.UUID) (Outcome, error) {
	return outcomeOf(ctx, s.hot, eventID)
}

func outcomeOf(ctx context.Context, q querier, eventID uuid.UUID) (Outcome, error) {
	rows, err := q.Query(ctx, `
SELECT id, coalesce(decision, ''), coalesce(reason, ''), coalesce(contact_id, '00000000-0000-0000-0000-000000000000')
FROM events
WHERE id = @id`, named{"id": eventID})
	if err != nil {
		return Outcome{}, fmt.Errorf("read the decision of event %s: %w", eventID, err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Outcome])
	if err != nil {
		return Outcome{}, fmt.Errorf("read the decision of event %s: %w", eventID, notFound(err))
	}
	return o, nil
}

// Quarantine sets a pending event aside with its reason, so that it does not
// block what waits behind it. An event that is decided already keeps its
// decision.
func (s *Store) Quarantine(ctx context.Context, t Task, reason contact.Reason, detail string) (out Settled, err error) {
	ctx, cancel := s.decision(ctx)
	defer cancel()
	ours := false // it is decided here, and was not before
	err = s.inDeciding(ctx, func(tx *deciding) error {
		var outcomes []Outcome
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
			outcomes = []Outcome{w.quarantine(ev, reason)}
			w.decideRow(ev, outcomes[0], nil)
			w.Queue(`UPDATE events SET detail = @detail WHERE id = @id`,
				named{"id": t.EventID, "detail": nullable(contact.Clean(detail, contact.MaxName))})
		}
		w.settle(t, outcomes, &out.More)
		if err := w.send(ctx, tx); err != nil {
			return err
		}
		outcome, err := outcomeOf(ctx, tx, t.EventID)
		out.Outcomes = []Outcome{outcome}
		return err
	})
	if err != nil {
		return Settled{}, fmt.Errorf("quarantine event %s: %w", t.EventID, err)
	}
	s.readAhead.drop(t.ChannelID, t.Key)
	if ours {
		s.countDecided(out.Outcomes)
	}
	return out, nil
}
