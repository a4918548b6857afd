package ledger_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestDismissingAndReplayingAtOnce has two people do the one and the other with the same
// events: each is dismissed or waits for its decision, and none is both or neither.
func TestDismissingAndReplayingAtOnce(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const many = 40
	var ids []uuid.UUID
	var events []contact.Event
	for i := range many {
		ev := contacttest.Text(fmt.Sprintf("d-%d", i), 1, contacttest.Number(fmt.Sprintf("60720%02d", i)))
		events = append(events, contacttest.From(contacttest.ShopNumber, ev))
		bad := events[i]
		bad.Facts.Effect, bad.Facts.Reason = contact.Unjudged, contact.Unreadable
		ids = append(ids, f.Record(bad)[0].ID)
	}
	require.Equal(t, many, storetest.Read[int](f, `SELECT count(*)::int FROM quarantine WHERE channel_id = $1`, contacttest.Shop))
	replayed := 0
	var both sync.WaitGroup
	both.Go(func() {
		for i := range many {
			err := f.Ledger.Replay(t.Context(), ids[i], events[i])
			if err == nil {
				replayed++
			} else if !errors.Is(err, store.ErrNotQuarantined) {
				t.Errorf("replay event %d: %v", i, err)
			}
		}
	})
	dismissed := 0
	both.Go(func() {
		for from := many - 5; from >= 0; from -= 5 {
			n, err := f.Ledger.Dismiss(t.Context(), ids[from:from+5], "Spam", "somebody")
			if dismissed += n; err != nil {
				t.Errorf("dismiss from %d: %v", from, err)
			}
		}
	})
	both.Wait()
	require.Equal(t, many, replayed+dismissed)
	require.Equal(t, []int{dismissed, replayed, 0}, []int{
		storetest.Read[int](f, `SELECT count(*)::int FROM dismissals d JOIN events e ON e.id = d.event_id WHERE e.decision = 'ignored' AND e.reason = 'dismissed'`),
		storetest.Read[int](f, `SELECT count(*)::int FROM events e JOIN queue q ON q.event_id = e.id WHERE e.decision IS NULL`),
		storetest.Read[int](f, `SELECT count(*)::int FROM quarantine`),
	})
	back, err := f.Ledger.Undismiss(t.Context(), ids)
	require.NoError(t, err)
	require.Equal(t, dismissed, back)
	if back > 0 {
		require.Equal(t, "quarantined/unreadable 2 somebody Spam", storetest.Read[string](f, `
SELECT decision || '/' || reason || ' ' || jsonb_array_length(trail) || ' ' || (trail -> 1 ->> 'by') || ' ' || (trail -> 1 ->> 'detail')
FROM events WHERE decision = 'quarantined' LIMIT 1`), "the trail keeps who had dismissed it, and why")
	}
}
