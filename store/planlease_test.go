package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestPlansOfALongQueue leases what is due, of which there is much of every kind: a
// look costs what it takes, and not what waits.
func TestPlansOfALongQueue(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	const limit = 32
	for name, fill := range map[string]func(storetest.Fixture){
		"of many people": func(f storetest.Fixture) { f.Queued(contacttest.Shop, "1", 100_000, 100_000) },
		"of few people":  func(f storetest.Fixture) { f.Queued(contacttest.Shop, "1", 100_000, 10) },
		"of one person who is leased": func(f storetest.Fixture) {
			f.Queued(contacttest.Shop, "1", 10_000, 1)
			f.LeasedByOthers("1")
			f.Queued(contacttest.Shop, "2", 1_000, 1_000)
		},
		"of thousands who are leased": func(f storetest.Fixture) {
			f.Queued(contacttest.Shop, "1", 5_000, 5_000)
			f.LeasedByOthers("1")
			f.Queued(contacttest.Shop, "2", 1_000, 1_000)
		},
		"of several channels": func(f storetest.Fixture) {
			f.Queued(contacttest.Shop, "1", 50_000, 50_000)
			f.Queued(storetest.Branch, "1", 50_000, 5)
		},
	} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, analyzed %t", name, known), func(t *testing.T) {
				t.Parallel()
				f := storetest.Setup(t)
				f.Exec(`ALTER TABLE queue SET (autovacuum_enabled = false)`)
				f.Exec(`ANALYZE`)
				fill(f)
				if known {
					f.Exec(`VACUUM (ANALYZE) queue, leases`)
				}
				f, r := f.Explaining()
				p := planTest{f, r}
				var last []ledger.Lease
				plans := p.plans(t, func(f storetest.Fixture) {
					got, err := f.Ledger.Acquire(t.Context(), ledger.Wanted{
						Priority: contact.Live, Limit: limit, Lease: time.Minute, Ended: told(last),
					})
					require.NoError(t, err)
					require.NotEmpty(t, append(got.Leases, got.Held...))
					last = got.Leases
				})
				for _, p := range plans {
					require.Empty(t, p.ReadWhole(), "read from end to end:\n%s", p)
					require.Empty(t, p.Walked(), "walked through without a key:\n%s", p)
					rows := 4 * limit
					if strings.Contains(p.SQL, "slept") { // it wakes the first of each key's
						rows = limit * ledger.MaxRun
					}
					require.LessOrEqual(t, p.RowsOf("queue", "leases"), rows, "rows that a step looked at:\n%s", p)
					require.LessOrEqual(t, p.Blocks(), 30*rows, "blocks:\n%s", p)
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
