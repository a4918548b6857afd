package starter

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// lease returns a leased key of a channel of which one entry is due.
func lease(channel, key string) ledger.Lease {
	return ledger.Lease{ChannelID: channel, Key: key, Due: []ledger.Due{{EventID: uuid.New()}}}
}

func dispatcher(slots int) *Dispatcher {
	return NewDispatcher(nil, New(nil, ""), NewHub(), Settings{Slots: slots}, slog.New(slog.DiscardHandler))
}

// acquiring is what launch does, without dispatching.
func acquiring(d *Dispatcher, slots int) (dispatched []target) {
	for f := d.acquire(slots); f != nil; f = d.acquire(slots) {
		dispatched = append(dispatched, f.target())
	}
	return dispatched
}

// acquired is what fetch does, without a database.
func acquired(d *Dispatcher, priority contact.Priority, channel string, keys ...string) {
	for _, key := range keys {
		d.place(priorityOf(priority), []ledger.Lease{lease(channel, key)})
	}
}

// finish ends what is in flight as if its run had decided everything.
func finish(d *Dispatcher, channel, key string) {
	f := d.inFlight[target{channel, key}]
	d.free(f)
	d.release(f, ledger.Ended{})
}

func TestALeaseIsReleasedWhenItsRunEnds(t *testing.T) {
	t.Parallel()
	d := dispatcher(4)
	acquired(d, contact.Live, "shop", "a", "b")
	require.Equal(t, []target{{"shop", "a"}, {"shop", "b"}}, acquiring(d, 4))
	running, slots := d.InFlight()
	require.Equal(t, []int{2, 4}, []int{running, slots})
	require.Nil(t, d.untidy(), "nothing has ended")

	finish(d, "shop", "a")
	require.Equal(t, "a", d.ended[0].Key)
	require.False(t, d.urgent, "it may go along with the next look")
	require.NotNil(t, d.untidy(), "which comes soon")

	d.hurry(target{"shop", "b"}, live)
	finish(d, "shop", "b")
	require.True(t, d.urgent, "something waits for the second one")
	require.Equal(t, "b", d.takeEnded()[1].Key)
	require.Nil(t, d.untidy())
}

func TestWhatWaitsTooLongInMemoryIsLetGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := dispatcher(1)
		d.settings.Lease = 10 * time.Second
		acquired(d, contact.Live, "shop", "a")
		time.Sleep(11 * time.Second)
		acquired(d, contact.Live, "shop", "b")
		require.Equal(t, []target{{"shop", "b"}}, acquiring(d, 1), "somebody else may have the other one by now")
		require.Equal(t, "a", d.ended[0].Key)
	})
}

// TestALeaseThatRanOutIsTakenOver is what happens where a server needs longer to
// answer than a lease lasts.
func TestALeaseThatRanOutIsTakenOver(t *testing.T) {
	t.Parallel()
	d := dispatcher(2)
	acquired(d, contact.Live, "shop", "a")
	f := d.acquire(1)
	again := lease("shop", "a")
	again.Until = time.Now()
	d.place(live, []ledger.Lease{again})
	require.Empty(t, acquiring(d, 2), "the key is on its way already")
	d.free(f)
	d.release(f, ledger.Ended{Woken: true})
	require.Equal(t, []ledger.Ended{{Lease: again, Woken: true}}, d.ended, "the lease that it has by now is released")

	acquired(d, contact.Bulk, "shop", "b")
	acquired(d, contact.Live, "shop", "b")
	require.Equal(t, []target{{"shop", "b"}}, acquiring(d, 2), "and what waits for a slot waits once")
}

// TestChannelsTakeTurns has dozens of keys of one channel wait, and then one of
// another.
func TestChannelsTakeTurns(t *testing.T) {
	t.Parallel()
	many := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"}
	for name, priority := range map[string]contact.Priority{"live": contact.Live, "bulk": contact.Bulk} {
		t.Run("for slots: "+name, func(t *testing.T) {
			t.Parallel()
			d := dispatcher(16)
			acquired(d, priority, "shop", many...)
			require.Equal(t, []target{{"shop", "a"}}, acquiring(d, 1))
			acquired(d, priority, "second", "z")
			finish(d, "shop", "a")
			require.Equal(t, []target{{"shop", "b"}}, acquiring(d, 1))
			finish(d, "shop", "b")
			require.Equal(t, []target{{"second", "z"}}, acquiring(d, 1))
		})
	}
	t.Run("those of callers, too", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(4)
		for _, key := range many {
			d.enqueue(lease("shop", key))
		}
		d.enqueue(lease("second", "z"))
		require.Equal(t, []target{{"shop", "a"}, {"second", "z"}}, acquiring(d, 4))
	})
	t.Run("and one leaves room while another is heard of", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(16)
			acquired(d, contact.Live, "shop", many...)
			require.Len(t, acquiring(d, 8), 8, "alone it has all")
			acquired(d, contact.Live, "second", "z")
			require.Equal(t, []target{{"second", "z"}}, acquiring(d, 16), "more would only make the other one's slower")
			for _, key := range many[:8-paceBegin] {
				finish(d, "shop", key)
			}
			require.Empty(t, acquiring(d, 16), "it has a few already")
			finish(d, "shop", many[8-paceBegin])
			finish(d, "second", "z")
			require.Equal(t, []target{{"shop", "i"}}, acquiring(d, 16), "and again one of them")
			time.Sleep(quiet)
			require.Len(t, acquiring(d, 16), 7, "the other one has not been heard of for a moment")
		})
	})
}

func TestWhileSomeWaitsOnlyOtherChannelsAreLookedFor(t *testing.T) {
	t.Parallel()
	d := dispatcher(4)
	d.lookFor(map[string]bool{"shop": true})
	w, want := d.wanted(contact.Live)
	require.True(t, want)
	require.Empty(t, w.Except)
	_, want = d.wanted(contact.Bulk)
	require.False(t, want, "what was recorded is no import's")

	acquired(d, contact.Live, "shop", "a")
	d.wide = [2]bool{}
	d.lookFor(map[string]bool{"shop": true})
	_, want = d.wanted(contact.Live)
	require.False(t, want, "there is enough of it")
	d.lookFor(map[string]bool{"shop": true, "second": true})
	w, want = d.wanted(contact.Live)
	require.True(t, want)
	require.Equal(t, []string{"shop"}, w.Except)
	d.lookFor(map[string]bool{"": true})
	_, want = d.wanted(contact.Bulk)
	require.True(t, want, "whoever says nothing has all looked for")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	t.Run("never more than there are", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(2)
		acquired(d, contact.Live, "shop", "a", "b", "c")
		require.Len(t, acquiring(d, 2), 2)
		d.free(d.inFlight[target{"shop", "a"}])
		require.Equal(t, []target{{"shop", "c"}}, acquiring(d, 2), "a slot is free again, although the key's run may still work")
	})
	t.Run("live before bulk, and bulk never all", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(8)
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			acquired(d, contact.Bulk, "shop", key)
		}
		acquired(d, contact.Live, "shop", "live")
		d.busy = time.Time{} // a while ago
		require.Equal(t, []target{{"shop", "live"}, {"shop", "a"}, {"shop", "b"}}, acquiring(d, 8))
	})
	t.Run("who waits for an answer first, and half for everybody else", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(4)
		acquired(d, contact.Live, "shop", "a", "b", "c")
		for _, key := range []string{"x", "y", "z"} {
			d.enqueue(lease("shop", key))
		}
		require.Equal(t, []target{{"shop", "x"}, {"shop", "y"}, {"shop", "a"}, {"shop", "b"}}, acquiring(d, 4))
		d.free(d.inFlight[target{"shop", "a"}])
		require.Equal(t, []target{{"shop", "c"}}, acquiring(d, 4))
		d.free(d.inFlight[target{"shop", "x"}])
		require.Equal(t, []target{{"shop", "z"}}, acquiring(d, 4))
	})
	t.Run("also where there are few slots", func(t *testing.T) {
		t.Parallel()
		for _, slots := range []int{1, 2} {
			d := dispatcher(8)
			acquired(d, contact.Live, "shop", "a")
			for _, key := range []string{"w", "x", "y", "z"} {
				d.enqueue(lease("shop", key))
			}
			var dispatched []target
			for range 2 { // a slot is free again and again
				dispatched = append(dispatched, acquiring(d, slots)...)
				for _, f := range d.inFlight {
					finish(d, f.ChannelID, f.Key)
				}
			}
			require.Equal(t, target{"shop", "w"}, dispatched[0])
			require.Contains(t, dispatched, target{"shop", "a"}, "with %d", slots)
		}
	})
	t.Run("and little of it while people write", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(16)
			acquired(d, contact.Bulk, "shop", "a", "b", "c", "d")
			d.busy = time.Now()
			require.Len(t, acquiring(d, 8), bulkMinimum)
			time.Sleep(quiet)
			require.Len(t, acquiring(d, 8), 3, "nobody has written for a moment")
		})
	})
	t.Run("and hardly any while callers queue up", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(8)
			d.hub.congestion.note()
			require.Equal(t, congestedSlots, d.slots(t.Context()))
			time.Sleep(congestedTime)
			require.Equal(t, 8, d.slots(t.Context()))
		})
	})
	t.Run("while Temporal is unavailable one key probes, once a second", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(3)
			d.starter.breaker.trip()
			began := time.Now()
			require.Equal(t, 1, d.slots(t.Context()))
			require.Equal(t, probeEvery, time.Since(began))
			d.starter.breaker.close()
			require.Equal(t, 3, d.slots(t.Context()))
		})
	})
}

func TestAKeyIsInFlightUntilItIsDecided(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := dispatcher(1)
		acquired(d, contact.Bulk, "shop", "a")
		f := d.acquire(1)
		d.decided("shop", "nobody", nil, false)
		began := time.Now()
		require.False(t, f.await(time.Minute), "no word of its end")
		require.Equal(t, bulkPatience, time.Since(began), "patience ends")
		d.decided("shop", "a", nil, false)
		d.decided("shop", "a", nil, false)
		began = time.Now()
		require.True(t, f.await(time.Minute))
		require.Zero(t, time.Since(began))
		require.False(t, f.did, "it has found nothing")
	})
}

// TestARunThatDecidesMoreAndMoreIsWaitedFor is that of a person of whom a lot
// waits.
func TestARunThatDecidesMoreAndMoreIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := dispatcher(1)
		acquired(d, contact.Live, "shop", "a")
		f := d.acquire(1)
		go func() {
			for range 100 {
				time.Sleep(livePatience / 2)
				d.decided("shop", "a", []contact.Decision{{EventID: uuid.New()}}, true)
			}
		}()
		began := time.Now()
		require.False(t, f.await(10*livePatience), "but not for ever")
		require.Greater(t, time.Since(began), 9*livePatience)
		require.Less(t, time.Since(began), 12*livePatience)
		time.Sleep(time.Minute)
		d.mu.Lock()
		defer d.mu.Unlock()
		require.True(t, f.did)
	})
}

func TestALiveMessageHurriesWhatWaitsWithIt(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	acquired(d, contact.Bulk, "shop", "a", "b")
	d.hurry(target{"shop", "b"}, live)
	d.hurry(target{"shop", "nobody"}, live)
	require.Equal(t, []target{{"shop", "b"}}, acquiring(d, 1), "it goes before the rest of the import")
	require.True(t, d.ready[bulk].has("shop"))
	_, found := d.ready[bulk].take(target{"shop", "a"})
	require.True(t, found)
	require.True(t, d.ready[bulk].empty())
}

func TestACallerHurriesWhatWaitsWithIt(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	row := lease("shop", "a")
	event := row.Due[0].EventID
	caller := make(chan contact.Decision, 1)
	defer d.hub.subscribe(subscriber{decided: d.decided, awaited: d.awaited})()
	d.hub.wait(event, caller)
	d.place(bulk, []ledger.Lease{row})
	require.Len(t, d.ready[awaited].drain(), 1)
	d.hub.forget(event, caller)
	d.place(bulk, []ledger.Lease{row})
	require.True(t, d.ready[bulk].has("shop"))
}

func TestAKeyThatIsBeingReleasedIsReleasedAtOnceForACaller(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	acquired(d, contact.Live, "shop", "a")
	acquiring(d, 1)
	finish(d, "shop", "a")
	d.hurry(target{"shop", "b"}, awaited)
	require.False(t, d.urgent)
	d.hurry(target{"shop", "a"}, awaited)
	require.True(t, d.urgent)
}

func TestSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	sleep(ended, time.Hour)
}
