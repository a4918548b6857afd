package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// storm is webhooks that are sent by many at once, and what each was told last.
type storm struct {
	mu     sync.Mutex
	told   map[string]int // by message
	odd    []string
	bodies map[string][]byte
}

// send has so many senders deliver what was not acknowledged yet.
func (s *storm) send(p *process, senders int) {
	work := make(chan string)
	var wg sync.WaitGroup
	for range senders {
		wg.Go(func() {
			for id := range work {
				status, header := p.post(s.bodies[id])
				s.note(id, status, header.Get("Retry-After"))
			}
		})
	}
	for _, id := range s.left() {
		work <- id
	}
	close(work)
	wg.Wait()
}

func (s *storm) note(id string, status int, comeAgain string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told[id] = status
	if status != http.StatusOK && (status != http.StatusServiceUnavailable || comeAgain == "") {
		s.odd = append(s.odd, fmt.Sprintf("%s: %d, Retry-After %q", id, status, comeAgain))
	}
}

// left are the messages that were not acknowledged.
func (s *storm) left() (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.bodies {
		if s.told[id] != http.StatusOK {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *storm) refused() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, status := range s.told {
		if status == http.StatusServiceUnavailable {
			n++
		}
	}
	return n
}

// TestMoreThanCanBeTakenInIsShedCleanly sends what the database cannot take just
// then. Nothing is answered but with 200, or with 503 and when to come again; nothing
// that was acknowledged is lost; and what was refused gets in when it comes again.
func TestMoreThanCanBeTakenInIsShedCleanly(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	const people, each = 40, 25
	w := newWorld(t)
	w.env = []string{"MAX_REQUESTS=24"}
	p := w.serve()
	db := w.db()
	w.mustPost(p, w.text("60129999999", "wamid.before", time.Now()))
	w.decided(db)

	s := &storm{told: map[string]int{}, bodies: map[string][]byte{}}
	now := time.Now().Truncate(time.Second)
	for n := range people * each {
		id := fmt.Sprintf("wamid.%d", n)
		s.bodies[id] = w.text(fmt.Sprintf("6013%07d", n%people), id, now.Add(time.Duration(n)*time.Second))
	}
	held, err := db.Begin(context.Background())
	require.NoError(t, err)
	_, err = held.Exec(context.Background(), `LOCK TABLE events IN EXCLUSIVE MODE`)
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() { s.send(p, 200) })
	eventually(t, "many are refused", func() bool { return s.refused() > 150 })
	require.NoError(t, held.Rollback(context.Background()))
	wg.Wait()

	require.Empty(t, s.odd)
	there := map[string]bool{}
	rows, err := db.Query(context.Background(), `SELECT external_id FROM events`)
	require.NoError(t, err)
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		there[id] = true
	}
	require.NoError(t, rows.Err())
	for id, status := range s.told {
		require.True(t, status != http.StatusOK || there[id], "%s was acknowledged, and is lost", id)
	}

	eventually(t, "all is taken in", func() bool {
		s.send(p, 16)
		return len(s.left()) == 0
	})
	require.Empty(t, s.odd)
	w.decided(db)
	require.Equal(t, people+1, count(t, db, `SELECT count(*) FROM contacts`))
	require.Equal(t, people*each+1, count(t, db, `SELECT count(*) FROM messages`))
	require.Equal(t, people*each+1, count(t, db, `SELECT count(*) FROM events`), "none twice")

	w.mustPost(p, w.text("60129999998", "wamid.after", time.Now()))
	w.decided(db)
	require.Equal(t, http.StatusOK, ready(t, p))
	require.Less(t, peakMB(t, p), 200)
}

func ready(t *testing.T, p *process) int {
	t.Helper()
	resp, err := poster.Get(p.URL + "/readyz")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

// peakMB is the most memory that a process has had; 0 where the system does not tell.
func peakMB(t *testing.T, p *process) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(t, err)
	return kB >> 10
}
