package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Ended is a lease that is not needed any more.
type Ended struct {
	Lease
	// Woken says that a run was told of all up to the lease's Upto and left it
	// pending, as far as is known: what is pending of that is due later, twice as
	// late each time up to an hour. Else everything is due after After.
	Woken bool
	After time.Duration
	// Rest keeps the key back until then, whatever comes for it, and counts a failure.
	Rest bool
}

// endedSQL finds leases of this process that are to be ended, and locks them in the
// order in which everybody locks leases. What is not as it was leased is somebody
// else's by now.
const endedSQL = `ARRAY(
    SELECT l.place
    FROM (SELECT * FROM unnest(@keys::text[], @channels::text[], @untils::timestamptz[]) AS k (key, channel_id, until)
          ORDER BY key, channel_id) AS k
         CROSS JOIN LATERAL (SELECT ctid AS place FROM leases
                             WHERE key = k.key AND channel_id = k.channel_id AND until = k.until AND holder = @holder
                             FOR UPDATE) AS l)`

const (
	releaseSQL = `DELETE FROM leases WHERE ctid = ANY(` + endedSQL + `)`

	restSQL = `
UPDATE leases l
SET until = now() + (SELECT r.after FROM unnest(@keys::text[], @channels::text[], @afters::interval[]) AS r (key, channel_id, after)
                     WHERE r.key = l.key AND r.channel_id = l.channel_id LIMIT 1),
    failures = failures + 1
WHERE ctid = ANY(` + endedSQL + `)`

	// wakeSQL wakes what slept through leases. It is a statement of its own behind
	// those above, so that it sees what fell asleep before a lease could be ended.
	// What somebody decides at this moment is passed over. Of a key of which very
	// much waits, only the first are looked at: the rest sleeps until the lease would
	// have run out.
	wakeSQL = `
UPDATE queue o
SET due_at = now() + CASE WHEN o.seq <= e.upto THEN least(@lease::interval * (1 << least(o.deliveries, 12)), interval '1 hour')
                          ELSE e.after END,
    deliveries = o.deliveries + (o.seq <= e.upto)::integer
FROM (SELECT slept.place, k.upto, k.after
      FROM unnest(@keys::text[], @channels::text[], @untils::timestamptz[], @uptos::bigint[], @afters::interval[])
               AS k (key, channel_id, until, upto, after)
           CROSS JOIN LATERAL (SELECT ctid AS place FROM queue
                               WHERE ctid = ANY(ARRAY(SELECT ctid FROM queue
                                                      WHERE key = k.key AND channel_id = k.channel_id
                                                      ORDER BY seq LIMIT @many))
                                 AND (deliveries = 0 OR due_at <= greatest(k.until, now() + @lease::interval))
                                 AND (due_at > now() OR seq <= k.upto)
                               FOR UPDATE SKIP LOCKED) AS slept) AS e
WHERE o.ctid = e.place
RETURNING o.due_at <= now()`
)

// relaxed has the transaction end before it is on disk. A lease that a crash of
// PostgreSQL takes back, or brings back, only has a key dispatched once more, or
// later: nothing of what is recorded or decided hangs on it.
const relaxed = `SELECT set_config('synchronous_commit', 'off', true)`

// Release ends leases and reports whether something of them is due at once. lease
// is how long leases are.
func (l *Ledger) Release(ctx context.Context, ended []Ended, lease time.Duration) (woken bool, err error) {
	if len(ended) == 0 {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	b := &pgx.Batch{}
	l.queueRelease(b, ended, lease, &woken)
	if err := l.db.Intake.SendBatch(ctx, b).Close(); err != nil {
		return false, fmt.Errorf("release %d keys: %w", len(ended), err)
	}
	return woken, nil
}

// queueRelease queues that as a transaction of its own: two processes that release
// and lease in one could wait for each other.
func (l *Ledger) queueRelease(b *pgx.Batch, ended []Ended, lease time.Duration, woken *bool) {
	if len(ended) == 0 {
		return
	}
	b.Queue(`BEGIN`)
	b.Queue(relaxed)
	if some := slices.DeleteFunc(slices.Clone(ended), func(e Ended) bool { return e.Rest }); len(some) > 0 {
		b.Queue(releaseSQL, l.endedArgs(some, lease))
	}
	if some := slices.DeleteFunc(slices.Clone(ended), func(e Ended) bool { return !e.Rest }); len(some) > 0 {
		b.Queue(restSQL, l.endedArgs(some, lease))
	}
	b.Queue(wakeSQL, l.endedArgs(ended, lease)).Query(func(rows pgx.Rows) error {
		var now bool
		_, err := pgx.ForEachRow(rows, []any{&now}, func() error {
			*woken = *woken || now
			return nil
		})
		return err
	})
	b.Queue(`COMMIT`)
}

func (l *Ledger) endedArgs(ended []Ended, lease time.Duration) store.Named {
	n := len(ended)
	keys, channels, untils := make([]string, n), make([]string, n), make([]time.Time, n)
	uptos, afters := make([]int64, n), make([]time.Duration, n)
	for i, e := range ended {
		keys[i], channels[i], untils[i], afters[i] = e.Key, e.ChannelID, e.Until, e.After
		if e.Woken {
			uptos[i] = e.Upto
		}
	}
	return store.Named{
		"holder": l.holder, "lease": lease, "keys": keys, "channels": channels, "untils": untils, "uptos": uptos, "afters": afters,
		"many": MaxRun,
	}
}

// forgotten is how long a lease that has run out is kept: a key of which nothing
// is pending any more is leased by nobody again.
const forgotten = time.Minute

// SweepLeases removes leases that ran out and that nobody has taken over.
func (l *Ledger) SweepLeases(ctx context.Context) error {
	_, err := l.db.Other.Exec(ctx, `DELETE FROM leases WHERE until < now() - @forgotten::interval`, store.Named{"forgotten": forgotten})
	if err != nil {
		return fmt.Errorf("remove forgotten leases: %w", err)
	}
	return nil
}
