package starter_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/worker"
	"github.com/luluchat/contacts/workflows"
)

// setup returns a recorder to a database of the test's own, with a channel that no
// other test has, since the Temporal server is shared.
func setup(t *testing.T, c client.Client) (recorder *starter.Recorder, s *storetest.Store, channel string) {
	t.Helper()
	s = storetest.Open(t, storetest.URL(t))
	channel = devtest.Unique(t)
	_, _, err := s.Settings.PutChannel(t.Context(), channel, "Test", "410000000000001")
	require.NoError(t, err)
	return starter.NewRecorder(s.Ledger, s.Imports, starter.New(c, devtest.TaskQueue(t)), starter.NewHub(), slog.New(slog.DiscardHandler)), s, channel
}

func message(id string) contact.Event {
	return contact.Event{
		Origin: "410000000000001", Source: contact.SourceMessage, Kind: "text", ExternalID: id,
		DedupeKey:  contact.DedupeKey("410000000000001", "message", id, nil),
		OccurredAt: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: "60123456789"}, Message: &contact.Message{ID: id, Type: "text"},
		},
		Raw: []byte(`{}`),
	}
}

// requireStillPending requires that the event was given over to the dispatchers.
func requireStillPending(t *testing.T, s *storetest.Store, id uuid.UUID) {
	t.Helper()
	decision, err := s.Ledger.Decision(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, contact.Pending, decision.Kind)
	due, err := s.Ledger.Acquire(t.Context(), ledger.Wanted{Priority: contact.Live, Limit: 10, Lease: time.Minute})
	require.NoError(t, err)
	require.Len(t, due.Leases, 1, "its lease is released")
	require.Equal(t, id, due.Leases[0].Due[0].EventID)
}

func TestApplyWithoutAWorker(t *testing.T) {
	t.Parallel()
	temporal := devtest.TemporalClient(t)
	recorder, s, channel := setup(t, temporal)
	began := time.Now()
	applied, err := recorder.Apply(t.Context(), message("wamid.1"))
	require.NoError(t, err, "it is recorded, so nothing is wrong")
	took := time.Since(began)
	require.Less(t, took, time.Minute, "it does not wait for ever")
	require.Greater(t, took, time.Second, "it does wait for an answer")
	applied.Recorded.Lease = nil
	require.Equal(t, ledger.Recorded{ID: applied.Recorded.ID, New: true, ChannelID: channel, Pending: true}, applied.Recorded)
	require.Equal(t, contact.Decision{EventID: applied.Recorded.ID}, applied.Decision)
	requireStillPending(t, s, applied.Recorded.ID)

	running, err := temporal.DescribeWorkflowExecution(context.Background(), workflows.ContactID(channel, "60123456789"), "")
	require.NoError(t, err, "its workflow waits for a worker")
	attributes := running.GetWorkflowExecutionInfo().GetSearchAttributes().GetIndexedFields()
	require.Contains(t, string(attributes["Channel"].GetData()), channel)
	require.Contains(t, string(attributes["EventSource"].GetData()), "message")
	require.NoError(t, temporal.TerminateWorkflow(context.Background(), workflows.ContactID(channel, "60123456789"), "", "the test ends"))
}

// TestApplyWithADispatcher has the event dispatched in this process: the start is
// eager, and the workflow is asked for no update.
func TestApplyWithADispatcher(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		here bool // the worker is in this process, and publishes what it decides
	}{
		{"and a worker here", true},
		{"and a worker elsewhere", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			temporal := devtest.TemporalClient(t)
			_, s, channel := setup(t, temporal)
			queue := devtest.TaskQueue(t)
			start, hub, quiet := starter.New(temporal, queue), starter.NewHub(), slog.New(slog.DiscardHandler)
			recorder := starter.NewRecorder(s.Ledger, s.Imports, start, hub, quiet)
			dispatcher := starter.NewDispatcher(s.Ledger, start, hub, starter.Settings{Lease: 2 * time.Second, Slots: 8}, quiet) // a caller's lease is longer
			acts := &activities.Activities{Ledger: s.Ledger, Log: quiet}
			if tc.here {
				acts.Publish = hub.Publish
			}
			started := make(chan struct{})
			work := &worker.Worker{
				Client: temporal, Namespace: "default", TaskQueue: queue, Acts: acts,
				Bulk: activities.NewBulk(s.DB, s.Ledger, tabular.Limits{}, nil, acts.Log), Log: acts.Log, Started: sync.OnceFunc(func() { close(started) }),
			}
			devtest.Background(t, work.Run)
			<-started
			devtest.Background(t, dispatcher.Run)
			var contactID uuid.UUID
			// The dispatcher is there a moment after it is started.
			for i, want := range []contact.DecisionKind{contact.Created, contact.Attached, contact.Attached} {
				var applied starter.Applied
				for applied.Decision.Kind == contact.Pending { // a busy machine may take longer than one call waits
					var err error
					applied, err = recorder.Apply(t.Context(), message(fmt.Sprintf("wamid.%d", i)))
					require.NoError(t, err)
				}
				require.Equal(t, want, applied.Decision.Kind)
				require.Equal(t, applied.Recorded.ID, applied.Decision.EventID)
				require.True(t, i == 0 || contactID == applied.Decision.ContactID)
				contactID = applied.Decision.ContactID
			}
			id := workflows.ContactID(channel, "60123456789")
			for it := temporal.GetWorkflowHistory(t.Context(), id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
				event, err := it.Next()
				require.NoError(t, err)
				require.NotEqual(t, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, event.GetEventType())
			}
		})
	}
}

func TestApplyWithoutTemporal(t *testing.T) {
	t.Parallel()
	port, err := dev.FreePort()
	require.NoError(t, err)
	absent, err := client.NewLazyClient(client.Options{
		HostPort: closed(port), Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(absent.Close)
	recorder, s, _ := setup(t, absent)
	began := time.Now()
	applied, err := recorder.Apply(t.Context(), message("wamid.1"))
	require.NoError(t, err)
	require.Less(t, time.Since(began), time.Minute, "it does not wait for ever")
	require.True(t, applied.Recorded.Pending)
	requireStillPending(t, s, applied.Recorded.ID)
}

func TestApplyOfWhatIsDecided(t *testing.T) {
	t.Parallel()
	recorder, s, channel := setup(t, nil) // nobody is asked
	judged := message("wamid.judged")
	judged.Facts = contact.Facts{Effect: contact.None, Reason: contact.Echo}
	applied, err := recorder.Apply(t.Context(), judged)
	require.NoError(t, err)
	require.Equal(t, contact.Decision{
		EventID: applied.Recorded.ID, Kind: contact.Ignored, Reason: contact.Echo,
	}, applied.Decision, "what is judged at once")

	recorded, err := recorder.Record(t.Context(), ledger.Batch{Events: []contact.Event{message("wamid.1")}})
	require.NoError(t, err)
	task := ledger.Task{ChannelID: channel, Key: "60123456789", Keys: []string{"60123456789"}, EventID: recorded[0].ID}
	_, err = s.Ledger.CreateContact(t.Context(), task)
	require.NoError(t, err)
	result, err := s.Ledger.Decide(t.Context(), task, 1)
	require.NoError(t, err)
	applied, err = recorder.Apply(t.Context(), message("wamid.1"))
	require.NoError(t, err)
	require.False(t, applied.Recorded.New)
	require.Equal(t, result.Decisions[0], applied.Decision, "and what was decided before")
}

func TestApplyWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	port, err := dev.FreePort()
	require.NoError(t, err)
	s := storetest.Open(t, "postgres://someone@"+closed(port)+"/contacts?sslmode=disable")
	recorder := starter.NewRecorder(s.Ledger, s.Imports, starter.New(nil, "nobody"), starter.NewHub(), slog.New(slog.DiscardHandler))
	_, err = recorder.Apply(t.Context(), message("wamid.1"))
	require.True(t, store.Unavailable(err), "nothing is recorded, and trying again is right: %v", err)
	_, err = recorder.Record(t.Context(), ledger.Batch{Events: []contact.Event{message("wamid.1")}})
	require.True(t, store.Unavailable(err), "%v", err)
}

// TestApplyWhileTheDatabaseHangs answers in time, with the error of a database
// that is unavailable.
func TestApplyWhileTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := storetest.Open(t, url)
	_, _, err := s.Settings.PutChannel(t.Context(), "shop", "Test", "410000000000001")
	require.NoError(t, err)
	db, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	_, err = db.Exec(t.Context(), `BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	within, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err = starter.NewRecorder(s.Ledger, s.Imports, starter.New(nil, "nobody"), starter.NewHub(), slog.New(slog.DiscardHandler)).Apply(within, message("wamid.1"))
	require.True(t, store.Unavailable(err), "%v", err)
	require.NoError(t, within.Err())
}

func closed(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
