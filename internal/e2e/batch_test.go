package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/whatsapp"
)

// TestAHugeBatchOutlivesAKill sends more items than are judged at once, and kills the
// process while they are replayed. Replayed again, each of them is one event.
func TestAHugeBatchOutlivesAKill(t *testing.T) {
	t.Parallel()
	const n = whatsapp.MaxItems + 1
	w := newWorld(t)
	p, db := w.serve(), w.db()
	type obj = map[string]any
	items := make([]obj, n)
	for i := range items {
		items[i] = obj{"from": "60123456789", "id": fmt.Sprintf("wamid.huge.%d", i), "timestamp": strconv.FormatInt(time.Now().Unix(), 10),
			"group_id": "a group", "type": "text", "text": obj{"body": "hello"}}
	}
	delete(items[n-1], "group_id") // the last one makes a contact
	body, err := json.Marshal(obj{"object": "whatsapp_business_account", "entry": []obj{{"id": "1", "changes": []obj{{
		"field": "messages", "value": obj{"metadata": obj{"phone_number_id": w.phoneNumberID}, "messages": items},
	}}}}})
	require.NoError(t, err)
	for range 2 {
		w.mustPost(p, body)
	}
	require.Equal(t, map[string]int{"quarantined/too_many_items": 1}, decisions(t, db))
	var id string
	require.NoError(t, db.QueryRow(t.Context(), `SELECT id::text FROM events`).Scan(&id))

	_, err = db.Exec(t.Context(), `
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
CREATE TRIGGER gate BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.external_id = 'wamid.huge.2600') EXECUTE FUNCTION gate()`)
	require.NoError(t, err)
	gate := w.hold(`SELECT pg_advisory_xact_lock(4711)`)
	replay := func(p *process) (status int) {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.URL+"/v1/events/"+id+"/replay", http.NoBody)
		if err != nil {
			return 0
		}
		req.Header.Set("Authorization", "Bearer "+apiToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	answered := make(chan int, 1)
	go func() { answered <- replay(p) }()
	w.waiting(1)
	p.kill()
	require.Zero(t, <-answered, "nobody has said that it was done")
	gate.release()
	p = w.start("serve")
	eventually(t, "what the former process was at has ended", func() bool {
		return count(t, db, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711`) == 0
	})
	require.Less(t, count(t, db, `SELECT count(*) FROM events`), n)
	require.Greater(t, count(t, db, `SELECT count(*) FROM events`), 2000)
	require.Equal(t, 1, decisions(t, db)["quarantined/too_many_items"])

	require.Equal(t, http.StatusAccepted, replay(p))
	w.decided(db)
	require.Equal(t, map[string]int{"ignored/batch_split": 1, "ignored/group_message": n - 1, "created/first_message": 1}, decisions(t, db))
	require.Equal(t, http.StatusConflict, replay(p))
	w.mustPost(p, body)
	require.Equal(t, 2, count(t, db, `SELECT redeliveries FROM events WHERE reason = 'batch_split'`))
}
