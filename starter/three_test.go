package starter

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/ledger"
)

// TestThreeProcessesDoNotFightOverAKey has people write ten messages each at once,
// through three processes: whose workflow runs for one of them is woken by no other.
func TestThreeProcessesDoNotFightOverAKey(t *testing.T) {
	t.Parallel()
	const people, each, writing = 24, 10, 8
	w := newWorld(t)
	p := newProxy(t, devtest.TemporalAddress(t))
	var recorders []*Recorder
	for range 3 {
		recorder, _ := w.process(p.address, Settings{Lease: 10 * time.Second, Slots: 8})
		recorders = append(recorders, recorder)
	}
	for first := 0; first < people; first += writing {
		var events []contact.Event
		for n := range writing * each {
			person := first + n%writing
			events = append(events, w.message(fmt.Sprintf("6012400%04d", person), fmt.Sprintf("wamid.%d.%d", person, n/writing)))
		}
		rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		var wg sync.WaitGroup
		for sender := range 6 {
			wg.Go(func() {
				for i := sender; i < len(events); i += 6 {
					_, err := recorders[i%3].Record(t.Context(), ledger.Batch{Events: events[i : i+1]})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	w.until("all is decided", func() bool { return w.undecided() == 0 })
	require.Equal(t, people, w.count(`SELECT count(*) FROM contacts`))
	require.Equal(t, people*each, w.count(`SELECT count(*) FROM messages`))
	require.Equal(t, people*each, w.count(`SELECT count(*) FROM events WHERE decision IN ('created', 'attached')`))
	w.until("all leases are released", func() bool { return w.count(`SELECT count(*) FROM leases`) == 0 })
	t.Log(p)
	p.mu.Lock()
	defer p.mu.Unlock()
	// One in two did while a lease was of entries. A run that closes slowly still makes some.
	require.LessOrEqual(t, p.foreign, p.started/4, "a start that fails costs a round trip, and a signal")
}
