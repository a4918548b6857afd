package starter

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestOneChannelDoesNotStarveAnother has many people wait on one channel, live or in
// an import, and then one on another.
func TestOneChannelDoesNotStarveAnother(t *testing.T) {
	t.Parallel()
	for name, priority := range map[string]contact.Priority{"live": contact.Live, "bulk": contact.Bulk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const people, second = 150, "410000000000002"
			w := newWorld(t)
			_, _, err := storetest.Open(t, w.url).Settings.PutChannel(t.Context(), w.channel+"-2", "Second", second)
			require.NoError(t, err)
			var events []contact.Event
			for n := range people {
				events = append(events, w.message(fmt.Sprintf("6012500%04d", n), fmt.Sprintf("wamid.%d", n)))
			}
			one := w.message("60125999999", "wamid.second")
			one.Origin = second
			events = append(events, one)
			for i := range events {
				events[i].Priority = priority
			}
			recorded, err := storetest.Open(t, w.url).Ledger.Record(t.Context(), ledger.Batch{Events: events}, 0)
			require.NoError(t, err)
			w.process(devtest.TemporalAddress(t), Settings{Lease: 10 * time.Second, Slots: 4})
			w.until("the other channel's is decided", func() bool {
				return w.count(`SELECT count(*) FROM events WHERE id = $1 AND decision IS NOT NULL`, recorded[people].ID) == 1
			})
			require.Greater(t, w.undecided(), people/2, "long before the first one's")
			w.until("nothing is forgotten over it", func() bool { return w.undecided() == 0 })
			require.Equal(t, people+1, w.count(`SELECT count(*) FROM contacts`))
		})
	}
}
