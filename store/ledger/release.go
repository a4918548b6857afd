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
	// again says that the lease was ended before, and passed over something.
	again bool
}

// Released says what a release has left.
type Released struct {
	Woken bool // something is due at once
	// Passed are leases behind which something still sleeps, since somebody had it
	// locked. They are to be released once more, a moment later.
	Passed []Ended
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
	//
	// It waits for nobody who has an entry locked, but tells that it passed over one.
	// Somebody decides it, or looks: a look that began before the entry fell asleep
	// locks its newest version, sees that it is not due any more, and keeps the lock to
	// its end. What a run was told of is not told: it is due when the lease would have
	// run out, and should be due no sooner.
	//
	// Of a key of which very much waits, only the first are looked at: the rest sleeps
	// until the lease would have run out.
	wakeSQL = `
WITH found AS MATERIALIZED (
    SELECT k.n, k.until, k.upto, k.after, slept.place, slept.seq > k.upto AS untold
    FROM unnest(@keys::text[], @channels::text[], @untils::timestamptz[], @above::bigint[], @uptos::bigint[], @afters::interval[])
             WITH ORDINALITY AS k (key, channel_id, until, above, upto, after, n)
         CROSS JOIN LATERAL (SELECT ctid AS place, seq, due_at, deliveries FROM queue
                             WHERE key = k.key AND channel_id = k.channel_id
                             ORDER BY seq LIMIT @many) AS slept
    WHERE seq > k.above ` + asleep + `
), woken AS (
    UPDATE queue o
    SET due_at = now() + CASE WHEN e.untold THEN e.after
                              ELSE least(@lease::interval * (1 << least(o.deliveries, 12)), interval '1 hour') END,
        deliveries = o.deliveries + (NOT e.untold)::integer
    FROM (SELECT k.n, k.untold, k.after, free.place
          FROM found AS k
               CROSS JOIN LATERAL (SELECT ctid AS place FROM queue
                                   WHERE ctid = k.place ` + asleep + `
                                   FOR UPDATE SKIP LOCKED) AS free) AS e
    WHERE o.ctid = e.place
    RETURNING e.n, e.untold, o.due_at <= now() AS due
)
SELECT n, coalesce(bool_or(due), false), sum(passed) > 0
FROM (SELECT n, NULL::boolean AS due, untold::integer AS passed FROM found
      UNION ALL SELECT n, due, -untold::integer FROM woken) AS of_lease
GROUP BY n
HAVING bool_or(due) OR sum(passed) > 0`

	// asleep is what wakeSQL may wake of a key.
	asleep = `AND (deliveries = 0 OR due_at <= greatest(k.until, now() + @lease::interval)) AND (due_at > now() OR seq <= k.upto)`
)

// relaxed has the transaction end before it is on disk. A lease that a crash of
// PostgreSQL takes back, or brings back, only has a key dispatched once more, or
// later: nothing of what is recorded or decided hangs on it.
const relaxed = `SELECT set_config('synchronous_commit', 'off', true)`

// Release ends leases. lease is how long leases are.
func (l *Ledger) Release(ctx context.Context, ended []Ended, lease time.Duration) (out Released, err error) {
	if len(ended) == 0 {
		return Released{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	b := &pgx.Batch{}
	l.queueRelease(b, ended, lease, &out)
	if err := l.db.Intake.SendBatch(ctx, b).Close(); err != nil {
		return Released{}, fmt.Errorf("release %d keys: %w", len(ended), err)
	}
	return out, nil
}

// queueRelease queues that as a transaction of its own: two processes that release
// and lease in one could wait for each other.
func (l *Ledger) queueRelease(b *pgx.Batch, ended []Ended, lease time.Duration, out *Released) {
	if len(ended) == 0 {
		return
	}
	b.Queue(`BEGIN`)
	b.Queue(relaxed)
	if some := slices.DeleteFunc(slices.Clone(ended), func(e Ended) bool { return e.Rest || e.again }); len(some) > 0 {
		b.Queue(releaseSQL, l.endedArgs(some, lease))
	}
	if some := slices.DeleteFunc(slices.Clone(ended), func(e Ended) bool { return !e.Rest || e.again }); len(some) > 0 {
		b.Queue(restSQL, l.endedArgs(some, lease))
	}
	b.Queue(wakeSQL, l.endedArgs(ended, lease)).Query(func(rows pgx.Rows) error { return out.add(rows, ended) })
	b.Queue(`COMMIT`)
}

// add notes what wakeSQL told of leases, which it numbers from one.
func (r *Released) add(rows pgx.Rows, ended []Ended) error {
	var (
		n           int
		due, passed bool
	)
	_, err := pgx.ForEachRow(rows, []any{&n, &due, &passed}, func() error {
		r.Woken = r.Woken || due
		if passed {
			again := ended[n-1]
			again.again = true
			r.Passed = append(r.Passed, again)
		}
		return nil
	})
	return err
}

func (l *Ledger) endedArgs(ended []Ended, lease time.Duration) store.Named {
	n := len(ended)
	keys, channels, untils := make([]string, n), make([]string, n), make([]time.Time, n)
	uptos, above, afters := make([]int64, n), make([]int64, n), make([]time.Duration, n)
	for i, e := range ended {
		keys[i], channels[i], untils[i], afters[i] = e.Key, e.ChannelID, e.Until, e.After
		if e.Woken {
			uptos[i] = e.Upto
		}
		if e.again {
			above[i] = uptos[i] // the rest was dealt with
		}
	}
	return store.Named{
		"holder": l.holder, "lease": lease, "keys": keys, "channels": channels, "untils": untils, "uptos": uptos, "afters": afters,
		"above": above, "many": MaxRun,
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
