package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// SweepUnknownChannels reopens events that were quarantined because their channel was
// unknown or disabled, or their form was, and for which this holds no more. It returns how
// many. It is called when a channel is added, when something is enabled, and every now and
// then: an event may be quarantined in the moment in which its channel appears.
func (l *Ledger) SweepUnknownChannels(ctx context.Context) (reopened int, err error) {
	for {
		found, n, err := l.sweep(ctx)
		reopened += n
		if err != nil || found < sweepBatch {
			return reopened, err
		}
	}
}

func (l *Ledger) sweep(ctx context.Context) (found, reopened int, err error) {
	err = l.db.InTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
WITH open AS (
    SELECT id, phone_number_id, address_book, history FROM channels WHERE disabled_at IS NULL AND deleted_at IS NULL
), waited AS (
    SELECT reason, phone_number_id AS origin, id, address_book, history
    FROM open CROSS JOIN (VALUES ('unknown_channel'), ('channel_disabled')) AS r (reason)
    UNION ALL
    SELECT 'form_disabled', f.id, c.id, c.address_book, c.history
    FROM forms f JOIN open c ON c.id = f.channel_id
    WHERE f.disabled_at IS NULL AND f.deleted_at IS NULL
), found AS (
    SELECT q.event_id, w.id AS channel_id, w.address_book, w.history
    FROM quarantine q
    JOIN waited w ON w.reason = q.reason AND w.origin = q.origin
    JOIN events e ON e.id = q.event_id
    WHERE q.reason IN ('unknown_channel', 'channel_disabled', 'form_disabled') AND `+store.StrayEventSQL+` IS NULL
    ORDER BY q.event_id
    LIMIT @limit
    FOR UPDATE OF q SKIP LOCKED
), freed AS (
    DELETE FROM quarantine q USING found f WHERE q.event_id = f.event_id
)
UPDATE events e SET channel_id = f.channel_id
FROM found f
WHERE e.id = f.event_id
RETURNING e.id, e.origin, e.source, e.kind, f.channel_id, f.address_book, f.history,
          CASE WHEN e.kind = 'address_book' OR e.kind LIKE 'history.%' THEN e.facts END AS facts`, store.Named{"limit": sweepBatch})
		if err != nil {
			return err
		}
		freed, err := pgx.CollectRows(rows, pgx.RowToStructByName[freedEvent])
		if err != nil {
			return err
		}
		found = len(freed)
		slices.SortFunc(freed, func(a, b freedEvent) int { return bytes.Compare(a.ID[:], b.ID[:]) })
		ids, err := forChannels(ctx, tx, freed)
		if err != nil {
			return err
		}
		reopened, err = reopen(ctx, tx, ids)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("reopen events of a new channel: %w", err)
	}
	return found, reopened, nil
}

// freedEvent is an event whose channel is known by now.
type freedEvent struct {
	ID          uuid.UUID
	Origin      string
	Source      string
	Kind        string
	ChannelID   string
	AddressBook string
	History     string
	Facts       *string // of what was synchronised
}

// forChannels makes of what was synchronised what its channel wants of it, and returns
// what is to be reopened. The rest is decided here.
func forChannels(ctx context.Context, tx pgx.Tx, freed []freedEvent) (again []uuid.UUID, err error) {
	b := &pgx.Batch{}
	for _, f := range freed {
		ev := contact.Event{Origin: f.Origin, Source: contact.Source(f.Source), Kind: f.Kind}
		if f.Facts == nil || json.Unmarshal([]byte(*f.Facts), &ev.Facts) != nil || !ev.Synchronised() {
			again = append(again, f.ID) // reopening tells of facts that cannot be read
			continue
		}
		ev = ev.ForChannel(f.ChannelID, contact.Coexistence{AddressBook: f.AddressBook, History: f.History})
		facts, err := json.Marshal(ev.Facts)
		if err != nil {
			return nil, fmt.Errorf("encode the facts of event %s: %w", f.ID, err)
		}
		b.Queue(`UPDATE events SET facts = @facts, source = @source, origin = @origin WHERE id = @id`, store.Named{
			"id": f.ID, "facts": string(facts), "source": string(ev.Source), "origin": ev.Origin,
		})
		if decision := contact.DecideAtOnce(ev.Facts); decision.Kind == contact.Pending {
			again = append(again, f.ID)
		} else {
			queueRedecide(b, f.ID, ev, decision)
		}
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("judge what was synchronised: %w", err)
	}
	return again, nil
}

// sweepBatch bounds how many events one sweep transaction reopens.
const sweepBatch = 500
