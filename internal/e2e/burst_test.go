package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTwoHundredSendersAtOnce is the promise itself: ten messages each at the
// same time, through two serving processes, every webhook delivered twice at
// once – and each person is one contact, each message there once.
func TestTwoHundredSendersAtOnce(t *testing.T) {
	t.Parallel()
	const senders, each = 200, 10
	w := newWorld(t)
	servers := []*process{w.serve(), w.start("serve")}
	db := w.db()
	now := time.Now().Truncate(time.Second)

	var bodies [][]byte
	for s := range senders {
		for m := range each {
			body := w.text(fmt.Sprintf("6012%07d", s), fmt.Sprintf("wamid.%d.%d", s, m), now.Add(time.Duration(m)*time.Second))
			bodies = append(bodies, body, body)
		}
	}
	// Shuffled within a window, so that a sender's messages and both deliveries
	// of each are in flight together.
	for i := range bodies {
		j := i + rand.IntN(min(40, len(bodies)-i))
		bodies[i], bodies[j] = bodies[j], bodies[i]
	}
	var refused atomic.Int64
	work := make(chan int)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for i := range work {
				if status, _ := servers[i%2].post(bodies[i]); status != http.StatusOK {
					refused.Add(1)
				}
			}
		})
	}
	for i := range bodies {
		work <- i
	}
	close(work)
	wg.Wait()
	require.Zero(t, refused.Load(), "webhooks that were not acknowledged")
	w.decided(db)

	require.Equal(t, senders, count(t, db, `SELECT count(*) FROM contacts`))
	require.Equal(t, senders, count(t, db, `SELECT count(DISTINCT value) FROM identities`))
	require.Equal(t, senders*each, count(t, db, `SELECT count(*) FROM messages`))
	require.Equal(t, map[string]int{
		"created/first_message":  senders,
		"attached/known_contact": senders * (each - 1),
	}, decisions(t, db))
	require.Equal(t, senders*each, count(t, db, `SELECT sum(redeliveries) FROM events`), "second deliveries")
	require.Zero(t, count(t, db, `
SELECT count(*) FROM contacts c
WHERE first_message_at <> $1 OR last_conversed_at <> $2
   OR (SELECT count(*) FROM messages m WHERE m.contact_id = c.id) <> $3`,
		now, now.Add((each-1)*time.Second), each), "contacts with wrong times or messages")
	require.Zero(t, count(t, db, `
SELECT count(*) FROM events e LEFT JOIN messages m ON m.event_id = e.id
WHERE m.contact_id IS DISTINCT FROM e.contact_id`), "messages filed with another contact than the ledger says")
	for s := range 50 {
		w.requireNoPersonalData(w.history(fmt.Sprintf("6012%07d", s), ""))
	}

	var list struct{ Contacts []struct{ ID string } }
	require.NoError(t, servers[0].Get(context.Background(), "/v1/contacts", nil, &list))
	require.Len(t, list.Contacts, 50, "a page of the list")
}
