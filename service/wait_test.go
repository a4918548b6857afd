package service

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/worker"
)

// waits is the use cases with a real Temporal, and a worker only once work is called.
type waits struct {
	*Service
	db    *storetest.Store
	t     *testing.T
	queue string
	c     client.Client
	log   *slog.Logger
}

func waitSetup(t *testing.T) waits {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	w := waits{db: storetest.Open(t, storetest.URL(t)), t: t, queue: devtest.TaskQueue(t), log: log}
	var err error
	w.c, err = client.NewLazyClient(client.Options{HostPort: devtest.TemporalAddress(t), Logger: config.TemporalLogger(log)})
	require.NoError(t, err)
	t.Cleanup(w.c.Close)
	recorder := starter.NewRecorder(w.db.Ledger, w.db.Imports, starter.New(w.c, w.queue), starter.NewHub(), log)
	w.Service = New(Dependencies{DB: w.db.DB, Ledger: w.db.Ledger, Recorder: recorder, Log: log, ImportLimits: tabular.Limits{Bytes: 1 << 20, Rows: 1000}})
	_, _, err = w.PutChannel(t.Context(), admin, Channel{ID: devtest.Unique(t), Name: "Main", PhoneNumberID: "410000000000001"})
	require.NoError(t, err)
	return w
}

// work runs a worker for the length of the test, and returns once Temporal knows of it.
func (w waits) work() {
	w.t.Helper()
	started := make(chan struct{}, 1)
	one := &worker.Worker{
		Client: w.c, Namespace: client.DefaultNamespace, TaskQueue: w.queue, Log: w.log,
		Acts: &activities.Activities{Ledger: w.db.Ledger, Log: w.log, Publish: func(string, string, []contact.Decision, bool) {}},
		Bulk: activities.NewBulk(w.db.DB, w.db.Ledger, tabular.Limits{Bytes: 1 << 20, Rows: 1000}, func() {}, w.log),
		Started: func() {
			select {
			case started <- struct{}{}:
			default:
			}
		},
	}
	devtest.Background(w.t, one.Run)
	<-started
	require.Eventually(w.t, func() bool {
		work, err := w.recorder.Work(w.t.Context(), "")
		return err == nil && work.Workers == 1
	}, time.Minute, 20*time.Millisecond)
}

// imported begins an import of some people.
func (w waits) imported(people int) uuid.UUID {
	w.t.Helper()
	channels, err := w.ListChannels(w.t.Context(), admin)
	require.NoError(w.t, err)
	var file strings.Builder
	file.WriteString("phone\n")
	for n := range people {
		fmt.Fprintf(&file, "+6012345%04d\n", n)
	}
	id, _, err := w.db.Imports.CreateImport(w.t.Context(), imports.Import{
		ID: uuid.Must(uuid.NewV7()), ChannelID: channels[0].ID, Filename: "people.csv", Mode: "upsert",
	}, strings.NewReader(file.String()), 1<<20)
	require.NoError(w.t, err)
	require.NoError(w.t, w.recorder.StartImport(w.t.Context(), id, channels[0].ID, false))
	return id
}

// becomes waits until an import waits for a cause, in these words.
func (w waits) becomes(id uuid.UUID, cause WaitCause, words string) (last Wait) {
	w.t.Helper()
	require.Eventually(w.t, func() bool {
		w.moves.age(id)
		var err error
		last, err = w.WhyImportWaits(w.t.Context(), admin, id)
		return err == nil && last.Cause == cause && strings.Contains(last.Message, words)
	}, time.Minute, 20*time.Millisecond, "%s: %s; it is %v", cause, words, &last)
	return last
}

// age has a thing stand as it does for a minute longer.
func (m *moves) age(id uuid.UUID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, known := m.seen[id]; known {
		one.since = one.since.Add(-time.Minute)
		m.seen[id] = one
	}
}

func TestWhyAnImportWaits(t *testing.T) {
	t.Parallel()
	w := waitSetup(t)
	id := w.imported(3)
	told := w.becomes(id, WaitsForWorker, "No worker is running")
	require.True(t, told.Tells())

	w.work() // and nobody who dispatches what it records
	told = w.becomes(id, WaitsWorking, "A worker is at its step “await page”")
	require.GreaterOrEqual(t, told.Still, patience)

	other := w.imported(2)
	told = w.becomes(id, WaitsForOthers, "people.csv, with 2 rows left")
	require.Equal(t, other, *told.ImportID)

	_, err := w.ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{message("60198765432", "")}}, time.Minute)
	require.NoError(t, err)
	w.becomes(id, WaitsForMessages, "What people write goes first: 1 event waits")
}

func TestWhyAnImportThatFailsWaits(t *testing.T) {
	t.Parallel()
	w := waitSetup(t)
	id := w.imported(3)
	_, err := w.db.DB.Other.Exec(t.Context(), `ALTER TABLE import_chunks RENAME TO chunks_elsewhere`)
	require.NoError(t, err)
	w.work()
	require.True(t, w.becomes(id, WaitsForStep, "Its step “stage import” fails").Tells())
}

// TestWhyItWaitsForTemporal has a Temporal that cannot be reached.
func TestWhyItWaitsForTemporal(t *testing.T) {
	t.Parallel()
	s := setup(t)
	id, _, err := s.imports(admin).CreateImport(t.Context(), imports.Import{
		ID: uuid.Must(uuid.NewV7()), ChannelID: "main", Filename: "people.csv", Mode: "upsert",
	}, strings.NewReader("phone\n+60123456789\n"), 1<<20)
	require.NoError(t, err)
	told, err := s.WhyImportWaits(t.Context(), admin, id)
	require.NoError(t, err)
	require.Equal(t, WaitsForTemporal, told.Cause)
	require.True(t, told.Tells())
}

func TestWhyAnEventWaits(t *testing.T) {
	t.Parallel()
	w := waitSetup(t)
	recorded, err := w.ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{message("60198765432", "")}}, time.Minute)
	require.NoError(t, err)
	told, err := w.WhyEventWaits(t.Context(), admin, recorded[0].ID)
	require.NoError(t, err)
	require.Equal(t, WaitsForWorker, told.Cause)

	w.work()
	told, err = w.WhyEventWaits(t.Context(), admin, recorded[0].ID)
	require.NoError(t, err)
	require.Equal(t, WaitsUnknown, told.Cause)
	require.False(t, told.Tells(), "it has waited for a moment only")

	_, err = w.WhyEventWaits(t.Context(), admin, uuid.New())
	require.Equal(t, NotFound, ErrorOf(err).Code)
}

// TestForHowLongNothingMoves looks at things at different times.
func TestForHowLongNothingMoves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, one, other := newMoves(), uuid.New(), uuid.New()
		require.Zero(t, m.note(one, "1 of 3"))
		time.Sleep(20 * time.Second)
		require.Zero(t, m.note(other, "1 of 3"), "of itself")
		require.Equal(t, 20*time.Second, m.note(one, "1 of 3"))
		time.Sleep(20 * time.Second)
		require.Equal(t, 40*time.Second, m.note(one, "1 of 3"))
		require.Zero(t, m.note(one, "2 of 3"), "it has moved")
		time.Sleep(forgotten + time.Second)
		require.Zero(t, m.note(one, "2 of 3"), "nobody has looked for so long that it may have moved and come back")
		for range 2 * mostSeen {
			m.note(uuid.New(), "")
		}
		require.LessOrEqual(t, len(m.seen), mostSeen)
	})
}
