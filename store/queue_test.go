package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// entry is something that was due, and whose.
type entry struct {
	ChannelID string
	Key       string
	ledger.Due
}

// acquire leases what is due of a priority.
func (f fixture) acquire(priority contact.Priority, limit int, lease time.Duration) ledger.Acquired {
	f.t.Helper()
	got, err := f.Acquire(f.t.Context(), ledger.Wanted{Priority: priority, Limit: limit, Lease: lease})
	require.NoError(f.t, err)
	return got
}

// claim leases what is due of live events and lists it in order of recording.
func (f fixture) claim(limit int, lease time.Duration) []entry {
	f.t.Helper()
	return entries(f.acquire(contact.Live, limit, lease).Leases)
}

func entries(leases []ledger.Lease) (all []entry) {
	for _, l := range leases {
		for _, d := range l.Due {
			all = append(all, entry{l.ChannelID, l.Key, d})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return int(a.Seq - b.Seq) })
	return all
}

// process is another one on the same database.
func (f fixture) process() fixture {
	f.Store = storetest.Open(f.t, f.url)
	return f
}

func keysOf(leases []ledger.Lease) (keys []string) {
	for _, l := range leases {
		keys = append(keys, l.Key)
	}
	return keys
}

func (f fixture) release(ended ...ledger.Ended) (woken bool) {
	f.t.Helper()
	woken, err := f.Release(f.t.Context(), ended, time.Minute)
	require.NoError(f.t, err)
	return woken
}

// dueIn is in how many seconds the entries are due again, the earliest first.
func (f fixture) dueIn() []float64 {
	f.t.Helper()
	rows, err := f.db.Query(f.t.Context(), `SELECT extract(epoch FROM due_at - now())::float8 FROM queue ORDER BY due_at`)
	require.NoError(f.t, err)
	defer rows.Close()
	var all []float64
	for rows.Next() {
		var s float64
		require.NoError(f.t, rows.Scan(&s))
		all = append(all, s)
	}
	require.NoError(f.t, rows.Err())
	return all
}

func TestClaim(t *testing.T) {
	t.Parallel()
	f := setup(t)
	bulk := text("k-bulk", 1, number("60809"))
	bulk.Priority, bulk.Source = contact.Bulk, contact.SourceImport
	r := f.record(bulk, text("k-1", 3, number("60803")), text("k-2", 2, number("60802")), text("k-3", 1, number("60801")))

	t.Run("takes what is due of one priority, in the order of recording", func(t *testing.T) {
		f := f.in(t)
		due := f.claim(2, time.Minute)
		require.Equal(t, []entry{
			{shop, "60803", ledger.Due{Seq: due[0].Seq, EventID: r[1].ID, Source: "message"}},
			{shop, "60802", ledger.Due{Seq: due[1].Seq, EventID: r[2].ID, Source: "message"}},
		}, due)
		require.Less(t, due[0].Seq, due[1].Seq)
	})
	t.Run("what is claimed is out of sight for the lease", func(t *testing.T) {
		f := f.in(t)
		due := f.claim(10, time.Minute)
		require.Len(t, due, 1)
		require.Equal(t, r[3].ID, due[0].EventID)
		require.Empty(t, f.claim(10, time.Minute))
	})
	t.Run("bulk is a priority of its own", func(t *testing.T) {
		due := entries(f.in(t).acquire(contact.Bulk, 10, time.Minute).Leases)
		require.Len(t, due, 1)
		require.Equal(t, r[0].ID, due[0].EventID)
		require.Equal(t, "import", due[0].Source)
	})
	t.Run("the queue can be counted", func(t *testing.T) {
		counts, err := f.PendingCounts(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int64{3, 1}, []int64{counts.Live, counts.Bulk})
		require.WithinDuration(t, read[time.Time](f.in(t), `SELECT received_at FROM events WHERE id = $1`, r[0].ID), *counts.Oldest, 0)
	})
}

// TestWhatWasToldAndStaysIsDueTwiceAsLate guards against a wake-up that was lost,
// and one that merely waits.
func TestWhatWasToldAndStaysIsDueTwiceAsLate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(text("k-10", 1, number("60810")))
	told := func() {
		got := f.acquire(contact.Live, 1, 10*time.Second)
		require.Len(t, got.Leases, 1)
		_, err := f.Release(t.Context(), []ledger.Ended{{Lease: got.Leases[0], Woken: true}}, 10*time.Second)
		require.NoError(t, err)
	}
	for n, want := range []float64{10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600} {
		told()
		require.Equal(t, n+1, read[int](f, `SELECT deliveries FROM queue`))
		require.InDelta(t, want, f.dueIn()[0], 5)
		f.exec(`UPDATE queue SET due_at = now()`)
	}
	for _, deliveries := range []int{31, 32, 2000000000} {
		f.exec(`UPDATE queue SET deliveries = $1, due_at = now()`, deliveries)
		told()
		require.InDelta(t, 3600, f.dueIn()[0], 5, "however often it was told")
	}

	t.Run("but what comes new is due at once", func(t *testing.T) {
		f := f.in(t)
		r := f.record(text("k-11", 2, number("60810")))
		got := f.acquire(contact.Live, 10, 10*time.Second)
		require.Equal(t, []string{"60810"}, keysOf(got.Leases))
		require.Equal(t, r[0].ID, got.Leases[0].Due[0].EventID)
		require.Len(t, f.decide(shop, "60810"), 2, "and takes the other one along")
	})
}

func TestClaimersTakeNothingTwiceAndWaitForNobody(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(texts(200, "6082%07d")...)

	t.Run("what another one holds is passed over", func(t *testing.T) {
		f := f.in(t)
		tx, err := f.db.Begin(t.Context())
		require.NoError(t, err)
		tag, err := tx.Exec(t.Context(), `SELECT FROM queue ORDER BY seq LIMIT 50 FOR UPDATE`)
		require.NoError(t, err)
		require.Equal(t, int64(50), tag.RowsAffected())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // waiting would take for ever
		defer cancel()
		got, err := f.Acquire(ctx, ledger.Wanted{Priority: contact.Live, Limit: 200, Lease: time.Minute})
		require.NoError(t, err)
		require.Len(t, got.Leases, 150)
		require.NoError(t, tx.Rollback(t.Context()))
		require.Len(t, f.claim(200, time.Minute), 50)
	})

	t.Run("several at once share out all that is due", func(t *testing.T) {
		f := f.in(t)
		f.exec(`UPDATE queue SET due_at = now()`)
		f.exec(`DELETE FROM leases`)
		var wg sync.WaitGroup
		taken, failed := make([][]entry, 5), make([]error, 5)
		for i := range taken {
			wg.Go(func() {
				own := f.process()
				for range 100 {
					got, err := own.Acquire(t.Context(), ledger.Wanted{Priority: contact.Live, Limit: 7, Lease: time.Minute})
					if err != nil {
						failed[i] = fmt.Errorf("claimer %d: %w", i, err)
					}
					if taken[i] = append(taken[i], entries(got.Leases)...); len(got.Leases) == 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		seen := map[uuid.UUID]bool{}
		for i := range taken {
			require.NoError(t, failed[i])
			for _, due := range taken[i] {
				require.False(t, seen[due.EventID], "claimed twice")
				seen[due.EventID] = true
			}
		}
		require.Len(t, seen, 200)
	})
}
