package starter

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/workflows"
)

// TestAStoppingDispatcherGivesItsLeasesBack has it stop while keys are on their way
// and others wait for a slot. Nobody decides anything: there is no worker.
func TestAStoppingDispatcherGivesItsLeasesBack(t *testing.T) {
	t.Parallel()
	const people = 20
	w := newWorld(t)
	temporal := devtest.TemporalClient(t)
	s, starter, hub, quiet := storetest.Open(t, w.url), New(temporal, w.queue), NewHub(), slog.New(slog.DiscardHandler)
	recorder := NewRecorder(s.Ledger, s.Imports, starter, hub, quiet)
	d := NewDispatcher(s.Ledger, starter, hub, Settings{Lease: time.Hour, Slots: 2}, quiet)
	var keys []string
	for n := range people {
		keys = append(keys, fmt.Sprintf("6012600%04d", n))
		w.record(recorder, keys[n], "wamid."+keys[n])
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		d.Run(ctx)
		close(stopped)
	}()
	w.until("keys are on their way", func() bool {
		running, _ := d.InFlight()
		return running == 2 && w.count(`SELECT count(*) FROM leases`) > 0
	})
	stop()
	<-stopped
	t.Cleanup(func() {
		for _, key := range keys {
			_ = temporal.TerminateWorkflow(context.Background(), workflows.ContactID(w.channel, key), "", "the test ends")
		}
	})
	require.Zero(t, w.count(`SELECT count(*) FROM leases`))
	require.Equal(t, people, w.undecided())
	told := w.count(`SELECT count(*) FROM queue WHERE deliveries > 0`)
	require.GreaterOrEqual(t, told, 2, "those whose workflow was woken are due later")
	require.Equal(t, people-told, w.count(`SELECT count(*) FROM queue WHERE due_at <= now()`), "all others at once, for any process")
}
