package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/intake"
)

// Trigger is a trigger as it is kept.
type Trigger struct {
	intake.Trigger
	CreatedAt time.Time
	UpdatedAt time.Time
}

// The limit of a trigger: so many calls in any such span of time.
const (
	TriggerLimit  = 60
	TriggerWindow = time.Minute
)

const triggerColumns = `id, channel_id, name, created_at, updated_at`

// PutTrigger creates a trigger or changes it, and reports whether it is new.
// The error ErrNoChannel means that there is no such channel.
func (s *Store) PutTrigger(ctx context.Context, t intake.Trigger) (out Trigger, created bool, err error) {
	rows, err := s.pool.Query(ctx, `
INSERT INTO triggers (id, channel_id, name)
VALUES (@id, @channel, @name)
ON CONFLICT (id) DO UPDATE
SET channel_id = excluded.channel_id, name = excluded.name, updated_at = clock_timestamp()
RETURNING `+triggerColumns, named{"id": t.ID, "channel": t.ChannelID, "name": t.Name})
	if err == nil {
		out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Trigger])
	}
	if err != nil {
		return Trigger{}, false, fmt.Errorf("put trigger %s: %w", t.ID, noChannel(err))
	}
	return out, out.CreatedAt.Equal(out.UpdatedAt), nil
}

// Trigger returns one trigger or ErrNotFound.
func (s *Store) Trigger(ctx context.Context, id string) (Trigger, error) {
	rows, err := s.hot.Query(ctx, `SELECT `+triggerColumns+` FROM triggers WHERE id = @id`, named{"id": id})
	if err != nil {
		return Trigger{}, fmt.Errorf("get trigger %s: %w", id, err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Trigger])
	if err != nil {
		return Trigger{}, fmt.Errorf("get trigger %s: %w", id, notFound(err))
	}
	return t, nil
}

// Triggers lists every trigger by id.
func (s *Store) Triggers(ctx context.Context) ([]Trigger, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+triggerColumns+` FROM triggers ORDER BY id`)
	return collect(rows, err, pgx.RowToStructByName[Trigger], "list triggers")
}

// LimitError says that a trigger has had its calls.
type LimitError struct{ Wait time.Duration } // until there is the next

func (e *LimitError) Error() string {
	return fmt.Sprintf("the trigger has had its calls; the next is in %s", e.Wait)
}

// takeCallSQL takes one of the calls that a trigger has in a minute, in the
// transaction that records it: a call that is not recorded takes none.
//
// Whoever waits for the row's lock judges the row as it is then, so of any
// number of calls at once, through any number of processes, no more than the
// limit pass. The time is the database's clock under the lock, not that of the
// transaction's start, which may be older than what was just written.
const takeCallSQL = `
UPDATE triggers
SET recent = array_append(
    ARRAY(SELECT at FROM unnest(recent) AS at WHERE at > clock_timestamp() - @window::interval ORDER BY at),
    clock_timestamp())
WHERE id = @id
  AND (SELECT count(*) FROM unnest(recent) AS at WHERE at > clock_timestamp() - @window::interval) < @limit`

func callArgs(id string) named {
	return named{"id": id, "limit": TriggerLimit, "window": TriggerWindow}
}

// refusedCall says why a trigger has no call: with a *LimitError, or ErrNotFound
// if there is no such trigger.
func refusedCall(ctx context.Context, tx session, id string) error {
	var seconds float64
	err := tx.QueryRow(ctx, `
SELECT extract(epoch FROM coalesce(
    (SELECT min(at) FROM unnest(recent) AS at WHERE at > clock_timestamp() - @window::interval)
    + @window::interval - clock_timestamp(), '0'))::float8
FROM triggers
WHERE id = @id`, callArgs(id)).Scan(&seconds)
	if err != nil {
		return fmt.Errorf("take a call of trigger %s: %w", id, notFound(err))
	}
	// A place that came free in between is not taken: the caller comes again.
	return &LimitError{max(time.Duration(seconds*float64(time.Second)), time.Millisecond)}
}
