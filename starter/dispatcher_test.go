package starter

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

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

func TestAKeyIsDeliveredOnceAtATime(t *testing.T) {
	t.Parallel()
	d := dispatcher(4)
	a1, a2, a3, b1 := debt("shop", "a", 1), debt("shop", "a", 2), debt("shop", "a", 3), debt("shop", "b", 4)
	require.False(t, d.join([]store.Due{a1}), "it flies")
	require.True(t, d.join([]store.Due{a2}), "it goes along")
	require.True(t, d.join([]store.Due{a3}))
	require.False(t, d.join([]store.Due{b1}), "another key flies by itself")
	running, slots := d.Deliveries()
	require.Equal(t, []int{2, 4}, []int{running, slots}, "keys, not debts")

	require.Equal(t, []store.Due{a2, a3}, d.landed(targetOf(a1)), "what came meanwhile is looked at")
	require.True(t, d.join([]store.Due{a2}), "while that is, it still flies")
	require.Equal(t, []store.Due{a2}, d.landed(targetOf(a1)))
	require.Empty(t, d.landed(targetOf(a1)), "nothing more came: it has landed")
	require.False(t, d.join([]store.Due{a3}), "so the next one flies again")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	t.Run("all that are free are taken, and never more", func(t *testing.T) {
		t.Parallel()
		d := dispatcher(3)
		require.Equal(t, 3, d.reserve(t.Context()))
		d.release(2)
		require.Equal(t, 2, d.reserve(t.Context()))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		require.Zero(t, d.reserve(ended), "none is free")
	})
	t.Run("while Temporal is away one key probes, once a second", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := dispatcher(3)
			d.breaker.trip()
			began := time.Now()
			require.Equal(t, 1, d.reserve(t.Context()))
			require.Equal(t, probeEvery, time.Since(began))
			d.release(1)
			d.breaker.close()
			require.Equal(t, 3, d.reserve(t.Context()))
		})
	})
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
