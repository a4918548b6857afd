package ledger_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	waiting := func() []ledger.Waiting {
		found, err := f.Ledger.WaitingByPriority(t.Context())
		require.NoError(t, err)
		return found
	}
	require.Empty(t, waiting())
	before := time.Now().Add(-time.Second)
	f.Record(contacttest.Text("m-1", 1, contacttest.Number("60401")), contacttest.Text("m-1", 1, contacttest.Number("60401")))
	f.Record(contacttest.Text("m-1", 1, contacttest.Number("60401")), contacttest.Text("m-2", 2, contacttest.Number("60402")))
	require.Equal(t, map[string]uint64{"message": 2}, f.DB.Recorded(), "no event twice")
	now := waiting()
	require.Len(t, now, 1)
	require.Equal(t, []any{contact.Live, int64(2)}, []any{now[0].Priority, now[0].Events})
	require.WithinRange(t, now[0].Oldest, before, time.Now().Add(time.Second))
	require.Empty(t, f.Ledger.DecisionCounts())

	_, task := f.Next("60401")
	f.Decide(contacttest.Shop, "60401")
	for range 2 {
		_, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		_, err = f.Ledger.Quarantine(t.Context(), task, contact.Unreadable, "")
		require.NoError(t, err)
	}
	require.Equal(t, map[string]uint64{"created": 1}, f.Ledger.DecisionCounts(), "what is decided already is not counted again")
	_, task = f.Next("60402")
	_, err := f.Ledger.Quarantine(t.Context(), task, contact.Unreadable, "")
	require.NoError(t, err)
	require.Equal(t, map[string]uint64{"created": 1, "quarantined": 1}, f.Ledger.DecisionCounts())
	require.Empty(t, waiting())
}
