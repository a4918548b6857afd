package gate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
)

func TestGuesses(t *testing.T) {
	t.Parallel()
	const here, there = "192.0.2.1", "192.0.2.2"
	setup := func() *gate.Guesses { return gate.New(gate.Settings{Tries: 3, Again: time.Hour}).Guesses }
	wrong := func(g *gate.Guesses, address string, times int) {
		for range times {
			g.Wrong(address)
		}
	}
	t.Run("so many are free, then one after a while", func(t *testing.T) {
		t.Parallel()
		g := setup()
		for range 3 {
			require.Zero(t, g.Wait(here))
			g.Wrong(here)
		}
		require.InDelta(t, time.Hour, g.Wait(here), float64(time.Minute))
		require.Zero(t, g.Wait(there), "others do not wait")
	})
	t.Run("a right one makes up for them", func(t *testing.T) {
		t.Parallel()
		g := setup()
		wrong(g, here, 2)
		g.Right(here)
		wrong(g, here, 2)
		require.Zero(t, g.Wait(here))
	})
	t.Run("waiting makes up for one", func(t *testing.T) {
		t.Parallel()
		g := gate.New(gate.Settings{Tries: 1, Again: 50 * time.Millisecond}).Guesses
		g.Wrong(here)
		require.Eventually(t, func() bool { return g.Wait(here) == 0 }, long, time.Millisecond)
		g.Wrong(here)
		require.NotZero(t, g.Wait(here))
	})
	t.Run("one customer has many addresses of IPv6", func(t *testing.T) {
		t.Parallel()
		g := setup()
		for i := range 3 {
			g.Wrong(fmt.Sprintf("2001:db8:1:2::%d", i))
		}
		require.NotZero(t, g.Wait("2001:db8:1:2:ffff::1"))
		require.Zero(t, g.Wait("2001:db8:1:3::1"))
		wrong(g, "::ffff:192.0.2.1", 3)
		require.NotZero(t, g.Wait(here), "an address of IPv4 is one, however it is written")
		require.Zero(t, g.Wait(there))
	})
	t.Run("what has no address is counted together", func(t *testing.T) {
		t.Parallel()
		g := setup()
		wrong(g, "", 3)
		require.NotZero(t, g.Wait("@"))
	})
	t.Run("not more addresses are remembered than there is room for", func(t *testing.T) {
		t.Parallel()
		g := setup()
		for i := range gate.Remembered + 5000 {
			g.Wrong(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&0xff, i&0xff))
		}
		require.Equal(t, gate.Remembered, g.Remembered())
	})
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	q := gate.New(gate.Settings{Quota: 3, Window: time.Hour}).Tokens
	for n, want := range []string{`^"token";r=2;t=1[12]\d\d$`, `^"token";r=1;t=2[34]\d\d$`, `^"token";r=0;t=3[56]\d\d$`} {
		left := q.Take("one")
		require.Zero(t, left.Wait, n)
		require.Regexp(t, want, left.Limit)
		require.Equal(t, `"token";q=3;w=3600`, left.Policy)
	}
	left := q.Take("one")
	require.InDelta(t, 20*time.Minute, left.Wait, float64(time.Minute))
	require.Regexp(t, `^"token";r=0;t=3\d\d\d$`, left.Limit)
	require.Zero(t, q.Take("another").Wait, "each token has its own")

	quick := gate.New(gate.Settings{Quota: 1, Window: 50 * time.Millisecond}).Tokens
	require.Zero(t, quick.Take("one").Wait)
	require.Eventually(t, func() bool { return quick.Take("one").Wait == 0 }, long, time.Millisecond, "it grows again")
}

func TestTheDefaults(t *testing.T) {
	t.Parallel()
	d := gate.New(gate.Settings{Requests: 7})
	require.Equal(t, gate.Settings{
		Requests: 7, Quota: 60_000, Window: time.Minute, Tries: 20, Again: 3 * time.Second,
		Body: 10 * time.Second, File: 15 * time.Minute, Stall: 30 * time.Second,
		WebhookBytes: 24 << 20, BodyBytes: 16 << 20, FileBytes: 512 << 20,
	}, d.Settings)
	require.True(t, d.Probes.TryAcquire(7))
	require.False(t, d.Probes.TryAcquire(1))
	require.True(t, d.Webhooks.TryAcquire(7))
	require.True(t, d.Others.TryAcquire(7))
}
