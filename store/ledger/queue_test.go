package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func keysOf(leases []ledger.Lease) (keys []string) {
	for _, l := range leases {
		keys = append(keys, l.Key)
	}
	return keys
}

func TestClaim(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	bulk := contacttest.Text("k-bulk", 1, contacttest.Number("60809"))
	bulk.Priority, bulk.Source = contact.Bulk, contact.SourceImport
	r := f.Record(bulk, contacttest.Text("k-1", 3, contacttest.Number("60803")), contacttest.Text("k-2", 2, contacttest.Number("60802")), contacttest.Text("k-3", 1, contacttest.Number("60801")))

	t.Run("takes what is due of one priority, in the order of recording", func(t *testing.T) {
		f := f.In(t)
		due := f.Claim(2, time.Minute)
		require.Equal(t, []storetest.Entry{
			{ChannelID: contacttest.Shop, Key: "60803", Due: ledger.Due{Seq: due[0].Seq, EventID: r[1].ID, Source: "message"}},
			{ChannelID: contacttest.Shop, Key: "60802", Due: ledger.Due{Seq: due[1].Seq, EventID: r[2].ID, Source: "message"}},
		}, due)
		require.Less(t, due[0].Seq, due[1].Seq)
	})
	t.Run("what is claimed is out of sight for the lease", func(t *testing.T) {
		f := f.In(t)
		due := f.Claim(10, time.Minute)
		require.Len(t, due, 1)
		require.Equal(t, r[3].ID, due[0].EventID)
		require.Empty(t, f.Claim(10, time.Minute))
	})
	t.Run("bulk is a priority of its own", func(t *testing.T) {
		due := storetest.Entries(f.In(t).Acquire(contact.Bulk, 10, time.Minute).Leases)
		require.Len(t, due, 1)
		require.Equal(t, r[0].ID, due[0].EventID)
		require.Equal(t, "import", due[0].Source)
	})
	t.Run("the queue can be counted", func(t *testing.T) {
		counts, err := f.Ledger.PendingCounts(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int64{3, 1}, []int64{counts.Live, counts.Bulk})
		require.WithinDuration(t, storetest.Read[time.Time](f.In(t), `SELECT received_at FROM events WHERE id = $1`, r[0].ID), *counts.Oldest, 0)
	})
}

// TestWhatWasToldAndStaysIsDueTwiceAsLate guards against a wake-up that was lost,
// and one that merely waits.
func TestWhatWasToldAndStaysIsDueTwiceAsLate(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("k-10", 1, contacttest.Number("60810")))
	told := func() {
		got := f.Acquire(contact.Live, 1, 10*time.Second)
		require.Len(t, got.Leases, 1)
		_, err := f.Ledger.Release(t.Context(), []ledger.Ended{{Lease: got.Leases[0], Woken: true}}, 10*time.Second)
		require.NoError(t, err)
	}
	for n, want := range []float64{10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600} {
		told()
		require.Equal(t, n+1, storetest.Read[int](f, `SELECT deliveries FROM queue`))
		require.InDelta(t, want, f.DueIn()[0], 5)
		f.Exec(`UPDATE queue SET due_at = now()`)
	}
	for _, deliveries := range []int{31, 32, 2000000000} {
		f.Exec(`UPDATE queue SET deliveries = $1, due_at = now()`, deliveries)
		told()
		require.InDelta(t, 3600, f.DueIn()[0], 5, "however often it was told")
	}

	t.Run("but what comes new is due at once", func(t *testing.T) {
		f := f.In(t)
		r := f.Record(contacttest.Text("k-11", 2, contacttest.Number("60810")))
		got := f.Acquire(contact.Live, 10, 10*time.Second)
		require.Equal(t, []string{"60810"}, keysOf(got.Leases))
		require.Equal(t, r[0].ID, got.Leases[0].Due[0].EventID)
		require.Len(t, f.Decide(contacttest.Shop, "60810"), 2, "and takes the other one along")
	})
}

func TestClaimersTakeNothingTwiceAndWaitForNobody(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Texts(200, "6082%07d")...)

	t.Run("what another one holds is passed over", func(t *testing.T) {
		f := f.In(t)
		tx, err := f.Pool.Begin(t.Context())
		require.NoError(t, err)
		tag, err := tx.Exec(t.Context(), `SELECT FROM queue ORDER BY seq LIMIT 50 FOR UPDATE`)
		require.NoError(t, err)
		require.Equal(t, int64(50), tag.RowsAffected())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // waiting would take for ever
		defer cancel()
		got, err := f.Ledger.Acquire(ctx, ledger.Wanted{Priority: contact.Live, Limit: 200, Lease: time.Minute})
		require.NoError(t, err)
		require.Len(t, got.Leases, 150)
		require.NoError(t, tx.Rollback(t.Context()))
		require.Len(t, f.Claim(200, time.Minute), 50)
	})

	t.Run("several at once share out all that is due", func(t *testing.T) {
		f := f.In(t)
		f.Exec(`UPDATE queue SET due_at = now()`)
		f.Exec(`DELETE FROM leases`)
		var wg sync.WaitGroup
		taken, failed := make([][]storetest.Entry, 5), make([]error, 5)
		for i := range taken {
			wg.Go(func() {
				own := f.Process()
				for range 100 {
					got, err := own.Ledger.Acquire(t.Context(), ledger.Wanted{Priority: contact.Live, Limit: 7, Lease: time.Minute})
					if err != nil {
						failed[i] = fmt.Errorf("claimer %d: %w", i, err)
					}
					if taken[i] = append(taken[i], storetest.Entries(got.Leases)...); len(got.Leases) == 0 {
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
