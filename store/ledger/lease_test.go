package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestALeaseIsOfAKeyWithAllItsEntries(t *testing.T) {
	t.Parallel()
	const key = "60831"
	one := storetest.Setup(t)
	other := one.Process()
	one.Record(contacttest.Text("l-1", 1, contacttest.Number(key)), contacttest.Text("l-2", 2, contacttest.Number(key)))
	got := one.Acquire(contact.Live, 10, time.Minute)
	require.Equal(t, []string{key}, keysOf(got.Leases))
	require.Len(t, got.Leases[0].Due, 2)

	t.Run("others pass over what comes for it", func(t *testing.T) {
		other := other.In(t)
		other.Record(contacttest.Text("l-3", 3, contacttest.Number(key)), contacttest.Text("l-4", 4, contacttest.Number("60832")))
		found := other.Acquire(contact.Live, 10, time.Minute)
		require.Equal(t, []string{"60832"}, keysOf(found.Leases))
		require.Equal(t, []string{key}, keysOf(found.Held))
		require.Empty(t, other.Acquire(contact.Live, 10, time.Minute).Held, "and once only")
		other.Release(ledger.Ended{Lease: found.Leases[0]})
	})
	t.Run("nor does its holder take it twice", func(t *testing.T) {
		one := one.In(t)
		one.Record(contacttest.Text("l-5", 5, contacttest.Number(key)))
		found := one.Acquire(contact.Live, 10, time.Minute)
		require.NotContains(t, keysOf(found.Leases), key)
		require.Equal(t, []string{key}, keysOf(found.Held))
	})
	t.Run("whoever releases it wakes what came meanwhile", func(t *testing.T) {
		one := one.In(t)
		require.True(t, one.Release(ledger.Ended{Lease: got.Leases[0], Woken: true}))
		found := other.In(t).Acquire(contact.Live, 10, time.Minute)
		require.Contains(t, keysOf(found.Leases), key)
		var due []int64
		for _, l := range found.Leases {
			if l.Key == key {
				for _, d := range l.Due {
					due = append(due, d.Seq)
				}
			}
		}
		require.Len(t, due, 2, "and not what the run was told of")
		require.Equal(t, int64(1), storetest.Read[int64](one, `SELECT max(deliveries) FROM queue WHERE key = $1`, key))
	})
	t.Run("nobody releases another one's", func(t *testing.T) {
		one := one.In(t)
		one.Release(ledger.Ended{Lease: got.Leases[0]})
		require.Equal(t, 1, storetest.Read[int](one, `SELECT count(*) FROM leases WHERE key = $1`, key))
	})
}

// TestALeaseRunsOut is what follows when a process dies.
func TestALeaseRunsOut(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("o-1", 1, contacttest.Number("60833")))
	dead := f.Acquire(contact.Live, 10, 2*time.Second)
	require.Len(t, dead.Leases, 1)
	other := f.Process()
	var found ledger.Acquired
	require.Eventually(t, func() bool {
		found = other.Acquire(contact.Live, 10, time.Minute)
		return len(found.Leases) > 0
	}, time.Minute, 50*time.Millisecond)
	require.Equal(t, "60833", found.Leases[0].Key)
	require.False(t, time.Now().Before(dead.Leases[0].Until.Add(-time.Second)))
	f.Release(ledger.Ended{Lease: dead.Leases[0]}) // it was only frozen
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM leases`), "the other's lease stays")

	t.Run("and is forgotten if nobody takes it over", func(t *testing.T) {
		f := f.In(t)
		require.NoError(t, f.Ledger.SweepLeases(t.Context()))
		require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM leases`))
		f.Exec(`UPDATE leases SET until = now() - interval '2 minutes'`)
		require.NoError(t, f.Ledger.SweepLeases(t.Context()))
		require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM leases`))
	})
}

func TestADispatchThatFailed(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("p-1", 1, contacttest.Number("60834")), contacttest.Text("p-2", 1, contacttest.Number("60834")), contacttest.Text("p-3", 1, contacttest.Number("60835")))
	got := f.Acquire(contact.Live, 10, time.Minute)
	require.Len(t, got.Leases, 2)

	t.Run("is put off without being counted", func(t *testing.T) {
		f := f.In(t)
		f.Release(ledger.Ended{Lease: got.Leases[0], After: 5 * time.Second})
		require.InDeltaSlice(t, []float64{5, 5, 60}, f.DueIn(), 3)
		require.Equal(t, []string{"0", "0", "0"}, storetest.Column(f, `SELECT deliveries::text FROM queue ORDER BY seq`))
	})
	t.Run("is given back at once", func(t *testing.T) {
		f := f.In(t)
		f.Exec(`UPDATE queue SET due_at = now() + interval '1 minute' WHERE key = '60834'`)
		require.True(t, f.Release(ledger.Ended{Lease: got.Leases[1]}))
		again := f.Process().Acquire(contact.Live, 10, time.Minute)
		require.Equal(t, []string{"60835"}, keysOf(again.Leases))
	})
	t.Run("rests with whatever comes for it", func(t *testing.T) {
		f := f.In(t)
		f.Exec(`UPDATE queue SET due_at = now() WHERE key = '60834'`)
		lease := f.Acquire(contact.Live, 10, time.Minute).Leases[0]
		require.Equal(t, "60834", lease.Key)
		require.False(t, f.Release(ledger.Ended{Lease: lease, Rest: true, After: time.Hour}))
		f.Record(contacttest.Text("p-4", 1, contacttest.Number("60834")))
		require.Empty(t, f.Process().Acquire(contact.Live, 10, time.Minute).Leases)
		require.InDelta(t, 3600, f.DueIn()[3], 10)
		require.InDelta(t, 3600, f.DueIn()[2], 10)

		f.Exec(`UPDATE leases SET until = now() WHERE key = '60834'`)
		f.Exec(`UPDATE queue SET due_at = now() WHERE key = '60834'`)
		lease = f.Acquire(contact.Live, 10, time.Minute).Leases[0]
		require.Equal(t, 1, lease.Failures, "failures in a row are counted")
		require.Len(t, lease.Due, 3)
		f.Release(ledger.Ended{Lease: lease})
		f.Exec(`UPDATE queue SET due_at = now() WHERE key = '60834'`)
		require.Zero(t, f.Acquire(contact.Live, 10, time.Minute).Leases[0].Failures, "and forgotten once one succeeds")
	})
}

// TestReleasingAndLeasingTakeOneRoundTrip also shows that what has just been woken
// is found.
func TestReleasingAndLeasingTakeOneRoundTrip(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("r-1", 1, contacttest.Number("60836")))
	lease := f.Acquire(contact.Live, 10, time.Minute).Leases[0]
	got, err := f.Ledger.Acquire(t.Context(), ledger.Wanted{
		Priority: contact.Live, Limit: 10, Lease: time.Minute, Ended: []ledger.Ended{{Lease: lease}},
	})
	require.NoError(t, err)
	require.True(t, got.Woken)
	require.Equal(t, []string{"60836"}, keysOf(got.Leases))
}

func TestWhoRecordsMayLease(t *testing.T) {
	t.Parallel()
	one := storetest.Setup(t)
	other := one.Process()
	leasing := func(f storetest.Fixture, ev contact.Event) ledger.Recorded {
		// For longer than another process leases.
		r, err := f.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{ev}, Lease: time.Hour}, 0)
		require.NoError(t, err)
		return r[0]
	}
	first := leasing(one, contacttest.Text("w-1", 1, contacttest.Number("60837")))
	require.NotNil(t, first.Lease)
	require.Equal(t, []string{contacttest.Shop, "60837"}, []string{first.Lease.ChannelID, first.Lease.Key})
	require.Empty(t, other.Claim(10, time.Minute), "no dispatcher takes it")
	require.Nil(t, leasing(other, contacttest.Text("w-2", 2, contacttest.Number("60837"))).Lease, "somebody has it already")
	require.True(t, one.Release(ledger.Ended{Lease: *first.Lease, Woken: true}))
	due := other.Claim(10, time.Minute)
	require.Len(t, due, 1, "what another one recorded is due when the lease ends")
	require.Equal(t, "w-2", storetest.Read[string](one, `SELECT external_id FROM events WHERE id = $1`, due[0].EventID))

	t.Run("also what was there before and waits", func(t *testing.T) {
		one.In(t).Record(contacttest.Text("w-3", 3, contacttest.Number("60838")))
		again := leasing(one, contacttest.Text("w-3", 3, contacttest.Number("60838")))
		require.False(t, again.New)
		require.NotNil(t, again.Lease)
	})
	t.Run("not what needs no decision", func(t *testing.T) {
		one := one.In(t)
		one.Happen(contacttest.Text("w-4", 4, contacttest.Number("60839")))
		require.Nil(t, leasing(one, contacttest.Text("w-4", 4, contacttest.Number("60839"))).Lease)
	})
}

// TestAReleaseWaitsForALook stops a look behind a lease just before it is committed:
// what it has put to sleep must be woken.
func TestAReleaseWaitsForALook(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("s-1", 1, contacttest.Number("60840")))
	lease := f.Acquire(contact.Live, 10, time.Hour).Leases[0]
	f.Record(contacttest.Text("s-2", 2, contacttest.Number("60840")))
	look, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	for _, sql := range []string{
		`SELECT FROM leases WHERE key = '60840' FOR UPDATE`,
		`UPDATE queue SET due_at = now() + interval '1 hour' WHERE key = '60840'`,
	} {
		_, err = look.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	done := make(chan error, 1)
	var released ledger.Released
	go func() {
		var err error
		released, err = f.Ledger.Release(t.Context(), []ledger.Ended{{Lease: lease, Woken: true}}, time.Minute)
		done <- err
	}()
	f.Waiting()
	require.NoError(t, look.Commit(t.Context()))
	require.NoError(t, <-done)
	require.True(t, released.Woken)
	due := f.Claim(10, time.Minute)
	require.Len(t, due, 1)
	require.Equal(t, "s-2", storetest.Read[string](f, `SELECT external_id FROM events WHERE id = $1`, due[0].EventID))
}

// TestAReleaseComesBackForWhatIsLocked has something lock an entry that sleeps, as a
// look does that began before the entry fell asleep. A release waits for none, but
// what it passed over is told, and woken by the next.
func TestAReleaseComesBackForWhatIsLocked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ended  func(ledger.Lease) ledger.Ended
		locked string // the entry
		passed bool
		dueIn  []float64 // in seconds, in the end
	}{
		"an entry that no run was told of": {
			func(l ledger.Lease) ledger.Ended { return ledger.Ended{Lease: l, Woken: true} }, "2", true, []float64{0, 60},
		},
		"one that a run was told of is due when the lease would have run out": {
			func(l ledger.Lease) ledger.Ended { return ledger.Ended{Lease: l, Woken: true} }, "1", false, []float64{0, 3600},
		},
		"one of a lease that nobody used": {
			func(l ledger.Lease) ledger.Ended { return ledger.Ended{Lease: l} }, "1", true, []float64{0, 0},
		},
		"one of a key that rests": {
			func(l ledger.Lease) ledger.Ended { return ledger.Ended{Lease: l, After: 10 * time.Minute, Rest: true} }, "2", true, []float64{600, 600},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			f.Record(contacttest.Text("p-1", 1, contacttest.Number("60845")))
			lease := f.Acquire(contact.Live, 10, time.Hour).Leases[0]
			f.Record(contacttest.Text("p-2", 2, contacttest.Number("60845")))
			require.Empty(t, f.Claim(10, time.Hour), "the second sleeps behind the lease")
			look, err := f.Pool.Begin(t.Context())
			require.NoError(t, err)
			defer func() { _ = look.Rollback(context.WithoutCancel(t.Context())) }()
			_, err = look.Exec(t.Context(), `
SELECT FROM queue WHERE event_id = (SELECT id FROM events WHERE external_id = 'p-' || $1) FOR UPDATE`, c.locked)
			require.NoError(t, err)

			released, err := f.Ledger.Release(t.Context(), []ledger.Ended{c.ended(lease)}, time.Minute)
			require.NoError(t, err)
			require.Equal(t, c.passed, len(released.Passed) == 1)
			again, err := f.Ledger.Release(t.Context(), released.Passed, time.Minute)
			require.NoError(t, err)
			require.Len(t, again.Passed, len(released.Passed), "as long as it is locked")
			require.NoError(t, look.Rollback(t.Context()))
			again, err = f.Ledger.Release(t.Context(), again.Passed, time.Minute)
			require.NoError(t, err)
			require.Empty(t, again.Passed)
			require.InDeltaSlice(t, c.dueIn, f.DueIn(), 20)
		})
	}
}

// TestALookWaitsForARelease is the other way round: the key is free then.
func TestALookWaitsForARelease(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Text("s-3", 1, contacttest.Number("60841")))
	f.Acquire(contact.Live, 10, time.Hour)
	f.Record(contacttest.Text("s-4", 2, contacttest.Number("60841")))
	release, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = release.Exec(t.Context(), `DELETE FROM leases WHERE key = '60841'`)
	require.NoError(t, err)
	other, got := f.Process(), make(chan ledger.Acquired, 1)
	go func() {
		found, _ := other.Ledger.Acquire(t.Context(), ledger.Wanted{Priority: contact.Live, Limit: 10, Lease: time.Minute})
		got <- found
	}()
	f.Waiting()
	require.NoError(t, release.Commit(t.Context()))
	require.Equal(t, []string{"60841"}, keysOf((<-got).Leases))
}

// TestALookWaitsForNoOtherLook stops one in the middle, as a backend that stands
// still: what comes for its keys stays as it is, and all others go on.
func TestALookWaitsForNoOtherLook(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	frozen, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	for _, sql := range []string{
		`SELECT pg_advisory_xact_lock(hashtextextended('shop/60842', 1))`,
		`INSERT INTO leases (key, channel_id, holder, until) VALUES ('60842', 'shop', gen_random_uuid(), now() + interval '1 hour')`,
	} {
		_, err = frozen.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	f.Record(contacttest.Text("z-1", 1, contacttest.Number("60842")), contacttest.Text("z-2", 2, contacttest.Number("60843")))
	for range 3 {
		got := f.Acquire(contact.Live, 10, time.Minute)
		require.NotContains(t, keysOf(got.Leases), "60842")
		require.False(t, got.Full, "it does not look for it again and again")
	}
	require.Equal(t, []string{"60843"}, storetest.Column(f, `SELECT key FROM leases`))
	require.NoError(t, frozen.Rollback(t.Context()))
	require.Equal(t, []string{"60842"}, keysOf(f.Acquire(contact.Live, 10, time.Minute).Leases))
}

// TestNothingSleepsThroughARelease has several processes record, lease and release
// the same few keys as fast as they can. A lease lasts an hour: whatever fell asleep
// behind one that was being released would still be there.
func TestNothingSleepsThroughARelease(t *testing.T) {
	t.Parallel()
	const processes, each, keys = 3, 60, 4
	f := storetest.Setup(t)
	var wg sync.WaitGroup
	failed := make(chan error, processes)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for p := range processes {
		own := f.Process()
		wg.Go(func() { failed <- own.Churn(ctx, fmt.Sprintf("churn-%d", p), each, keys) })
	}
	wg.Wait()
	for range processes {
		require.NoError(t, <-failed)
	}
	require.Equal(t, processes*each, storetest.Read[int](f, `SELECT count(*) FROM messages`))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM queue`))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM leases`))
}

func TestChannelsShareWhatIsTaken(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel(storetest.Branch, "410000000000002")
	for _, priority := range []contact.Priority{contact.Live, contact.Bulk} {
		t.Run(fmt.Sprint(priority), func(t *testing.T) {
			f := f.In(t)
			var many []contact.Event
			for n := range 200 {
				many = append(many, contacttest.Text(fmt.Sprintf("many-%d-%d", priority, n), n, contacttest.Number(fmt.Sprintf("6085%d%05d", priority, n))))
			}
			late := contacttest.Text(fmt.Sprintf("late-%d", priority), 1, contacttest.Number(fmt.Sprintf("6086%d", priority)))
			late.Origin = "410000000000002"
			many = append(many, late)
			for i := range many {
				many[i].Priority = priority
			}
			f.Record(many...)
			got := f.Acquire(priority, 32, time.Minute)
			require.Len(t, got.Leases, 17, "half for each of the two that have something due")
			require.Equal(t, storetest.Branch, got.Leases[16].ChannelID)
			require.True(t, got.Full, "there is more of the other")
			got = f.Acquire(priority, 32, time.Minute)
			require.Len(t, got.Leases, 32, "and all for one alone")
			got, err := f.Ledger.Acquire(t.Context(), ledger.Wanted{Priority: priority, Limit: 32, Lease: time.Minute, Except: []string{contacttest.Shop}})
			require.NoError(t, err)
			require.Empty(t, got.Leases)
		})
	}
	t.Run("in turns where there are more channels than places", func(t *testing.T) {
		f := f.In(t)
		for n := range 5 {
			channel, origin := fmt.Sprintf("turn-%d", n), fmt.Sprintf("42000000000000%d", n)
			f.Channel(channel, origin)
			for m := range 10 {
				ev := contacttest.Text(fmt.Sprintf("turn-%d-%d", n, m), m, contacttest.Number(fmt.Sprintf("6087%d%d", n, m)))
				ev.Origin = origin
				f.Record(ev)
			}
		}
		f.Exec(`UPDATE queue SET due_at = now() + interval '1 hour' WHERE channel_id NOT LIKE 'turn-%'`)
		last, turns := "", map[string]int{}
		for range 10 {
			got, err := f.Ledger.Acquire(t.Context(), ledger.Wanted{Priority: contact.Live, Limit: 2, Lease: time.Minute, After: last})
			require.NoError(t, err)
			require.Len(t, got.Leases, 2)
			require.True(t, got.Full)
			for _, l := range got.Leases {
				turns[l.ChannelID]++
			}
			last = got.Last
		}
		require.Equal(t, map[string]int{"turn-0": 4, "turn-1": 4, "turn-2": 4, "turn-3": 4, "turn-4": 4}, turns)
	})
}
