package service

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

// appSecret signs the bodies of these tests.
const appSecret = "a secret of the app"

// hugeBody is a body of n messages, each of another person, among them two with the
// reply of the flow lead.
func hugeBody(t *testing.T, n int) []byte {
	t.Helper()
	type obj = map[string]any
	messages := make([]obj, n)
	for i := range messages {
		messages[i] = obj{
			"from": fmt.Sprintf("6012%07d", i), "id": fmt.Sprintf("wamid.%d", i), "timestamp": strconv.FormatInt(time.Now().Unix(), 10),
			"type": "text", "text": obj{"body": "hello"},
		}
		if i == 7 || i == n-1 {
			messages[i]["type"] = "interactive"
			messages[i]["interactive"] = obj{"type": "nfm_reply", "nfm_reply": obj{"name": "flow", "response_json": `{"flow_token": "lead", "name": "Ada"}`}}
		}
	}
	body, err := json.Marshal(obj{"object": "whatsapp_business_account", "entry": []obj{{"id": "1", "changes": []obj{{
		"field": "messages", "value": obj{"metadata": obj{"phone_number_id": "410000000000001"}, "messages": messages},
	}}}}})
	require.NoError(t, err)
	return body
}

// kept receives a body with too many items, and returns the one event that it is.
func kept(t *testing.T, s *Service, body []byte) Event {
	t.Helper()
	for n := range 2 { // delivered again, it is the same
		received, err := s.ReceiveWebhook(t.Context(), body, whatsapp.Sign(appSecret, body))
		require.NoError(t, err)
		require.Equal(t, Received{Events: 1, New: 1 - n}, received)
	}
	all, err := s.ListEvents(t.Context(), admin, EventFilter{Decision: "quarantined"}, Paging{})
	require.NoError(t, err)
	require.Len(t, all.Rows, 1)
	require.Equal(t, string(contact.TooManyItems), *all.Rows[0].Reason)
	require.Equal(t, 1, all.Rows[0].Redeliveries)
	return all.Rows[0]
}

// TestAHugeBatchIsReplayedInParts has each item of a whole body become the event
// that it would have been, and the body go.
func TestAHugeBatchIsReplayedInParts(t *testing.T) {
	t.Parallel()
	const n = whatsapp.MaxItems + 1
	s := setup(t)
	s.appSecrets = whatsapp.NewSecrets(appSecret)
	f := storetest.Fixture{T: t, Pool: s.db.Other}
	body := hugeBody(t, n)
	whole := kept(t, s, body)
	require.Equal(t, string(body), storetest.Read[string](f, `SELECT raw FROM events WHERE id = $1`, whole.ID), "word for word")
	require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM queue`))

	ev, err := s.ReplayEvent(t.Context(), admin, whole.ID, Correction{})
	require.NoError(t, err)
	require.Equal(t, []string{"ignored", string(contact.BatchSplit)}, []string{*ev.Decision, *ev.Reason})
	require.Equal(t, n, storetest.Read[int](f, `SELECT count(DISTINCT external_id)::int FROM events WHERE source = 'message' AND decision IS NULL`))
	require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*)::int FROM events WHERE source = 'form'`), "flows are submissions, too")
	require.Equal(t, n+2, storetest.Read[int](f, `SELECT count(*)::int FROM queue WHERE priority = 1`), "behind what is live")
	require.Equal(t, "{}", storetest.Read[string](f, `SELECT raw FROM events WHERE id = $1`, whole.ID), "its words are in its items")
	require.Equal(t, "quarantined too_many_items", storetest.Read[string](f,
		`SELECT (trail -> 0 ->> 'decision') || ' ' || (trail -> 0 ->> 'reason') FROM events WHERE id = $1`, whole.ID))
	require.Equal(t, "Ada", decide(t, s, "60120000007").DisplayName)

	_, err = s.ReplayEvent(t.Context(), admin, whole.ID, Correction{})
	require.Equal(t, NotQuarantined, ErrorOf(err).Code)
	received, err := s.ReceiveWebhook(t.Context(), body, whatsapp.Sign(appSecret, body))
	require.NoError(t, err)
	require.Equal(t, Received{Events: 1}, received, "delivered once more, it is still the same")
}

// TestAReplayInPartsIsCutOff has a replay end after some parts, as when its process
// dies, and two at once later.
func TestAReplayInPartsIsCutOff(t *testing.T) {
	t.Parallel()
	const n = whatsapp.MaxItems + 1
	s := setup(t)
	s.appSecrets = whatsapp.NewSecrets(appSecret)
	f := storetest.Fixture{T: t, Pool: s.db.Other}
	whole := kept(t, s, hugeBody(t, n))
	// An item of the fourth part is not taken.
	f.Exec(`ALTER TABLE events ADD CONSTRAINT broken CHECK (external_id <> 'wamid.1700')`)
	_, err := s.ReplayEvent(t.Context(), admin, whole.ID, Correction{})
	require.Error(t, err)
	require.Equal(t, 3*replayPart, storetest.Read[int](f, `SELECT count(*)::int FROM events WHERE source = 'message'`))
	now, err := s.book(admin).Event(t.Context(), whole.ID)
	require.NoError(t, err)
	require.Equal(t, string(contact.TooManyItems), *now.Reason, "it can be replayed again")

	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	_, err = s.ReplayEvent(gone, admin, whole.ID, Correction{})
	require.Error(t, err, "nobody waits for it")

	f.Exec(`ALTER TABLE events DROP CONSTRAINT broken`)
	failed := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := s.ReplayEvent(t.Context(), admin, whole.ID, Correction{})
			failed <- err
		}()
	}
	for range 2 {
		if err := <-failed; err != nil { // it came when the other one was through
			require.Equal(t, NotQuarantined, ErrorOf(err).Code, "%v", err)
		}
	}
	require.Equal(t, n, storetest.Read[int](f, `SELECT count(*)::int FROM events WHERE source = 'message'`), "none is missing, none is there twice")
	require.Equal(t, n, storetest.Read[int](f, `SELECT count(DISTINCT key)::int FROM queue`))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM quarantine`))
}

// TestAHugeBatchIsErased takes the words out of a whole body, of which nobody knows
// whose they are.
func TestAHugeBatchIsErased(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.appSecrets = whatsapp.NewSecrets(appSecret)
	whole := kept(t, s, hugeBody(t, whatsapp.MaxItems+1))
	require.NoError(t, s.DeleteEvent(t.Context(), admin, whole.ID))
	_, err := s.ReplayEvent(t.Context(), admin, whole.ID, Correction{})
	require.Equal(t, EventErased, ErrorOf(err).Code)
	_, err = s.ReplayEvent(t.Context(), admin, uuid.New(), Correction{})
	require.Equal(t, NotFound, ErrorOf(err).Code)
	all, err := s.ListEvents(t.Context(), admin, EventFilter{Decision: book.Pending}, Paging{})
	require.NoError(t, err)
	require.Empty(t, all.Rows)
}
