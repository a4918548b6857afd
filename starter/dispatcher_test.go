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
	"github.com/luluchat/contacts/store"
)

// debt returns a debt of a key on a channel.
func debt(channel, key string, seq int64) store.Due {
	return store.Due{ChannelID: channel, Key: key, Seq: seq}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	a1, a2, b1, other := debt("shop", "a", 1), debt("shop", "a", 3), debt("shop", "b", 2), debt("second", "a", 4)
	for _, tc := range []struct {
		name string
		due  []store.Due
		want [][]store.Due
	}{
		{"nothing", nil, nil},
		{"one", []store.Due{a1}, [][]store.Due{{a1}}},
		{"by key, each in the place of its oldest", []store.Due{a1, b1, a2}, [][]store.Due{{a1, a2}, {b1}}},
		{"the same key on another channel is another", []store.Due{a1, other}, [][]store.Due{{a1}, {other}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, group(tc.due))
		})
	}
}

func dispatcher(slots int) *Dispatcher {
	return NewDispatcher(NewDoor(nil, nil, "", slog.New(slog.DiscardHandler)), Settings{Slots: slots})
}

// boarding is what launch does, without flying.
func boarding(d *Dispatcher, slots int) (flown []target) {
	for {
		f, _ := d.board(slots)
		if f == nil {
			return flown
		}
		flown = append(flown, f.target)
	}
}

func claimed(d *Dispatcher, class contact.Class, due ...store.Due) {
	for i := range due {
		due[i].Class = class
	}
	d.ready[laneOf(class)] = append(d.ready[laneOf(class)], group(due)...)
}

func TestAKeyIsDeliveredOnceAtATime(t *testing.T) {
	t.Parallel()
	d := dispatcher(4)
	a1, a2, a3, b1 := debt("shop", "a", 1), debt("shop", "a", 2), debt("shop", "a", 3), debt("shop", "b", 4)
	claimed(d, contact.Live, a1)
	require.Equal(t, []target{targetOf(a1)}, boarding(d, 4))
	claimed(d, contact.Live, a2, b1, a3)
	require.Equal(t, []target{targetOf(b1)}, boarding(d, 4), "the other key goes along with its first flight")
	running, slots := d.Deliveries()
	require.Equal(t, []int{2, 4}, []int{running, slots}, "keys, not debts")

	f := d.flights[targetOf(a1)]
	require.Equal(t, []store.Due{a2, a3}, d.land(f), "what came meanwhile is looked at")
	d.release(f)
	d.requeue([]store.Due{a2, a3})
	require.Equal(t, []target{targetOf(a1)}, boarding(d, 4), "and what the run has not taken along flies again")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	t.Run("never more than there are", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(2)
		claimed(d, contact.Live, debt("shop", "a", 1), debt("shop", "b", 2), debt("shop", "c", 3))
		require.Len(t, boarding(d, 2), 2)
		d.release(d.flights[target{"shop", "a"}])
		require.Equal(t, []target{{"shop", "c"}}, boarding(d, 2), "a slot is free again, although the key's run may still work")
	})
	t.Run("live before bulk, and bulk never all", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(8)
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			claimed(d, contact.Bulk, debt("shop", key, 1))
		}
		claimed(d, contact.Live, debt("shop", "live", 9))
		require.Equal(t, []target{{"shop", "live"}, {"shop", "a"}, {"shop", "b"}}, boarding(d, 8))
	})
	t.Run("who waits for an answer first, and half for everybody else", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(4)
		claimed(d, contact.Live, debt("shop", "a", 1), debt("shop", "b", 2), debt("shop", "c", 3))
		for _, key := range []string{"x", "y", "z"} {
			d.ask(debt("shop", key, 4))
		}
		require.Equal(t, []target{{"shop", "x"}, {"shop", "y"}, {"shop", "a"}, {"shop", "b"}}, boarding(d, 4))
		d.release(d.flights[target{"shop", "a"}])
		require.Equal(t, []target{{"shop", "c"}}, boarding(d, 4))
		d.release(d.flights[target{"shop", "x"}])
		require.Equal(t, []target{{"shop", "z"}}, boarding(d, 4))
	})
	t.Run("also where there are few slots", func(t *testing.T) {
		t.Parallel()
		for _, slots := range []int{1, 2} {
			d := dispatcher(8)
			claimed(d, contact.Live, debt("shop", "a", 1))
			for _, key := range []string{"w", "x", "y", "z"} {
				d.ask(debt("shop", key, 2))
			}
			var flown []target
			for range 2 { // a slot is free again and again
				flown = append(flown, boarding(d, slots)...)
				for _, f := range d.flights {
					d.release(f)
					d.land(f)
				}
			}
			require.Equal(t, target{"shop", "w"}, flown[0])
			require.Contains(t, flown, target{"shop", "a"}, "with %d", slots)
		}
	})
	t.Run("and little of it while people write", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(16)
			claimed(d, contact.Bulk, debt("shop", "a", 1), debt("shop", "b", 2), debt("shop", "c", 3), debt("shop", "d", 4))
			d.busy = time.Now()
			require.Len(t, boarding(d, 8), bulkMinimum)
			time.Sleep(quiet)
			require.Len(t, boarding(d, 8), 3, "nobody has written for a moment")
		})
	})
	t.Run("and hardly any while callers queue up", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(8)
			d.door.gatherer.crowded = time.Now()
			require.Equal(t, rushSlots, d.slots(t.Context()))
			time.Sleep(rushTime)
			require.Equal(t, 8, d.slots(t.Context()))
		})
	})
	t.Run("while Temporal is away one key probes, once a second", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(3)
			d.breaker.trip()
			began := time.Now()
			require.Equal(t, 1, d.slots(t.Context()))
			require.Equal(t, probeEvery, time.Since(began))
			d.breaker.close()
			require.Equal(t, 3, d.slots(t.Context()))
		})
	})
}

func TestAFlightEndsWithTheDecision(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := dispatcher(1)
		claimed(d, contact.Bulk, debt("shop", "a", 1))
		f, _ := d.board(1)
		d.Decided("shop", "nobody", nil, false)
		d.Decided("shop", "a", nil, true)
		began := time.Now()
		f.await()
		require.Equal(t, bulkPatience, time.Since(began), "no word of its end: patience ends")
		d.Decided("shop", "a", nil, false)
		d.Decided("shop", "a", nil, false)
		began = time.Now()
		f.await()
		require.Zero(t, time.Since(began))
	})
}

func TestALiveMessageHurriesWhatWaitsWithIt(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	row, message := debt("shop", "a", 1), debt("shop", "a", 2)
	row.Class, message.Class = contact.Bulk, contact.Live
	d.requeue([]store.Due{row, message})
	require.Equal(t, [][]store.Due{{row, message}}, d.ready[live])
}

func TestACallerHurriesWhatWaitsWithIt(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	row := debt("shop", "a", 1)
	row.Class, row.EventID = contact.Bulk, uuid.New()
	_, forget := d.callers.wait(row.EventID)
	d.requeue([]store.Due{row})
	require.Len(t, d.ready[asked], 1)
	forget()
	d.requeue([]store.Due{row})
	require.Len(t, d.ready[bulk], 1)
}

func TestAWakeUpIsNeverLostAndNeverBlocks(t *testing.T) {
	t.Parallel()
	door := dispatcher(1).door
	for range 3 {
		door.Wake()
	}
	require.Len(t, door.recorded, 1, "any number of them is one more look")
	<-door.recorded
	door.Wake()
	require.Len(t, door.recorded, 1)
}

func TestSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	sleep(ended, time.Hour)
}
