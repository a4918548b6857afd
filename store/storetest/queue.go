package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
)

// Waiting waits until a statement waits for a lock.
func (f Fixture) Waiting() {
	f.T.Helper()
	require.Eventually(f.T, func() bool {
		return Read[int](f, `
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}, time.Minute, 10*time.Millisecond)
}

// Churn records events of a few people and decides what it can lease, until
// nothing is pending.
func (f Fixture) Churn(ctx context.Context, name string, events, keys int) error {
	var ended []ledger.Ended
	for n := 0; ; n++ {
		if n < events {
			ev := contacttest.Text(fmt.Sprintf("%s-%d", name, n), n, contacttest.Number(fmt.Sprintf("6084%d", n%keys)))
			if _, err := f.Ledger.Record(ctx, ledger.Batch{Events: []contact.Event{ev}}, 0); err != nil {
				return err
			}
		}
		got, err := f.Ledger.Acquire(ctx, ledger.Wanted{Priority: contact.Live, Limit: 3, Lease: time.Hour, Ended: ended})
		if err != nil {
			return err
		}
		if ended = got.Passed; len(got.Leases) == 0 && n >= events {
			var left int
			if err := f.Pool.QueryRow(ctx, `SELECT count(*) FROM queue`).Scan(&left); err != nil || left == 0 {
				return err
			}
			time.Sleep(time.Millisecond)
		}
		for _, l := range got.Leases {
			if err := f.decideOne(ctx, l.Key); err != nil {
				return err
			}
			ended = append(ended, ledger.Ended{Lease: l})
		}
	}
}

// decideOne decides the oldest event of a key, and what waits right behind it.
func (f Fixture) decideOne(ctx context.Context, key string) error {
	next, err := f.Ledger.Lookup(ctx, contacttest.Shop, key)
	if err != nil || next.Step == contact.StepNothing {
		return err
	}
	task := taskOf(contacttest.Shop, key, next)
	if next.Step == contact.StepCreate {
		if _, err := f.Ledger.CreateContact(ctx, task); err != nil {
			return err
		}
	}
	_, err = f.Ledger.Decide(ctx, task, 1)
	return err
}

// Queued puts entries of a channel into the queue that have been due for a while.
func (f Fixture) Queued(channel, prefix string, entries, keys int) {
	f.T.Helper()
	f.Exec(`
INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
SELECT $1, $2 || lpad((i % $4::int)::text, 6, '0'), nextval('queue_seq'), gen_random_uuid(), ARRAY['x'], 'message', 0,
       now() - interval '1 hour' + i * interval '1 ms'
FROM generate_series(1, $3::int) AS i`, channel, prefix, entries, keys)
}

// LeasedByOthers leases every key of a prefix to another process.
func (f Fixture) LeasedByOthers(prefix string) {
	f.T.Helper()
	f.Exec(`
INSERT INTO leases (key, channel_id, holder, until)
SELECT DISTINCT key, channel_id, $2::uuid, now() + interval '1 hour' FROM queue WHERE starts_with(key, $1)`, prefix, uuid.New())
}

// Entry is something that was due, and whose.
type Entry struct {
	ChannelID string
	Key       string
	ledger.Due
}

// Acquire leases what is due of a priority.
func (f Fixture) Acquire(priority contact.Priority, limit int, lease time.Duration) ledger.Acquired {
	f.T.Helper()
	got, err := f.Ledger.Acquire(f.T.Context(), ledger.Wanted{Priority: priority, Limit: limit, Lease: lease})
	require.NoError(f.T, err)
	return got
}

// Claim leases what is due of live events and lists it in order of recording.
func (f Fixture) Claim(limit int, lease time.Duration) []Entry {
	f.T.Helper()
	return Entries(f.Acquire(contact.Live, limit, lease).Leases)
}

// Entries lists what was due of leases.
func Entries(leases []ledger.Lease) (all []Entry) {
	for _, l := range leases {
		for _, d := range l.Due {
			all = append(all, Entry{l.ChannelID, l.Key, d})
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	return all
}

// Process is another one on the same database.
func (f Fixture) Process() Fixture {
	f.Store = Open(f.T, f.URL)
	return f
}

// Release ends leases.
func (f Fixture) Release(ended ...ledger.Ended) (woken bool) {
	f.T.Helper()
	released, err := f.Ledger.Release(f.T.Context(), ended, time.Minute)
	require.NoError(f.T, err)
	return released.Woken
}

// DueIn is in how many seconds the entries are due again, the earliest first.
func (f Fixture) DueIn() []float64 {
	f.T.Helper()
	rows, err := f.Pool.Query(f.T.Context(), `SELECT extract(epoch FROM due_at - now())::float8 FROM queue ORDER BY due_at`)
	require.NoError(f.T, err)
	defer rows.Close()
	var all []float64
	for rows.Next() {
		var s float64
		require.NoError(f.T, rows.Scan(&s))
		all = append(all, s)
	}
	require.NoError(f.T, rows.Err())
	return all
}
