package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// onceCreated checks the end of every crash test: one message, one contact, the
// decision created, and once.
func (w *world) onceCreated() {
	w.t.Helper()
	db := w.db()
	w.decided(db)
	require.Equal(w.t, map[string]int{"created/first_message": 1}, decisions(w.t, db))
	require.Equal(w.t, 1, count(w.t, db, `SELECT count(*) FROM contacts`))
	require.Equal(w.t, 1, count(w.t, db, `SELECT count(*) FROM messages`))
	require.Equal(w.t, 1, count(w.t, db, `SELECT count(*) FROM contacts WHERE first_message_id IS NOT NULL`))
}

func TestCrashBetweenRecordAndClaim(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	front := w.start("api") // has no dispatcher
	w.putChannel(front)
	w.mustPost(front, w.text("60111111111", "wamid.1", time.Now()))
	front.kill()
	require.Equal(t, 1, count(t, w.db(), `SELECT count(*) FROM queue WHERE deliveries = 0`))
	w.start("worker")
	w.onceCreated()
}

func TestCrashBetweenClaimAndStart(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t)
	w := newWorld(t)
	w.temporal = temporal.Address()
	p := w.serve()
	temporal.Pause()
	w.mustPost(p, w.text("60111111111", "wamid.1", time.Now()))
	db := w.db()
	eventually(t, "its key is leased", func() bool {
		return count(t, db, `SELECT count(*) FROM leases`) == 1
	})
	p.kill()
	temporal.Resume()
	w.start("serve")
	w.onceCreated()
}

func TestCrashBetweenStartAndCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	held := w.hold(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, w.channel+"/60111111111")
	w.mustPost(p, w.text("60111111111", "wamid.1", time.Now()))
	w.waiting(1)
	p.kill()
	require.Zero(t, count(t, w.db(), `SELECT count(*) FROM contacts`))
	w.start("serve")
	held.release()
	w.onceCreated()
}

func TestCrashBetweenCreateAndDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	held := w.hold(`LOCK TABLE messages IN EXCLUSIVE MODE`)
	w.mustPost(p, w.text("60111111111", "wamid.1", time.Now()))
	w.waiting(1)
	p.kill()
	db := w.db()
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM contacts`), "it is created …")
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM events WHERE decision IS NULL`), "… and not decided")
	w.start("serve")
	held.release()
	w.onceCreated()
}

func TestCrashBetweenDecisionAndCompletion(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t)
	w := newWorld(t)
	w.temporal = temporal.Address()
	p := w.serve()
	held := w.hold(`LOCK TABLE messages IN EXCLUSIVE MODE`)
	w.mustPost(p, w.text("60111111111", "wamid.1", time.Now()))
	w.waiting(1)
	temporal.Pause() // the workflow task cannot be completed
	held.release()
	w.decided(w.db())
	p.kill()
	temporal.Resume()
	w.start("serve")
	w.completed("60111111111")
	w.onceCreated()
}

// TestProcessesAreKilledUnderLoad kills one of two serving processes again and
// again while messages come in. What was acknowledged is there, once.
func TestProcessesAreKilledUnderLoad(t *testing.T) {
	t.Parallel()
	const people, messages = 40, 400
	w := newWorld(t)
	servers := make([]*process, 2)
	servers[0], servers[1] = w.serve(), w.start("serve")
	var mu sync.RWMutex
	pick := func(i int) *process {
		mu.RLock()
		defer mu.RUnlock()
		return servers[i%2]
	}
	stop := make(chan struct{})
	var killer sync.WaitGroup
	killer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Duration(300+rand.IntN(700)) * time.Millisecond):
			}
			pick(i).kill()
			fresh := w.start("serve")
			mu.Lock()
			servers[i%2] = fresh
			mu.Unlock()
		}
	})
	now := time.Now()
	var wg sync.WaitGroup
	next := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range next {
				body := w.text(fmt.Sprintf("6012300%04d", i%people), fmt.Sprintf("wamid.%d", i), now)
				for try := 0; ; try++ { // as WhatsApp does: again, until it is acknowledged
					if status, _ := pick(i + try).post(body); status == http.StatusOK {
						break
					}
					time.Sleep(50 * time.Millisecond)
				}
				time.Sleep(40 * time.Millisecond)
			}
		})
	}
	for i := range messages {
		next <- i
	}
	close(next)
	wg.Wait()
	close(stop)
	killer.Wait()
	db := w.db()
	w.decided(db)
	require.Equal(t, map[string]int{"created/first_message": people, "attached/known_contact": messages - people}, decisions(t, db))
	require.Equal(t, people, count(t, db, `SELECT count(*) FROM contacts`))
	require.Equal(t, messages, count(t, db, `SELECT count(*) FROM messages`))
}
