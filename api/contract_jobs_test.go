package api_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// jobOf begins a job on a contact and returns the job's id once it is completed.
func (w *world) jobOf(body object) (id string) {
	w.t.Helper()
	a := w.do(http.MethodPost, "/v1/jobs", encode(body), tokenWith())
	require.Equal(w.t, http.StatusAccepted, a.status, a.body)
	id = a.object(w.t)["job"].(object)["id"].(string)
	return w.jobBecomes(id, "completed")
}

// jobLater is a job that begins tomorrow.
func (w *world) jobLater(body object) (id string) {
	w.t.Helper()
	a := w.do(http.MethodPost, "/v1/jobs", encode(with(body, object{"begin_in_s": 86400})), tokenWith())
	require.Equal(w.t, http.StatusAccepted, a.status, a.body)
	return w.jobBecomes(a.object(w.t)["job"].(object)["id"].(string), "scheduled")
}

// jobBecomes waits until a job has a status, and returns its id.
func (w *world) jobBecomes(id, status string) string {
	w.t.Helper()
	for end := time.Now().Add(long); ; time.Sleep(10 * time.Millisecond) {
		now := w.read("/v1/jobs/" + id)["job"].(object)["status"]
		if now == status {
			return id
		}
		require.True(w.t, time.Now().Before(end), "the job becomes %s; it is %s", status, now)
	}
}

// jobOfGone is a job that has found nobody of an id any more.
func (w *world) jobOfGone(id string) string {
	w.t.Helper()
	done := w.jobOf(object{"action": "tag", "args": object{"tags": list{"late"}}, "ids": list{w.contacts(1)[0]}})
	_, err := connect(w.t, w.database).Exec(w.t.Context(),
		`UPDATE job_items SET status = 'failed', reason = 'no_contact', contact_id = $2 WHERE job_id = $1`, done, id)
	require.NoError(w.t, err)
	return done
}

// jobCalls change many contacts at once.
func (w *world) jobCalls() []call {
	w.t.Helper()
	people := w.contacts(3)
	tagging := func() string {
		return w.jobOf(object{"action": "tag", "args": object{"tags": list{"job"}}, "ids": list{people[0], people[1]}})
	}
	done, second := tagging(), w.jobOf(object{"action": "assign", "args": object{"assignee": "kumar"}, "ids": list{people[0]}})
	deleted := w.jobOf(object{"action": "delete", "ids": list{people[2]}})
	undone := w.jobOf(object{"action": "set", "args": object{"remarks": "of a job"}, "ids": list{people[0]}})
	a := w.do(http.MethodPost, "/v1/jobs/"+undone+"/undo", "", tokenWith())
	require.Equal(w.t, http.StatusAccepted, a.status, a.body)
	w.jobBecomes(undone, "undone")
	paused := tagging()
	_, err := connect(w.t, w.database).Exec(w.t.Context(), `UPDATE jobs SET status = 'paused', started_at = NULL WHERE id = $1`, paused)
	require.NoError(w.t, err)
	later := func() string {
		return w.jobLater(object{"action": "delete", "ids": list{people[1]}})
	}
	scheduled := later()
	require.NotNil(w.t, w.read("/v1/jobs/" + scheduled)["job"].(object)["begins_at"])
	tag := func(more object) string {
		return encode(with(object{"action": "tag", "args": object{"tags": list{"job"}}}, more))
	}
	ids := list{people[0]}
	calls := []call{
		{op: "listJobs", status: 200},
		{op: "listJobs", name: "the second page", status: 200, query: "limit=1&cursor=" + w.read("/v1/jobs?limit=1")["next_cursor"].(string)},
		{op: "listJobs", name: "a limit that is none", status: 400, query: "limit=0"},
		{op: "listJobs", name: "a cursor that is none", status: 400, query: "cursor=x", fits: true},
		{op: "createJob", name: "counted", status: 200, body: tag(object{"filter": object{"source": "message"}, "dry_run": true})},
		{op: "createJob", status: 202, body: tag(object{"ids": ids, "expected": 1})},
		{op: "createJob", name: "that begins later", status: 202, body: tag(object{"ids": ids, "begin_in_s": 86400})},
		{op: "createJob", name: "that would begin later", status: 200, body: tag(object{"ids": ids, "begin_in_s": 600, "dry_run": true})},
		{op: "createJob", name: "that begins too late", status: 422, body: tag(object{"ids": ids, "begin_in_s": 86401})},
		{op: "createJob", name: "that has begun before", status: 422, body: tag(object{"ids": ids, "begin_in_s": -1})},
		{op: "createJob", name: "that begins at some time", status: 400, body: tag(object{"ids": ids, "begin_in_s": "soon"})},
		{op: "createJob", name: "of everybody, out of marketing", status: 200, body: `{"action": "opt_out", "filter": {}, "dry_run": true}`},
		{op: "createJob", name: "of events", status: 200, body: `{"action": "replay", "args": {"default_country": "MY"}, "filter": {"reason": "bad_phone"}, "dry_run": true}`},
		{op: "createJob", name: "no JSON", status: 400, body: `{`},
		{op: "createJob", name: "an unknown filter", status: 400, body: tag(object{"filter": object{"shoe_size": "44"}}), fits: true},
		{op: "createJob", name: "of all but one", status: 200, body: tag(object{"filter": object{"source": "message"}, "except": ids, "dry_run": true})},
		{op: "createJob", name: "of ids but one", status: 422, body: tag(object{"ids": ids, "except": ids}), fits: true},
		{op: "createJob", name: "of another number", status: 409, body: tag(object{"ids": ids, "expected": 7})},
		{op: "createJob", status: 413, body: tag(object{"args": object{"tags": list{strings.Repeat("1", 1<<20)}}})},
		{op: "createJob", status: 404, body: `{"action": "replay", "args": {"channel_id": "nothing"}, "filter": {}}`, header: bearer(w.confined(w.channel))},
		{op: "createJob", name: "of nobody", status: 422, body: tag(object{"filter": object{"assignee": "nobody at all"}}), fits: true},
		{op: "createJob", name: "of nothing to do", status: 422, body: `{"action": "tag", "filter": {}}`, fits: true},
		{op: "createJob", name: "what another action takes", status: 422, body: tag(object{"args": object{"assignee": "kumar"}, "ids": ids}), fits: true},
		{op: "createJob", name: "of neither filter nor ids", status: 422, body: tag(nil), fits: true},
		{op: "createJob", name: "of who is nobody", status: 422, body: tag(object{"ids": list{uuid.NewString()}}), fits: true},
		{op: "getJob", status: 200, id: done},
		{op: "getJob", name: "undone", status: 200, id: undone},
		{op: "getJob", name: "scheduled", status: 200, id: scheduled},
		{op: "listJobRefusals", status: 200, id: done},
		{op: "listJobRefusals", name: "of some who were gone", status: 200, id: w.jobOfGone(people[2])},
		{op: "whyJobWaits", status: 200, id: done},
		{op: "pauseJob", name: "again", status: 200, id: paused},
		{op: "pauseJob", name: "of one that is completed", status: 409, id: done},
		{op: "pauseJob", name: "of one that is scheduled", status: 409, id: scheduled},
		{op: "resumeJob", status: 200, id: done},
		{op: "resumeJob", name: "of one that is scheduled", status: 200, id: w.jobLater(object{"action": "tag", "args": object{"tags": list{"job"}}, "ids": list{people[1]}})},
		{op: "resumeJob", name: "of one that is undone", status: 409, id: undone},
		{op: "cancelJob", status: 200, id: done},
		{op: "cancelJob", name: "of one that is scheduled", status: 200, id: later()},
		{op: "cancelJob", name: "of one that is undone, which stays", status: 200, id: undone},
		{op: "undoJob", name: "asked before", status: 200, id: done, query: "dry_run=true"},
		{op: "undoJob", name: "neither true nor false", status: 400, id: done, query: "dry_run=perhaps"},
		{op: "undoJob", status: 202, id: second},
		{op: "undoJob", name: "again", status: 200, id: undone},
		{op: "undoJob", name: "of a deletion", status: 409, id: deleted},
		{op: "undoJob", name: "of one that is scheduled", status: 409, id: scheduled},
	}
	for _, op := range []string{"getJob", "listJobRefusals", "whyJobWaits", "pauseJob", "resumeJob", "cancelJob", "undoJob"} {
		calls = append(calls, call{op: op, name: "of nothing", status: 404, id: uuid.NewString()}, call{op: op, name: "no id", status: 400, id: "x"})
	}
	return calls
}
