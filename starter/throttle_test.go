package starter

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/worker"
	"github.com/luluchat/contacts/workflows"
)

// world is a database and a Temporal server behind a proxy, and what serves them.
type world struct {
	t       *testing.T
	url     string
	db      *pgxpool.Pool
	channel string
	queue   string
}

// origin is the phone_number_id of every test's channel.
const origin = "410000000000001"

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{t: t, url: storetest.URL(t), channel: devtest.Unique(t), queue: devtest.TaskQueue(t)}
	var err error
	w.db, err = pgxpool.New(t.Context(), w.url)
	require.NoError(t, err)
	t.Cleanup(w.db.Close)
	_, _, err = storetest.Open(t, w.url).Settings.PutChannel(t.Context(), w.channel, "Test", origin)
	require.NoError(t, err)
	return w
}

// process starts what a serving process runs: a dispatcher, a sweeper and a worker.
func (w world) process(temporal string, settings Settings) (*Recorder, *Dispatcher) {
	w.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	c, err := client.NewLazyClient(Observed(client.Options{
		HostPort: temporal, Identity: uuid.NewString(), Logger: log.NewStructuredLogger(quiet),
	}))
	require.NoError(w.t, err)
	w.t.Cleanup(c.Close)
	s := storetest.Open(w.t, w.url)
	starter, hub := New(c, w.queue), NewHub()
	recorder := NewRecorder(s.Ledger, s.Imports, starter, hub, quiet)
	d := NewDispatcher(s.Ledger, starter, hub, settings, quiet)
	started := make(chan struct{})
	work := &worker.Worker{
		Client: c, Namespace: "default", TaskQueue: w.queue,
		Acts: &activities.Activities{Ledger: s.Ledger, Log: quiet, Publish: hub.Publish},
		Bulk: activities.NewBulk(s.DB, s.Ledger, tabular.Limits{}, nil, quiet), Log: quiet, Started: sync.OnceFunc(func() { close(started) }),
	}
	devtest.Background(w.t, work.Run)
	<-started
	devtest.Background(w.t, d.Run)
	devtest.Background(w.t, NewSweeper(recorder, s.DB).Run)
	return recorder, d
}

func (w world) message(from, id string) contact.Event {
	return contact.Event{
		Origin: origin, Source: contact.SourceMessage, Kind: "text", ExternalID: id,
		DedupeKey:  contact.DedupeKey(origin, "message", id, nil),
		OccurredAt: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: from}, Message: &contact.Message{ID: id, Type: "text"},
		},
		Raw: []byte(`{}`),
	}
}

func (w world) record(recorder *Recorder, from, id string) {
	w.t.Helper()
	_, err := recorder.Record(w.t.Context(), ledger.Batch{Events: []contact.Event{w.message(from, id)}})
	require.NoError(w.t, err)
}

func (w world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	require.NoError(w.t, w.db.QueryRow(w.t.Context(), sql, args...).Scan(&n))
	return n
}

// until waits for a state.
func (w world) until(what string, ok func() bool) {
	w.t.Helper()
	require.Eventually(w.t, ok, 90*time.Second, 10*time.Millisecond, what)
}

func (w world) undecided() int { return w.count(`SELECT count(*) FROM queue`) }

const throttledPerson = "60111111111"

func TestAThrottledKeyKeepsNobodyElseBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newProxy(t, devtest.TemporalAddress(t))
	id := workflows.ContactID(w.channel, throttledPerson)
	p.setThrottle(func(started string) bool { return started == id })
	recorder, _ := w.process(p.address, Settings{Lease: 10 * time.Second, Slots: 2})
	closed := func() {
		_, open := recorder.starter.breaker.open()
		require.False(t, open, "Temporal is there for everybody else")
	}
	w.record(recorder, throttledPerson, "throttled")
	failures := func() int {
		return w.count(`SELECT coalesce(max(failures), 0) FROM leases WHERE key = $1`, throttledPerson)
	}
	n := 0
	w.until("it was throttled again and again", func() bool {
		w.record(recorder, fmt.Sprintf("6012200%04d", n), fmt.Sprintf("other-%d", n))
		n++
		// Whatever comes for a throttled key waits with it.
		w.record(recorder, throttledPerson, fmt.Sprintf("throttled-%d", n))
		others := n
		w.until("others are decided meanwhile", func() bool {
			closed()
			return w.count(`SELECT count(*) FROM contacts`) == others
		})
		return failures() >= 2
	})
	tries, _ := p.tries(id)
	require.LessOrEqual(t, tries, failures()+1, "it frees its slot at once, and rests")
	require.Zero(t, w.count(`SELECT count(*) FROM contacts WHERE wa_id = $1`, throttledPerson))

	p.setThrottle(func(string) bool { return false })
	w.until("it is decided when the throttle ends", func() bool { return w.undecided() == 0 })
	closed()
	require.Equal(t, n+1, w.count(`SELECT count(*) FROM messages WHERE contact_id = (SELECT id FROM contacts WHERE wa_id = $1)`, throttledPerson))
	w.until("its lease is gone", func() bool { return w.count(`SELECT count(*) FROM leases`) == 0 })
}

func TestThrottlingOfAllDoesNotSpin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newProxy(t, devtest.TemporalAddress(t))
	p.setThrottle(func(string) bool { return true })
	recorder, _ := w.process(p.address, Settings{Lease: 10 * time.Second, Slots: 4})
	const people = 50
	for n := range people {
		w.record(recorder, fmt.Sprintf("6012300%04d", n), fmt.Sprintf("wamid.%d", n))
	}
	w.until("only a probe goes", func() bool {
		_, open := recorder.starter.breaker.open()
		return open
	})
	// Those that had a slot when it opened, or were about to have one, go at once.
	const several = 8
	var tried []time.Time
	w.until("only a probe a second goes, which the SDK sends twice or three times", func() bool {
		_, all := p.tries("")
		for len(tried) < all {
			tried = append(tried, time.Now())
		}
		return len(tried) > several && tried[len(tried)-1].Sub(tried[len(tried)-several]) > 2*probeEvery
	})
	require.Less(t, len(tried), people, "most are not tried at all")

	p.setThrottle(func(string) bool { return false })
	w.until("all are decided when it ends", func() bool { return w.undecided() == 0 })
	require.Equal(t, people, w.count(`SELECT count(*) FROM contacts`))
}
