package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/luluchat/contacts/store"
)

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

func callArgs(id string) store.Named {
	return store.Named{"id": id, "limit": TriggerLimit, "window": TriggerWindow}
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
		return fmt.Errorf("take a call of trigger %s: %w", id, store.OrNotFound(err))
	}
	// A place that came free in between is not taken: the caller comes again.
	return &LimitError{max(time.Duration(seconds*float64(time.Second)), time.Millisecond)}
}

// LimitError says that a trigger has had its calls.
type LimitError struct{ Wait time.Duration } // until there is the next

func (e *LimitError) Error() string {
	return fmt.Sprintf("the trigger has had its calls; the next is in %s", e.Wait)
}

// The limit of a trigger: so many calls in any such span of time.
const (
	TriggerLimit  = 60
	TriggerWindow = time.Minute
)
