package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

func (f fixture) claim(limit int, lease time.Duration) []store.Due {
	f.t.Helper()
	due, err := f.Claim(f.t.Context(), contact.Live, limit, lease)
	require.NoError(f.t, err)
	return due
}

// dueIn is in how many seconds the debts are due again, the earliest first.
func (f fixture) dueIn() []float64 {
	f.t.Helper()
	rows, err := f.db.Query(f.t.Context(), `SELECT extract(epoch FROM due_at - now())::float8 FROM owed ORDER BY due_at`)
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
	bulk.Class, bulk.Source = contact.Bulk, contact.SourceImport
	r := f.record(bulk, text("k-1", 3, number("60803")), text("k-2", 2, number("60802")), text("k-3", 1, number("60801")))

	t.Run("takes what is due of one class, in the order of recording", func(t *testing.T) {
		f := f.in(t)
		due := f.claim(2, time.Minute)
		require.Equal(t, []store.Due{
			{ChannelID: shop, Key: "60803", Seq: due[0].Seq, EventID: r[1].ID, Source: "message", Deliveries: 1},
			{ChannelID: shop, Key: "60802", Seq: due[1].Seq, EventID: r[2].ID, Source: "message", Deliveries: 1},
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
	t.Run("bulk is a class of its own", func(t *testing.T) {
		due, err := f.Claim(t.Context(), contact.Bulk, 10, time.Minute)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, r[0].ID, due[0].EventID)
		require.Equal(t, "import", due[0].Source)
	})
	t.Run("the queue can be counted", func(t *testing.T) {
		counts, err := f.OwedCounts(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int64{3, 1}, []int64{counts.Live, counts.Bulk})
		require.WithinDuration(t, read[time.Time](f.in(t), `SELECT received_at FROM events WHERE id = $1`, r[0].ID), *counts.Oldest, 0)
	})
}

func TestALeaseDoublesWithEveryDeliveryUpToAnHour(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(text("k-10", 1, number("60810")))
	for n, want := range []float64{10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600} {
		due := f.claim(1, 10*time.Second)
		require.Len(t, due, 1)
		require.Equal(t, n+1, due[0].Deliveries)
		require.InDelta(t, want, f.dueIn()[0], 5)
		f.exec(`UPDATE owed SET due_at = now()`)
	}
	for _, deliveries := range []int{31, 32, 2000000000} {
		f.exec(`UPDATE owed SET deliveries = $1, due_at = now()`, deliveries)
		require.Len(t, f.claim(1, 10*time.Second), 1, "however often it was delivered")
		require.InDelta(t, 3600, f.dueIn()[0], 5)
	}
}

func TestClaimersTakeNothingTwiceAndWaitForNobody(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(texts(200, "6082%07d")...)

	t.Run("what another one holds is passed over", func(t *testing.T) {
		f := f.in(t)
		tx, err := f.db.Begin(t.Context())
		require.NoError(t, err)
		tag, err := tx.Exec(t.Context(), `SELECT FROM owed ORDER BY seq LIMIT 50 FOR UPDATE`)
		require.NoError(t, err)
		require.Equal(t, int64(50), tag.RowsAffected())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // waiting would take for ever
		defer cancel()
		due, err := f.Claim(ctx, contact.Live, 200, time.Minute)
		require.NoError(t, err)
		require.Len(t, due, 150)
		require.NoError(t, tx.Rollback(t.Context()))
		require.Len(t, f.claim(200, time.Minute), 50)
	})

	t.Run("several at once share out all that is due", func(t *testing.T) {
		f := f.in(t)
		f.exec(`UPDATE owed SET due_at = now()`)
		var wg sync.WaitGroup
		taken, failed := make([][]store.Due, 5), make([]error, 5)
		for i := range taken {
			wg.Go(func() {
				for range 100 {
					due, err := f.Claim(t.Context(), contact.Live, 7, time.Minute)
					if err != nil {
						failed[i] = fmt.Errorf("claimer %d: %w", i, err)
					}
					if taken[i] = append(taken[i], due...); len(due) == 0 {
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

func TestADeliveryThatFailed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.record(text("k-31", 1, number("60831")), text("k-32", 1, number("60831")), text("k-33", 1, number("60833")))
	due := f.claim(10, time.Minute)
	require.Len(t, due, 3)

	t.Run("is postponed without being counted", func(t *testing.T) {
		f := f.in(t)
		require.NoError(t, f.Postpone(t.Context(), due[:2], 5*time.Second))
		in := f.dueIn()
		require.InDeltaSlice(t, []float64{5, 5, 60}, in, 3)
		require.Equal(t, []string{"0", "0", "1"}, column(f, `SELECT deliveries::text FROM owed ORDER BY seq`))
		require.NoError(t, f.Postpone(t.Context(), due[:1], 0))
		again := f.claim(10, time.Minute)
		require.Len(t, again, 1)
		require.Equal(t, 1, again[0].Deliveries, "the lease has not doubled")
	})
	t.Run("is due at once when its lease is released", func(t *testing.T) {
		f := f.in(t)
		require.Empty(t, f.claim(10, time.Minute))
		require.NoError(t, f.Release(t.Context(), shop, "60833", r[2].ID))
		due := f.claim(10, time.Minute)
		require.Len(t, due, 1)
		require.Equal(t, r[2].ID, due[0].EventID)
	})
	t.Run("releasing does not deliver an event under its further keys", func(t *testing.T) {
		f := f.in(t)
		two := f.record(text("k-34", 1, contact.Person{WaID: "60834", UserID: "MY.k"}))[0]
		f.claim(10, time.Minute)
		require.NoError(t, f.Release(t.Context(), shop, "MY.k", two.ID))
		require.Empty(t, f.claim(10, time.Minute))
	})
	t.Run("what is decided is no longer owed, the rest is", func(t *testing.T) {
		f := f.in(t)
		_, task := f.next("60831")
		_, err := f.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		still, err := f.StillOwed(t.Context(), due[:2])
		require.NoError(t, err)
		require.Equal(t, due[1:2], still)
		f.decide(shop, "60831")
		still, err = f.StillOwed(t.Context(), due[:2])
		require.NoError(t, err)
		require.Empty(t, still)
	})
}
