package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// queued puts entries of a channel into the queue that have been due for a while.
func (f fixture) queued(channel, prefix string, entries, keys int) {
	f.t.Helper()
	f.exec(`
INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
SELECT $1, $2 || lpad((i % $4::int)::text, 6, '0'), nextval('queue_seq'), gen_random_uuid(), ARRAY['x'], 'message', 0,
       now() - interval '1 hour' + i * interval '1 ms'
FROM generate_series(1, $3::int) AS i`, channel, prefix, entries, keys)
}

// leasedByOthers leases every key of a prefix to another process.
func (f fixture) leasedByOthers(prefix string) {
	f.t.Helper()
	f.exec(`
INSERT INTO leases (key, channel_id, holder, until)
SELECT DISTINCT key, channel_id, $2::uuid, now() + interval '1 hour' FROM queue WHERE starts_with(key, $1)`, prefix, uuid.New())
}

// TestPlansOfALongQueue leases what is due, of which there is much of every kind: a
// look costs what it takes, and not what waits.
func TestPlansOfALongQueue(t *testing.T) {
	t.Parallel()
	const limit = 32
	for name, fill := range map[string]func(fixture){
		"of many people": func(f fixture) { f.queued(shop, "1", 100_000, 100_000) },
		"of few people":  func(f fixture) { f.queued(shop, "1", 100_000, 10) },
		"of one person who is leased": func(f fixture) {
			f.queued(shop, "1", 10_000, 1)
			f.leasedByOthers("1")
			f.queued(shop, "2", 1_000, 1_000)
		},
		"of thousands who are leased": func(f fixture) {
			f.queued(shop, "1", 5_000, 5_000)
			f.leasedByOthers("1")
			f.queued(shop, "2", 1_000, 1_000)
		},
		"of several channels": func(f fixture) {
			f.queued(shop, "1", 50_000, 50_000)
			f.queued(branch, "1", 50_000, 5)
		},
	} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, analyzed %t", name, known), func(t *testing.T) {
				t.Parallel()
				f := setup(t)
				f.exec(`ALTER TABLE queue SET (autovacuum_enabled = false)`)
				f.exec(`ANALYZE`)
				fill(f)
				if known {
					f.exec(`VACUUM (ANALYZE) queue, leases`)
				}
				f, r := f.explaining()
				p := planTest{f, r}
				var last []ledger.Lease
				plans := p.plans(t, func(f fixture) {
					got, err := f.Acquire(t.Context(), ledger.Wanted{
						Priority: contact.Live, Limit: limit, Lease: time.Minute, Ended: told(last),
					})
					require.NoError(t, err)
					require.NotEmpty(t, append(got.Leases, got.Held...))
					last = got.Leases
				})
				for _, p := range plans {
					require.Empty(t, p.readWhole(), "read from end to end:\n%s", p)
					require.Empty(t, p.walked(), "walked through without a key:\n%s", p)
					rows := 4 * limit
					if strings.Contains(p.SQL, "slept") { // it wakes the first of each key's
						rows = limit * ledger.MaxRun
					}
					require.LessOrEqual(t, p.rowsOf("queue", "leases"), rows, "rows that a step looked at:\n%s", p)
					require.LessOrEqual(t, p.blocks(), 30*rows, "blocks:\n%s", p)
				}
			})
		}
	}
}

// told are leases whose runs left something pending.
func told(leases []ledger.Lease) (ended []ledger.Ended) {
	for i, l := range leases {
		ended = append(ended, ledger.Ended{Lease: l, Woken: i%2 == 0})
	}
	return ended
}
