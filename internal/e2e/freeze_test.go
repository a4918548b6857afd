package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// freeze stops the backend that was last used of those that meet a condition of
// pg_stat_activity, while it has nothing to do: what it holds nobody could take from it
// otherwise. It goes on when the test ends.
func (w *world) freeze(db *pgxpool.Pool, which string) {
	w.t.Helper()
	idle := `
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle' AND query NOT LIKE '%pg_stat_activity%' AND ` + which + `
ORDER BY state_change DESC
LIMIT 1`
	eventually(w.t, "a backend stands still: "+which, func() bool {
		var pid int
		if db.QueryRow(context.Background(), idle).Scan(&pid) != nil {
			return false
		}
		require.NoError(w.t, syscall.Kill(pid, syscall.SIGSTOP))
		var state string
		err := db.QueryRow(context.Background(), `SELECT state FROM pg_stat_activity WHERE pid = $1`, pid).Scan(&state)
		if err != nil || state != "idle" { // it has got something to do meanwhile
			_ = syscall.Kill(pid, syscall.SIGCONT)
			return false
		}
		w.t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
		return true
	})
}

// looks is how often a dispatcher looks at what is due.
const looks = 200 * time.Millisecond

// TestABackendStandsStill stops a backend of the program under load. Keepalives do
// not see that, since its kernel answers them.
func TestABackendStandsStill(t *testing.T) {
	t.Parallel()
	const senders, webhooks = 8, 40
	for name, tc := range map[string]struct {
		which string
		after int // so many webhooks
	}{
		// While nothing else is sent, the next look takes the same connection again.
		"that leases":             {`query LIKE '%RECURSIVE queues%'`, 0},
		"that leases, under load": {`query LIKE '%RECURSIVE queues%'`, webhooks / 4},
		"that records":            {`query LIKE '%nextval(''queue_seq'')%'`, webhooks / 4},
		"that decides":            {`application_name = 'contacts decisions'`, webhooks / 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			postgres := devtest.OwnPostgres(t, storetest.Schema())
			w := newWorld(t)
			w.database = postgres.URL()
			p := w.serve()
			db := w.db()
			w.mustPost(p, w.text("60111111111", "wamid.before", time.Now()))
			w.decided(db)

			var mu sync.Mutex
			var acknowledged []string
			next := make(chan int)
			var wg sync.WaitGroup
			for range senders {
				wg.Go(func() {
					for i := range next {
						id := fmt.Sprintf("wamid.%d", i)
						status, _ := p.post(w.text(fmt.Sprintf("6012200%04d", i), id, time.Now()))
						if status != http.StatusServiceUnavailable {
							require.Equal(t, http.StatusOK, status)
							mu.Lock()
							acknowledged = append(acknowledged, id)
							mu.Unlock()
						}
					}
				})
			}
			for i := range webhooks {
				if i == tc.after {
					w.freeze(db, tc.which)
					if i == 0 {
						time.Sleep(5 * looks) // or one of the webhooks would have the connection
					}
				}
				next <- i
			}
			close(next)
			wg.Wait()
			require.NotEmpty(t, acknowledged)
			// With the backend still frozen. Within the lease and five seconds, on a
			// machine that does nothing else.
			eventually(t, "what was acknowledged is decided", func() bool {
				return count(t, db, `SELECT count(*) FROM events WHERE external_id = ANY($1) AND decision = 'created'`, acknowledged) == len(acknowledged)
			})
			for _, path := range []string{"/healthz", "/readyz"} {
				eventually(t, path+" is well", func() bool {
					status, _ := get(t, p, path)
					return status == http.StatusOK
				})
			}
			_, body := get(t, p, "/readyz")
			var told struct {
				Dispatcher struct {
					LastLook time.Time `json:"last_look"`
				}
			}
			require.NoError(t, json.Unmarshal([]byte(body), &told), body)
			require.NotZero(t, told.Dispatcher.LastLook)
		})
	}
}

// TestAProcessStandsStillInADecision stops one of two processes in the middle of
// a deciding transaction, with the lock of a key. The other one decides what
// comes for other people meanwhile, and for this one soon after.
func TestAProcessStandsStillInADecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.serve()
	db := w.db()
	const person = "60111111111"
	w.mustPost(first, w.text(person, "wamid.1", time.Now()))
	w.decided(db)

	// It is stopped while it waits for the lock, and then gets it.
	var held *hold
	frozen := false
	for try := 0; !frozen; try++ {
		require.Less(t, try, 10, "it is stopped in time")
		held = w.hold(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, w.channel+"/"+person)
		w.mustPost(first, w.text(person, fmt.Sprintf("wamid.2.%d", try), time.Now()))
		w.waiting(1)
		require.NoError(t, first.cmd.Process.Signal(syscall.SIGSTOP))
		held.release()
		frozen = standsStill(db)
		if !frozen { // the wait for the lock ended first
			require.NoError(t, first.cmd.Process.Signal(syscall.SIGCONT))
			w.decided(db)
		}
	}
	t.Cleanup(func() { _ = first.cmd.Process.Signal(syscall.SIGCONT) })

	second := w.start("serve")
	w.mustPost(second, w.text(person, "wamid.3", time.Now()))
	for i := range 10 {
		w.mustPost(second, w.text(fmt.Sprintf("6012200%04d", i), fmt.Sprintf("wamid.other.%d", i), time.Now()))
	}
	eventually(t, "other people's messages are decided", func() bool {
		return count(t, db, `SELECT count(*) FROM events WHERE external_id LIKE 'wamid.other.%' AND decision = 'created'`) == 10
	})
	// The first process still stands still.
	w.decided(db)
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM contacts WHERE wa_id = $1`, person))
	require.Zero(t, count(t, db, `SELECT count(*) FROM events WHERE decision NOT IN ('created', 'attached')`))
}

// standsStill reports whether a transaction of the program has nothing to do and
// holds a key, within the time in which a wait for the lock would have ended.
func standsStill(db *pgxpool.Pool) bool {
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var n int
		err := db.QueryRow(context.Background(), `
SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l USING (pid)
WHERE a.datname = current_database() AND a.state = 'idle in transaction' AND l.locktype = 'advisory' AND l.granted`).Scan(&n)
		if err == nil && n > 0 {
			return true
		}
	}
	return false
}

func get(t *testing.T, p *process, path string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(p.URL + path)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(read)
}
