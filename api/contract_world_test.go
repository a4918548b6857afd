package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/worker"
)

// world is the whole program with a database of its own: API, dispatcher and
// worker. Its Temporal server is shared, so its channel has a name of its own.
type world struct {
	server
	contract
	database, channel string
	people            int // how many have been made up
	pairs             int // how many of those who may be one person
}

// smallFiles keeps files that are too large from being large.
var smallFiles = tabular.Limits{Bytes: 1 << 20, Rows: 500}

func newWorld(t *testing.T, channel string) *world {
	t.Helper()
	w, recorder, dispatcher := assemble(t, channel)
	devtest.Background(t, dispatcher.Run)
	devtest.Background(t, starter.NewSweeper(recorder, w.store.DB).Run)
	return w
}

// newSlowWorld is a world without a dispatcher: imports begin, and their rows
// wait.
func newSlowWorld(t *testing.T, channel string) (*world, *starter.Recorder) {
	t.Helper()
	w, recorder, _ := assemble(t, channel)
	return w, recorder
}

// assemble runs a world's API and worker, and leaves its dispatcher to the caller.
func assemble(t *testing.T, channel string) (*world, *starter.Recorder, *starter.Dispatcher) {
	t.Helper()
	w := &world{contract: readContract(t), database: storetest.URL(t), channel: channel}
	quiet := slog.New(slog.DiscardHandler)
	temporal, queue := devtest.TemporalClient(t), devtest.TaskQueue(t)
	w.server = newServer(t, w.database, temporal, queue)
	start, hub := starter.New(temporal, queue), starter.NewHub()
	recorder := starter.NewRecorder(w.store.Ledger, w.store.Imports, start, hub, quiet)
	dispatcher := starter.NewDispatcher(w.store.Ledger, start, hub, starter.Settings{Lease: 10 * time.Second, Slots: 8}, quiet)
	work := &worker.Worker{
		Client: temporal, Namespace: "default", TaskQueue: queue, Acts: &activities.Activities{Ledger: w.store.Ledger, Log: quiet},
		Bulk: activities.NewBulk(w.store.DB, w.store.Ledger, smallFiles, recorder.Wake, quiet), Log: quiet,
	}
	devtest.Background(t, work.Run)
	w.made(http.MethodPut, "/v1/channels/"+channel, object{"name": "The shop", "phone_number_id": shopNumber})
	return w, recorder, dispatcher
}

// newServer serves a database with small limits.
func newServer(t *testing.T, database string, temporal client.Client, queue string, change ...func(*api.API)) server {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	db := storetest.Open(t, database)
	a := apiOf(service.Dependencies{
		DB: db.DB, Ledger: db.Ledger, Recorder: starter.NewRecorder(db.Ledger, db.Imports, starter.New(temporal, queue), starter.NewHub(), quiet), ImportLimits: smallFiles,
		Leads: starter.NewLeads(db.Facebook, starter.New(temporal, queue), starter.NewHub()),
	}, temporal)
	for _, f := range change {
		f(a)
	}
	s := server{Server: httptest.NewServer(a.Handler()), t: t, store: db}
	t.Cleanup(s.Close)
	return s
}

// lonely serves a database, and no Temporal.
func lonely(t *testing.T, database string, change ...func(*api.API)) server {
	t.Helper()
	temporal, err := client.NewLazyClient(client.Options{HostPort: closedPort(t), Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	return newServer(t, database, temporal, "nobody", change...)
}

// broken serves an API whose every step beyond the request itself fails.
func broken(t *testing.T) server {
	t.Helper()
	a := apiOf(service.Dependencies{ImportLimits: smallFiles}, nil)
	s := server{Server: httptest.NewServer(a.Handler()), t: t}
	t.Cleanup(s.Close)
	return s
}

// made sends a request that must succeed.
func (w *world) made(method, path string, body any) object {
	w.t.Helper()
	a := w.insist(method, path, encode(body), bearer(apiToken))
	require.Less(w.t, a.status, 300, a.body)
	if a.body == "" {
		return nil
	}
	return a.object(w.t)
}

// decide waits until nothing is pending.
func (w *world) decide() {
	w.t.Helper()
	for end := time.Now().Add(long); len(w.read("/v1/events?decision=pending")["events"].(list)) > 0; {
		require.True(w.t, time.Now().Before(end), "nothing is pending any more")
		time.Sleep(10 * time.Millisecond)
	}
}

// person makes a number and a user id up that nobody has.
func (w *world) person() (waID, userID string) {
	w.people++
	return fmt.Sprintf("6012700%04d", w.people), fmt.Sprintf("MY.1349120865530274%04d", w.people)
}

// wrote lets a person write, and returns the message's id.
func wrote(waID, userID string) object {
	m := text(waID, "wamid."+uuid.NewString(), 0)
	if waID == "" {
		delete(m, "from")
	}
	if userID != "" {
		m["from_user_id"] = userID
	}
	return m
}

// contacts makes contacts of people who wrote from an ad.
func (w *world) contacts(n int) []string {
	w.t.Helper()
	var all []any
	for range n {
		waID, _ := w.person()
		all = append(all, with(wrote(waID, ""), referral("120210000000000001")))
	}
	w.receive(body(shopNumber, messages(nil, all...)))
	w.decide()
	found := w.read("/v1/contacts?limit=100")["contacts"].(list)
	ids := make([]string, n)
	for i := range ids {
		ids[i] = found[i].(object)["id"].(string)
	}
	return ids
}

// conflicts makes pairs of contacts, one known by number, the other by user id,
// who then turn out to be one person.
func (w *world) conflicts(n int) []string {
	w.t.Helper()
	var apart, together []any
	for range n {
		waID, userID := w.person()
		apart = append(apart, wrote(waID, ""), wrote("", userID))
		together = append(together, wrote(waID, userID))
	}
	w.receive(body(shopNumber, messages(nil, apart...)))
	w.decide()
	w.receive(body(shopNumber, messages(nil, together...)))
	w.decide()
	found := w.read("/v1/conflicts?limit=100")["conflicts"].(list)
	require.GreaterOrEqual(w.t, len(found), n)
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint(found[i].(object)["id"])
	}
	return ids
}

// merged makes conflicts that are resolved by a merge.
func (w *world) merged(n int) []string {
	w.t.Helper()
	ids := w.conflicts(n)
	for _, id := range ids {
		w.made(http.MethodPost, "/v1/conflicts/"+id+"/resolve", object{"resolution": "merge_into_b"})
	}
	return ids
}

// deleted makes a contact that is deleted.
func (w *world) deleted() string {
	w.t.Helper()
	id := w.contacts(1)[0]
	w.made(http.MethodDelete, "/v1/contacts/"+id, nil)
	return id
}

// nobody submits a form without a number, and returns the event, which is
// quarantined.
func (w *world) nobody(form string) string {
	w.t.Helper()
	return w.made(http.MethodPost, "/forms/"+form+"/submissions", object{"full_name": "Nobody"})["event_id"].(string)
}

// refused asks for what cannot be judged, with an Idempotency-Key, and returns the
// header. The same request has the same outcome.
func (w *world) refused(method, path, body string, header http.Header) http.Header {
	w.t.Helper()
	a := w.insist(method, path, body, header)
	require.Contains(w.t, []int{http.StatusOK, http.StatusCreated, http.StatusPreconditionFailed}, a.status, a.body)
	_, err := connect(w.t, w.database).Exec(w.t.Context(),
		`UPDATE events SET decision = 'quarantined', reason = 'unreadable' WHERE external_id = $1`, header.Get("Idempotency-Key"))
	require.NoError(w.t, err)
	return header
}

func large(bytes int) string { return `{"name": "` + strings.Repeat("x", bytes) + `"}` }
