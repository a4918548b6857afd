package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflow/v1"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/workflows"
)

// TestPostgreSQLBecomesUnavailable stops the database under load. Nothing is acknowledged
// meanwhile; the step under way is seen pending; and what was acknowledged is
// applied when the database is back.
func TestPostgreSQLBecomesUnavailable(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	postgres := devtest.OwnPostgres(t, storetest.Schema())
	w := newWorld(t)
	w.database = postgres.URL()
	p := w.serve()
	now := time.Now()

	// A step is held in its middle by a lock, so that it is under way when the
	// database goes.
	held := w.hold(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, w.channel+"/60111111111")
	w.mustPost(p, w.text("60111111111", "wamid.held", now))
	w.waiting(1)
	acknowledged := []string{"wamid.held"}
	for i := range 30 {
		id := fmt.Sprintf("wamid.before.%d", i)
		w.mustPost(p, w.text(fmt.Sprintf("6012200%04d", i), id, now))
		acknowledged = append(acknowledged, id)
	}
	postgres.Kill()
	held.abandon()

	// The killed server's backends live on for a moment, and what they take in
	// counts.
	var header http.Header
	eventually(t, "nothing is acknowledged any more", func() bool {
		id := fmt.Sprintf("wamid.during.%d", len(acknowledged))
		status, answered := p.post(w.text(fmt.Sprintf("6012300%04d", len(acknowledged)), id, now))
		if status == http.StatusOK {
			acknowledged = append(acknowledged, id)
		}
		header = answered
		return status == http.StatusServiceUnavailable
	})
	require.NotEmpty(t, header.Get("Retry-After"))

	pending := w.pendingActivity("60111111111")
	// The backend that waited may live on for as long as it takes to be given the lock
	// and create the contact.
	require.Contains(t, []string{"CreateContact", "AttachMessage"}, pending.GetActivityType().GetName())
	eventually(t, "the pending step shows its last error", func() bool {
		return w.pendingActivity("60111111111").GetLastFailure().GetMessage() != ""
	})
	require.Contains(t, w.pendingActivity("60111111111").GetLastFailure().GetMessage(), "PostgreSQL")

	require.NoError(t, postgres.Start(ctx))
	eventually(t, "messages are taken again", func() bool {
		status, _ := p.post(w.text("60133333333", "wamid.refused", now))
		return status == http.StatusOK
	})
	db := w.db()
	w.decided(db)
	require.Equal(t, len(acknowledged), count(t, db,
		`SELECT count(*) FROM events WHERE external_id = ANY($1) AND decision = 'created'`, acknowledged))
	require.Equal(t, len(acknowledged)+1, count(t, db, `SELECT count(*) FROM contacts`))
	require.Equal(t, len(acknowledged)+1, count(t, db, `SELECT count(*) FROM messages`))
}

// pendingActivity waits until the workflow of a key has a regular activity
// pending.
func (w *world) pendingActivity(key string) (pending *workflow.PendingActivityInfo) {
	w.t.Helper()
	c := w.client()
	eventually(w.t, "a step of "+key+" is pending", func() bool {
		described, err := c.DescribeWorkflowExecution(context.Background(), workflows.ContactID(w.channel, key), "")
		if err != nil || len(described.GetPendingActivities()) == 0 {
			return false
		}
		pending = described.GetPendingActivities()[0]
		return true
	})
	return pending
}

// TestTemporalBecomesUnavailable kills Temporal. Messages are still acknowledged, explain
// shows them as pending, and they are applied when it is back.
func TestTemporalBecomesUnavailable(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t)
	w := newWorld(t)
	w.temporal = temporal.Address()
	p := w.serve()
	db := w.db()
	now := time.Now()
	w.mustPost(p, w.text("60111111111", "wamid.before", now))
	w.decided(db)

	temporal.Kill()
	for i := range 20 {
		w.mustPost(p, w.text(fmt.Sprintf("6012200%04d", i), fmt.Sprintf("wamid.meanwhile.%d", i), now))
	}
	w.mustPost(p, w.text("60111111111", "wamid.second", now))
	e := w.explain(p, url.Values{"message_id": {"wamid.meanwhile.3"}})
	require.True(t, e.Found)
	require.Len(t, e.Events, 1)
	require.Nil(t, e.Events[0].Decision)
	require.Contains(t, e.Summary, "pending")
	resp, err := http.Get(p.URL + "/readyz")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusOK, resp.StatusCode, "a process without Temporal is still ready to record")

	require.NoError(t, temporal.Start(context.Background()))
	w.decided(db)
	require.Equal(t, map[string]int{"created/first_message": 21, "attached/known_contact": 1}, decisions(t, db))
	require.Equal(t, 21, count(t, db, `SELECT count(*) FROM contacts`))
}

// TestStartsWithoutTemporal begins a process while Temporal is not there yet.
func TestStartsWithoutTemporal(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) { o.SearchAttributes = nil })
	w := newWorld(t)
	w.temporal = temporal.Address()
	temporal.Kill()
	p := w.serve()
	w.mustPost(p, w.text("60111111111", "wamid.1", time.Now()))
	require.NoError(t, temporal.Start(context.Background()))
	db := w.db()
	w.decided(db)
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM contacts`))
	described := w.completed("60111111111")
	require.Contains(t, described.GetSearchAttributes().GetIndexedFields(), "Channel",
		"the worker adds the search attributes that the server lacks")
}
