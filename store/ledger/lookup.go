package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Next is what a contact's workflow should do now.
type Next struct {
	EventID   uuid.UUID
	Keys      []string
	Kind      string
	Source    string
	Step      contact.Step
	ContactID uuid.UUID // zero: the person has no contact yet
	Message   bool      // it is a message, which is attached
	// Unreadable says that the stored facts cannot be judged at all.
	Unreadable bool
}

// Lookup finds the oldest event that is pending for the key, and what the rules
// say it needs. Where that event names further keys and one of those has an
// older entry, the older one comes first, whosever it is: so an event is never
// decided before what was recorded before it about the same people.
func (l *Ledger) Lookup(ctx context.Context, channelID, key string) (Next, error) {
	found, ok := l.readAhead.take(channelID, key)
	if !ok {
		var err error
		if found, err = l.oldest(ctx, channelID, key); errors.Is(err, pgx.ErrNoRows) {
			return Next{}, nil
		} else if err != nil {
			return Next{}, fmt.Errorf("find what is pending for %s: %w", key, err)
		}
	}
	oldest := found.pending
	next := Next{EventID: oldest.ID, Keys: oldest.Keys, Kind: oldest.Kind, Source: oldest.Source}
	ev, err := oldest.event()
	if err != nil {
		next.Unreadable = true
		return next, nil //nolint:nilerr // the event is to be quarantined, looking it up has not failed
	}
	resolution := ev.Resolve(found.identities)
	next.ContactID = resolution.ContactID
	// What fits several contacts creates none: it is quarantined.
	next.Step = contact.NextStep(ev.Facts, resolution.Found() || resolution.Ambiguous)
	next.Message = ev.Facts.Message != nil
	if next.Step == contact.StepCreate && len(found.identities) == 0 && !l.options.LocksOnly {
		l.snapshots.Add(oldest.ID, snapshot{pending: oldest})
	}
	return next, nil
}

// foundPending is an event that is pending, and the identities under its keys.
type foundPending struct {
	pending    pendingEvent
	identities []contact.Identity
}

// oldest finds the event for Lookup. It fails with pgx.ErrNoRows if nothing is
// pending.
func (l *Ledger) oldest(ctx context.Context, channelID, key string) (foundPending, error) {
	found, err := l.oldestOf(ctx, channelID, []string{key})
	for err == nil && len(found.pending.Keys) > 1 {
		older, err := l.oldestOf(ctx, channelID, found.pending.Keys)
		if errors.Is(err, pgx.ErrNoRows) { // decided meanwhile
			return l.oldest(ctx, channelID, key)
		}
		if err != nil || older.pending.ID == found.pending.ID {
			return older, err
		}
		found = older // its number is smaller, so this ends
	}
	return found, err
}

// oldestOf reads the oldest event pending for any of the keys, and in the same round
// trip the identities under them.
func (l *Ledger) oldestOf(ctx context.Context, channelID string, keys []string) (found foundPending, err error) {
	args := store.Named{"channel": channelID, "keys": keys}
	b := &pgx.Batch{}
	b.Queue(`
SELECT `+pendingColumns+`
FROM queue o
JOIN events e ON e.id = o.event_id
WHERE o.channel_id = @channel AND o.key = ANY(@keys)
ORDER BY o.seq
LIMIT 1`, args).Query(func(rows pgx.Rows) (err error) {
		found.pending, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[pendingEvent])
		return err
	})
	b.Queue(store.IdentitiesSQL, args).Query(func(rows pgx.Rows) (err error) {
		found.identities, err = store.CollectIdentities(rows)
		return err
	})
	err = l.db.Decisions.SendBatch(ctx, b).Close()
	return found, err
}

// KnownNumber reports whether a number, in any national variant, is now the
// identity of a contact of the channel.
func (l *Ledger) KnownNumber(ctx context.Context, channelID, digits string) (known bool, err error) {
	err = l.db.Intake.QueryRow(ctx, `
SELECT EXISTS (
    SELECT FROM identities
    WHERE channel_id = @channel AND key = @key AND kind = 'wa_id' AND valid_to = 'infinity')`,
		store.Named{"channel": channelID, "key": contact.FoldNumber(digits)}).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("look a number up: %w", err)
	}
	return known, nil
}
