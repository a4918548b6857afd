package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// Due is one claimed debt: its key is to be woken.
type Due struct {
	ChannelID  string
	Key        string
	Seq        int64
	EventID    uuid.UUID
	Class      contact.Class
	Source     string
	ImportID   *string // of the import that a bulk event belongs to
	Deliveries int     // how often it was claimed, this time included
}

// claimSQL takes what is due, oldest first, by moving it out of sight for the
// lease – which doubles with every delivery that did not end the debt, up to an
// hour, so that a wake-up that was lost is repeated and one that merely waits
// is not.
//
// The rows that it locked are updated where they lie. Joined by their key, they
// would be taken for a tenth of the queue, as PostgreSQL takes any LIMIT that it
// does not know, and be looked for by walking through the whole key's index.
const claimSQL = `
UPDATE owed o
SET due_at = now() + least(@lease::interval * (1 << least(o.deliveries, 12)), interval '1 hour'),
    deliveries = o.deliveries + 1
WHERE o.ctid = ANY(ARRAY(
    SELECT ctid
    FROM owed
    WHERE class = @class AND due_at <= now()
    ORDER BY due_at
    LIMIT @limit
    FOR UPDATE SKIP LOCKED))
RETURNING o.channel_id, o.key, o.seq, o.event_id, o.class, o.source,
          CASE WHEN o.source = 'import' THEN (SELECT origin FROM events WHERE id = o.event_id) END, o.deliveries`

// claimTimeout bounds a look at what is due. It is well within the time in which
// what was recorded meanwhile should be decided.
const claimTimeout = 3 * time.Second

// Claim takes up to limit debts of a class that are due, in order of recording,
// and keeps other dispatchers away from them for the lease.
func (s *Store) Claim(ctx context.Context, class contact.Class, limit int, lease time.Duration) ([]Due, error) {
	// The next look takes another connection if this one is silent.
	looking, cancel := context.WithTimeout(ctx, claimTimeout)
	defer cancel()
	rows, err := s.hot.Query(looking, claimSQL, named{"class": int16(class), "limit": limit, "lease": lease})
	if err != nil {
		return nil, fmt.Errorf("claim what is due: %w", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Due])
	if err != nil {
		return nil, fmt.Errorf("claim what is due: %w", err)
	}
	// RETURNING keeps no order.
	slices.SortFunc(due, func(a, b Due) int { return int(a.Seq - b.Seq) })
	s.lookAhead(ctx, due)
	return due, nil
}

// Postpone makes debts due again after the given time, without counting the
// delivery: it did not reach the workflow.
func (s *Store) Postpone(ctx context.Context, due []Due, after time.Duration) error {
	channels, keys, events := make([]string, len(due)), make([]string, len(due)), make([]uuid.UUID, len(due))
	for i, d := range due {
		channels[i], keys[i], events[i] = d.ChannelID, d.Key, d.EventID
	}
	_, err := s.hot.Exec(ctx, `
UPDATE owed o
SET due_at = now() + @after::interval, deliveries = greatest(o.deliveries - 1, 0)
FROM unnest(@channels::text[], @keys::text[], @events::uuid[]) AS d (channel_id, key, event_id)
WHERE o.channel_id = d.channel_id AND o.key = d.key AND o.event_id = d.event_id`,
		named{"after": after, "channels": channels, "keys": keys, "events": events})
	if err != nil {
		return fmt.Errorf("postpone %d debts: %w", len(due), err)
	}
	return nil
}

// Release makes the event's debt due at once: whoever recorded it with a lease
// no longer waits for it.
func (s *Store) Release(ctx context.Context, channelID, key string, eventID uuid.UUID) error {
	_, err := s.hot.Exec(ctx, `
UPDATE owed
SET due_at = now()
WHERE channel_id = @channel AND key = @key AND event_id = @event AND due_at IS NOT NULL`,
		named{"channel": channelID, "key": key, "event": eventID})
	if err != nil {
		return fmt.Errorf("release the debt of event %s: %w", eventID, err)
	}
	return nil
}

// OwedCounts is how much waits, by class, and for how long.
type OwedCounts struct {
	Live   int64
	Bulk   int64
	Oldest *time.Time // when the oldest of them was received
}

// OwedCounts counts the queue.
func (s *Store) OwedCounts(ctx context.Context) (OwedCounts, error) {
	waiting, err := s.WaitingByClass(ctx)
	if err != nil || len(waiting) == 0 {
		return OwedCounts{}, err
	}
	c := OwedCounts{Oldest: &waiting[0].Oldest}
	for _, w := range waiting {
		switch w.Class {
		case contact.Live:
			c.Live = w.Events
		case contact.Bulk:
			c.Bulk = w.Events
		}
	}
	return c, nil
}

// StillOwed returns those of the debts, all of one key, that have not been paid.
func (s *Store) StillOwed(ctx context.Context, due []Due) ([]Due, error) {
	events := make([]uuid.UUID, len(due))
	for i, d := range due {
		events[i] = d.EventID
	}
	rows, err := s.hot.Query(ctx, `
SELECT event_id FROM owed
WHERE channel_id = @channel AND key = @key AND event_id = ANY(@events)`,
		named{"channel": due[0].ChannelID, "key": due[0].Key, "events": events})
	owed, err := collect(rows, err, pgx.RowTo[uuid.UUID], "see what is still owed")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(due), func(d Due) bool { return !slices.Contains(owed, d.EventID) }), nil
}
