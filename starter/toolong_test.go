package starter_test

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/worker"
)

// TestADecisionThatNeverEndsIsQuarantined has one message among several of the
// same person that takes an hour to be filed, with a database that is well.
func TestADecisionThatNeverEndsIsQuarantined(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	short := store.Limits{Statement: 800 * time.Millisecond, Lock: 300 * time.Millisecond}
	s, err := storetest.OpenWith(t.Context(), url, store.Options{Decisions: short})
	require.NoError(t, err)
	t.Cleanup(s.DB.Close)
	temporal, queue, quiet := devtest.TemporalClient(t), devtest.TaskQueue(t), slog.New(slog.DiscardHandler)
	_, _, err = s.Settings.PutChannel(t.Context(), devtest.Unique(t), "Test", "410000000000001")
	require.NoError(t, err)
	db, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	_, err = db.Exec(t.Context(), `
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.external_id = 'wamid.1' THEN PERFORM pg_sleep(3600); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slowly BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slowly()`)
	require.NoError(t, err)

	start, hub := starter.New(temporal, queue), starter.NewHub()
	recorder := starter.NewRecorder(s.Ledger, s.Imports, start, hub, quiet)
	var events []contact.Event
	for i := range 4 {
		events = append(events, message(fmt.Sprintf("wamid.%d", i)))
	}
	recorded, err := recorder.Record(t.Context(), ledger.Batch{Events: events})
	require.NoError(t, err)
	dispatcher := starter.NewDispatcher(s.Ledger, start, hub, starter.Settings{Lease: 10 * time.Second, Slots: 8}, quiet)
	started := make(chan struct{})
	work := &worker.Worker{
		Client: temporal, Namespace: "default", TaskQueue: queue,
		Acts: &activities.Activities{Ledger: s.Ledger, Log: quiet, Publish: hub.Publish},
		Bulk: activities.NewBulk(s.DB, s.Ledger, tabular.Limits{}, nil, quiet), Log: quiet, Started: sync.OnceFunc(func() { close(started) }),
	}
	devtest.Background(t, work.Run)
	<-started
	devtest.Background(t, dispatcher.Run)

	want := []contact.DecisionKind{contact.Created, contact.Quarantined, contact.Attached, contact.Attached}
	for i, r := range recorded {
		require.Eventually(t, func() bool {
			decision, err := s.Ledger.Decision(t.Context(), r.ID)
			return err == nil && decision.Kind == want[i]
		}, 2*time.Minute, 50*time.Millisecond, "message %d is %s", i, want[i])
	}
	row, err := s.Book.Event(t.Context(), recorded[1].ID)
	require.NoError(t, err)
	require.Contains(t, *row.Detail, "too long")
}

// TestTheLastLook is that of a dispatcher whose queue cannot be looked at for a
// while.
func TestTheLastLook(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := storetest.Open(t, url)
	start := starter.New(devtest.TemporalClient(t), devtest.TaskQueue(t))
	dispatcher := starter.NewDispatcher(s.Ledger, start, starter.NewHub(), starter.Settings{Lease: time.Second, Slots: 2}, slog.New(slog.DiscardHandler))
	require.Zero(t, dispatcher.LastLook(), "before it has begun")
	devtest.Background(t, dispatcher.Run)
	looks := func() bool {
		last := dispatcher.LastLook()
		return pollUntil(func() bool { return dispatcher.LastLook().After(last) })
	}
	require.True(t, looks())
	db, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	_, err = db.Exec(t.Context(), `BEGIN; LOCK TABLE queue IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return time.Since(dispatcher.LastLook()) > 2*time.Second }, time.Minute, 50*time.Millisecond)
	_, err = db.Exec(t.Context(), `ROLLBACK`)
	require.NoError(t, err)
	require.True(t, looks(), "it goes on")
}

// pollUntil waits for a state, with a bound that only a failure reaches.
func pollUntil(ok func() bool) bool {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}
