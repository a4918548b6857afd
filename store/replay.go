package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// ErrNotQuarantined says that only quarantined events are replayed.
var ErrNotQuarantined = errors.New("not quarantined")

// RawEvent is an event as it arrived.
type RawEvent struct {
	ID        uuid.UUID
	ChannelID *string
	Origin    string
	Source    string
	Kind      string
	Decision  *string
	Reason    *string
	Facts     string
	Raw       string
	Erased    bool // its words are gone, or go: there is nothing to judge
}

// RawEvent returns an event as it arrived, or ErrNotFound.
func (s *Store) RawEvent(ctx context.Context, id uuid.UUID) (RawEvent, error) {
	rows, err := s.pool.Query(ctx, `
SELECT id, channel_id, origin, source, kind, decision, reason, facts, raw, raw = '{}' AND facts = '{}' OR `+erasedSQL+` FROM events e WHERE id = @id`,
		named{"id": id})
	if err != nil {
		return RawEvent{}, fmt.Errorf("get event %s: %w", id, err)
	}
	e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[RawEvent])
	if err != nil {
		return RawEvent{}, fmt.Errorf("get event %s: %w", id, notFound(err))
	}
	return e, nil
}

// Replay judges a quarantined event anew with the facts of ev, which whoever
// calls has read again from the raw item. What needs a contact is pending again;
// what does not has its new decision at once. The former decision stays in the
// event's trail.
func (s *Store) Replay(ctx context.Context, id uuid.UUID, ev contact.Event) error {
	facts, err := json.Marshal(ev.Facts)
	if err != nil {
		return fmt.Errorf("encode the facts of event %s: %w", id, err)
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM quarantine WHERE event_id = @id`, named{"id": id})
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrNotQuarantined
		}
		var channel *string
		err = tx.QueryRow(ctx, `
UPDATE events e
SET facts = @facts, kind = @kind, key = @key, user_id = @user, occurred_at = coalesce(@at, occurred_at),
    channel_id = coalesce(channel_id, (SELECT id FROM channels WHERE phone_number_id = e.origin))
WHERE id = @id
RETURNING channel_id`, named{
			"id": id, "facts": string(facts), "kind": ev.Kind, "key": nullable(ev.Facts.Key()),
			"user": nullable(ev.Facts.Person.UserID), "at": nullableTime(ev.OccurredAt),
		}).Scan(&channel)
		if err != nil {
			return err
		}
		decision := contact.DecideAtOnce(ev.Facts)
		if decision.Kind == contact.Pending && channel == nil {
			decision = contact.Decision{Kind: contact.Quarantined, Reason: contact.UnknownChannel}
		}
		if decision.Kind == contact.Pending {
			_, err := reopen(ctx, tx, []uuid.UUID{id})
			return err
		}
		return redecide(ctx, tx, id, ev, decision)
	})
	if err != nil {
		return fmt.Errorf("replay event %s: %w", id, err)
	}
	return nil
}

// redecide gives an event another decision that needs no contact.
func redecide(ctx context.Context, tx pgx.Tx, id uuid.UUID, ev contact.Event, v contact.Decision) error {
	args := named{
		"id": id, "decision": string(v.Kind), "reason": string(v.Reason), "detail": nullable(ev.Facts.Detail),
	}
	_, err := tx.Exec(ctx, `
UPDATE events
SET trail = `+trailSQL+`, decision = @decision, reason = @reason, detail = @detail, decided_at = now()
WHERE id = @id`, args)
	if err != nil || v.Kind != contact.Quarantined {
		return err
	}
	_, err = tx.Exec(ctx, `
INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM events WHERE id = @id`, args)
	return err
}
