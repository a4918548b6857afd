package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// RawEvent is an event as it arrived.
type RawEvent struct {
	ID        uuid.UUID
	ChannelID *string
	Origin    string
	Source    string
	Kind      string
	Decision  *string
	Reason    *string
	// ReceivedAt is when it arrived first.
	ReceivedAt time.Time
	Facts      string
	Raw        string
	Erased     bool // its words are gone, or go: there is nothing to judge
}

// RawEvent returns an event as it arrived, or ErrNotFound.
func (l *Ledger) RawEvent(ctx context.Context, id uuid.UUID) (RawEvent, error) {
	rows, err := l.db.Other.Query(ctx, `
SELECT id, channel_id, origin, source, kind, decision, reason, received_at, facts, raw, raw = '{}' AND facts = '{}' OR `+store.ErasedEventSQL+` AS erased FROM events e WHERE id = @id`,
		store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[RawEvent], "get event %s", id)
}

// Replay judges a quarantined event anew with the facts of ev, which whoever
// calls has read again from the raw item. What needs a contact is pending again;
// what does not has its new decision at once. The former decision stays in the
// event's trail.
func (l *Ledger) Replay(ctx context.Context, id uuid.UUID, ev contact.Event) error {
	return l.replay(ctx, id, ev, "", nil)
}

// ReplayIn is Replay in another channel than the event had; empty: in the same.
func (l *Ledger) ReplayIn(ctx context.Context, id uuid.UUID, ev contact.Event, channelID string) error {
	return l.replay(ctx, id, ev, channelID, nil)
}

// Refill is Replay for an event whose raw item was still to come, and is that of ev.
func (l *Ledger) Refill(ctx context.Context, id uuid.UUID, ev contact.Event) error {
	raw := string(ev.Raw)
	return l.replay(ctx, id, ev, "", &raw)
}

func (l *Ledger) replay(ctx context.Context, id uuid.UUID, ev contact.Event, channelID string, raw *string) error {
	facts, err := json.Marshal(ev.Facts)
	if err != nil {
		return fmt.Errorf("encode the facts of event %s: %w", id, err)
	}
	err = l.db.InTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM quarantine WHERE event_id = @id`, store.Named{"id": id})
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return store.ErrNotQuarantined
		}
		var channel *string
		err = tx.QueryRow(ctx, `
UPDATE events e
SET facts = @facts, kind = @kind, key = @key, user_id = @user, occurred_at = coalesce(@at, occurred_at),
    source = coalesce(@source, source), origin = coalesce(@origin, origin), external_id = coalesce(@external, external_id),
    raw = coalesce(@raw, raw),
    channel_id = coalesce(@moved, channel_id, @channel, (SELECT id FROM channels WHERE phone_number_id = e.origin AND deleted_at IS NULL))
WHERE id = @id
RETURNING channel_id`, store.Named{
			"id": id, "facts": string(facts), "kind": ev.Kind, "key": store.Null(ev.Facts.Key()),
			"user": store.Null(ev.Facts.Person.UserID), "at": store.NullTime(ev.OccurredAt),
			"source": store.Null(string(ev.Source)), "origin": store.Null(ev.Origin), "external": store.Null(ev.ExternalID),
			"channel": store.Null(ev.ChannelID), "moved": store.Null(channelID), "raw": raw,
		}).Scan(&channel)
		if err != nil {
			return err
		}
		decision := ev.DecideAtOnce()
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

// Split ends an event that was a whole body, each item of which is an event of its
// own by now. The body goes: its words would stay when one of its people is deleted.
func (l *Ledger) Split(ctx context.Context, id uuid.UUID) error {
	facts, err := json.Marshal(contact.Facts{Effect: contact.None, Reason: contact.BatchSplit})
	if err != nil {
		return fmt.Errorf("encode the facts of event %s: %w", id, err)
	}
	tag, err := l.db.Other.Exec(ctx, `
WITH unlisted AS (
    DELETE FROM quarantine WHERE event_id = @id RETURNING event_id
)
UPDATE events
SET trail = `+trailSQL+`, decision = 'ignored', reason = @reason, detail = NULL, decided_at = now(), facts = @facts, raw = '{}'
WHERE id IN (SELECT event_id FROM unlisted)`, store.Named{"id": id, "reason": string(contact.BatchSplit), "facts": string(facts)})
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotQuarantined
	}
	if err != nil {
		return fmt.Errorf("end event %s, which was split: %w", id, err)
	}
	return nil
}

// redecide gives an event another decision that needs no contact.
func redecide(ctx context.Context, tx pgx.Tx, id uuid.UUID, ev contact.Event, v contact.Decision) error {
	b := &pgx.Batch{}
	queueRedecide(b, id, ev, v)
	return tx.SendBatch(ctx, b).Close()
}

func queueRedecide(b *pgx.Batch, id uuid.UUID, ev contact.Event, v contact.Decision) {
	args := store.Named{
		"id": id, "decision": string(v.Kind), "reason": string(v.Reason), "detail": store.Null(ev.Facts.Detail),
	}
	b.Queue(`
UPDATE events
SET trail = `+trailSQL+`, decision = @decision, reason = @reason, detail = @detail, decided_at = now()
WHERE id = @id`, args)
	if v.Kind == contact.Quarantined {
		b.Queue(`INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM events WHERE id = @id`, args)
	}
}
