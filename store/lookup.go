package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// pendingEvent is an event that waits for its decision.
type pendingEvent struct {
	ID         uuid.UUID
	ChannelID  string
	Seq        int64
	Keys       []string
	Origin     string
	Source     string
	Kind       string
	ExternalID *string
	OccurredAt *time.Time
	ReceivedAt time.Time
	Facts      string
	First      int64 // the number that it had in the queue first
}

// event returns the domain's view of it. An event without a time of its own
// happened when it was received.
func (o pendingEvent) event() (contact.Event, error) {
	var facts contact.Facts
	if err := json.Unmarshal([]byte(o.Facts), &facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", o.ID, err)
	}
	if !contact.Source(o.Source).Known() { // a later version has recorded it
		return contact.Event{}, fmt.Errorf("read event %s: the source %q is not known", o.ID, contact.Clean(o.Source, contact.MaxName))
	}
	at := orZero(o.OccurredAt)
	if at.IsZero() {
		at = o.ReceivedAt.UTC()
	}
	return contact.Event{
		ID: o.ID, ChannelID: o.ChannelID, Origin: o.Origin, Source: contact.Source(o.Source), Kind: o.Kind,
		ExternalID: orEmpty(o.ExternalID), OccurredAt: at, Seq: o.First, Facts: facts,
	}, nil
}

const pendingColumns = `e.id, o.channel_id, o.seq, o.keys, e.origin, e.source, e.kind, e.external_id, e.occurred_at,
       e.received_at, e.facts, coalesce(e.seq, o.seq)`

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
func (s *Store) Lookup(ctx context.Context, channelID, key string) (Next, error) {
	found, ok := s.readAhead.take(channelID, key)
	if !ok {
		var err error
		if found, err = s.oldest(ctx, channelID, key); errors.Is(err, pgx.ErrNoRows) {
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
	resolution := contact.Resolve(ev.Facts.Person, ev.NamedAt(), found.identities)
	next.ContactID = resolution.ContactID
	// What fits several contacts creates none: it is quarantined.
	next.Step = contact.NextStep(ev.Facts, resolution.Found() || resolution.Ambiguous)
	next.Message = ev.Facts.Message != nil
	if next.Step == contact.StepCreate && len(found.identities) == 0 {
		s.snapshots.Add(oldest.ID, snapshot{pending: oldest})
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
func (s *Store) oldest(ctx context.Context, channelID, key string) (foundPending, error) {
	found, err := s.oldestOf(ctx, channelID, []string{key})
	for err == nil && len(found.pending.Keys) > 1 {
		older, err := s.oldestOf(ctx, channelID, found.pending.Keys)
		if errors.Is(err, pgx.ErrNoRows) { // decided meanwhile
			return s.oldest(ctx, channelID, key)
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
func (s *Store) oldestOf(ctx context.Context, channelID string, keys []string) (found foundPending, err error) {
	args := named{"channel": channelID, "keys": keys}
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
	b.Queue(identitiesSQL, args).Query(func(rows pgx.Rows) (err error) {
		found.identities, err = collectIdentities(rows)
		return err
	})
	err = s.deciding.SendBatch(ctx, b).Close()
	return found, err
}

// querier is what the pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

const identityColumns = `i.contact_id, i.kind, i.value, i.confirmed, i.valid_from, nullif(i.valid_to, 'infinity')`

const identitiesSQL = `
SELECT ` + identityColumns + `
FROM identities i
WHERE channel_id = @channel AND key = ANY(@keys)`

// currentIdentities lists all that a contact is known as now, also under keys
// that the event at hand does not name.
func currentIdentities(ctx context.Context, q querier, id uuid.UUID) ([]contact.Identity, error) {
	rows, err := q.Query(ctx, `
SELECT `+identityColumns+` FROM identities i WHERE contact_id = @id AND valid_to = 'infinity'`, named{"id": id})
	if err != nil {
		return nil, fmt.Errorf("look up the identities of contact %s: %w", id, err)
	}
	return collectIdentities(rows)
}

func collectIdentities(rows pgx.Rows) ([]contact.Identity, error) {
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (contact.Identity, error) { return scanIdentity(row) })
	if err != nil {
		return nil, fmt.Errorf("look up identities: %w", err)
	}
	return found, nil
}

// scanIdentity reads what identityColumns select, and what comes before it.
func scanIdentity(row pgx.CollectableRow, before ...any) (i contact.Identity, err error) {
	var to *time.Time
	err = row.Scan(append(before, &i.ContactID, &i.Kind, &i.Value, &i.Confirmed, &i.ValidFrom, &to)...)
	i.ValidTo = orZero(to)
	return i, err
}
