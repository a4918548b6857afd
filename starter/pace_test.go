package starter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPace(t *testing.T) {
	t.Parallel()
	const slots = 32
	times := func(p *pacer, n int, took time.Duration) {
		for range n {
			p.note(took, slots)
		}
	}
	t.Run("begins with few", func(t *testing.T) {
		t.Parallel()
		var p pacer
		require.Equal(t, paceBegin, p.slots(slots))
		require.Equal(t, 1, p.slots(2), "and never takes all")
		require.Equal(t, 1, p.slots(1))
	})
	t.Run("gives a server more that is far away and answers as fast as ever", func(t *testing.T) {
		t.Parallel()
		var p pacer
		times(&p, 200, 80*time.Millisecond)
		require.Equal(t, slots/2, p.slots(slots), "half is for others")
	})
	t.Run("gives one less that takes longer the more it has", func(t *testing.T) {
		t.Parallel()
		var p pacer
		times(&p, 200, 4*time.Millisecond)
		times(&p, 50, 60*time.Millisecond)
		require.Equal(t, paceLeast, p.slots(slots))
		times(&p, 20, 5*time.Millisecond)
		require.Greater(t, p.slots(slots), paceLeast, "and more again once that is over")
	})
	t.Run("forgets what was once", func(t *testing.T) {
		t.Parallel()
		var p pacer
		times(&p, 10, time.Millisecond)
		times(&p, 1000, 50*time.Millisecond)
		require.Equal(t, slots/2, p.slots(slots), "it is another server by now")
	})
}
