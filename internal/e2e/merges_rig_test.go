//go:build long

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	sdk "go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// merging is people who merge contacts of two channels by an API, and two workers that do it.
type merging struct {
	*world             // of the first channel
	channels  []*world // both
	server    *dev.Temporal
	histories sdk.Client
	front     *process // takes in and shows, and decides nothing
	db        *pgxpool.Pool
	workers   [2]*process
	kills     [2]int
	everybody []*someone
	left      []*someone        // the other contact of each couple that stays one
	parted    []*someone        // and of each that was taken back
	killed    map[string]moment // by the workflow that was at work

	ordered atomic.Int64 // merges and undoings that were asked for, each once
	written atomic.Int64

	mu           sync.Mutex
	most         []*someone // who write more than others
	acknowledged map[string]*someone
}

// someone writes from a number of a channel, and is known by a user id once a message has
// told it.
type someone struct {
	*world
	number, userID string
	told           atomic.Bool
	first          string   // the id of their first message
	id             string   // of the contact that they began as
	into           *someone // whose contact it became part of, as the answers have it
}

// owner is whose contact everything of someone is with.
func (s *someone) owner() *someone {
	for s.into != nil {
		s = s.into
	}
	return s
}

func newMerging(t *testing.T) *merging {
	t.Helper()
	w := newWorld(t)
	m := &merging{world: w, server: devtest.OwnTemporal(t), acknowledged: map[string]*someone{}, killed: map[string]moment{}}
	w.temporal = m.server.Address()
	m.histories = w.client()
	second := *w
	second.channel, second.phoneNumberID = w.channel+"-2", fmt.Sprintf("9%014d", number.Add(1))
	m.channels = []*world{w, &second}
	m.front, m.db = w.start("api"), w.db()
	for _, channel := range m.channels {
		channel.putChannel(m.front)
	}
	for n := range m.workers {
		m.startWorker(n)
	}
	// The same numbers on both channels: that is two people each.
	for n := range couples + 3*(chains+circles)/2 {
		for _, channel := range m.channels {
			m.everybody = append(m.everybody, &someone{
				world: channel, number: fmt.Sprintf("6013774%04d", n), userID: fmt.Sprintf("MY.774%04d", n),
			})
		}
	}
	return m
}

// startWorker starts one that PostgreSQL knows by its name.
func (m *merging) startWorker(n int) {
	m.t.Helper()
	database, err := url.Parse(m.database)
	require.NoError(m.t, err)
	query := database.Query()
	query.Set("application_name", workerName(n))
	database.RawQuery = query.Encode()
	m.env = []string{"DATABASE_URL=" + database.String()}
	m.workers[n] = m.start("worker")
}

func workerName(n int) string { return fmt.Sprint("worker-", n) }

// couple is two of a channel, and three further ones behind all couples.
func (m *merging) couple(n int) (one, two *someone) {
	at := n/2*4 + n%2
	return m.everybody[at], m.everybody[at+2]
}

func (m *merging) three(n int) (a, b, c *someone) {
	at := 2*couples + n/2*6 + n%2
	return m.everybody[at], m.everybody[at+2], m.everybody[at+4]
}

// everybodyWrites makes a contact of each.
func (m *merging) everybodyWrites() {
	m.t.Helper()
	for _, who := range m.everybody {
		who.first = m.write(who, false)
	}
	m.decided(m.db)
	for _, who := range m.everybody {
		require.NoError(m.t, m.db.QueryRow(m.t.Context(),
			`SELECT id::text FROM contacts WHERE channel_id = $1 AND wa_id = $2`, who.channel, who.number).Scan(&who.id))
	}
}

// write sends a message as WhatsApp does: again, until it is acknowledged. Some messages
// come with the user id beside the number, and then some with the user id alone.
func (m *merging) write(who *someone, mixed bool) (id string) {
	id = fmt.Sprint("wamid.", m.written.Add(1))
	body := who.text(who.number, id, time.Now())
	tells := mixed && rand.IntN(3) == 0
	switch {
	case tells && who.told.Load() && rand.IntN(2) == 0:
		body = who.webhook("messages", message("", who.userID, id, time.Now()))
	case tells:
		body = who.webhook("messages", message(who.number, who.userID, id, time.Now()))
	}
	for status := 0; status != http.StatusOK; {
		if status, _ = m.front.post(body); status != http.StatusOK {
			time.Sleep(50 * time.Millisecond)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.acknowledged[id] = who
	if tells {
		who.told.Store(true)
	}
	return id
}

// peopleWrite has messages come until stop is called.
func (m *merging) peopleWrite() (stop func()) {
	ended := make(chan struct{})
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for {
				select {
				case <-ended:
					return
				case <-time.After(80 * time.Millisecond):
					m.write(m.anybody(), true)
				}
			}
		})
	}
	return sync.OnceFunc(func() {
		close(ended)
		all.Wait()
	})
}

// writeMost has these write two of three messages from now on.
func (m *merging) writeMost(these []*someone) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.most = these
}

func (m *merging) anybody() *someone {
	m.mu.Lock()
	defer m.mu.Unlock()
	from := m.everybody
	if len(m.most) > 0 && rand.IntN(3) > 0 {
		from = m.most
	}
	return from[rand.IntN(len(from))]
}

// clerksWork has what comes done, several things at a time.
func (m *merging) clerksWork(deeds <-chan func()) *sync.WaitGroup {
	var all sync.WaitGroup
	for range clerks {
		all.Go(func() {
			for deed := range deeds {
				deed()
			}
		})
	}
	return &all
}

// order asks for something once, and again until that is decided.
func (m *merging) order(path string, body any) (status int, answer map[string]any) {
	m.ordered.Add(1)
	key := uuid.NewString()
	for deadline := time.Now().Add(4 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		status, answer = m.front.callOnce(m.t, http.MethodPost, path, body, "Idempotency-Key", key)
		if status != http.StatusAccepted && status != http.StatusServiceUnavailable {
			break
		}
	}
	return status, answer
}

// merge makes other part of into, and returns the event.
func (m *merging) merge(into, other *someone) (event string) {
	status, answer := m.order("/v1/contacts/"+into.id+"/merge", map[string]any{"other": other.id})
	outcome, _ := answer["outcome"].(map[string]any)
	if status != http.StatusOK || outcome["reason"] != "merged" {
		m.t.Errorf("the merge of %s and %s is answered with %d: %v", into.id, other.id, status, answer)
		return ""
	}
	other.into = into
	return outcome["event_id"].(string)
}

// undo takes that back.
func (m *merging) undo(event string, other *someone) {
	status, answer := m.order("/v1/merges/"+event+"/undo", nil)
	outcome, _ := answer["outcome"].(map[string]any)
	if status != http.StatusOK || outcome["reason"] != "unmerged" {
		m.t.Errorf("the undoing of %s is answered with %d: %v", event, status, answer)
		return
	}
	other.into = nil
}
