package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	f := setup(t)
	waiting := func() []ledger.Waiting {
		found, err := f.WaitingByPriority(t.Context())
		require.NoError(t, err)
		return found
	}
	require.Empty(t, waiting())
	before := time.Now().Add(-time.Second)
	f.record(text("m-1", 1, number("60401")), text("m-1", 1, number("60401")))
	f.record(text("m-1", 1, number("60401")), text("m-2", 2, number("60402")))
	require.Equal(t, map[string]uint64{"message": 2}, f.Recorded(), "no event twice")
	now := waiting()
	require.Len(t, now, 1)
	require.Equal(t, []any{contact.Live, int64(2)}, []any{now[0].Priority, now[0].Events})
	require.WithinRange(t, now[0].Oldest, before, time.Now().Add(time.Second))
	require.Empty(t, f.DecisionCounts())

	_, task := f.next("60401")
	f.decide(shop, "60401")
	for range 2 {
		_, err := f.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		_, err = f.Quarantine(t.Context(), task, contact.Unreadable, "")
		require.NoError(t, err)
	}
	require.Equal(t, map[string]uint64{"created": 1}, f.DecisionCounts(), "what is decided already is not counted again")
	_, task = f.next("60402")
	_, err := f.Quarantine(t.Context(), task, contact.Unreadable, "")
	require.NoError(t, err)
	require.Equal(t, map[string]uint64{"created": 1, "quarantined": 1}, f.DecisionCounts())
	require.Empty(t, waiting())
}
