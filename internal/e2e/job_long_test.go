//go:build long

package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

// TestJobIsKilledAndUndone tags people by a job while one of two processes is killed that
// work at it, and takes it back.
func TestJobIsKilledAndUndone(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	const people = 410 // three pages
	file := []string{"phone,name"}
	for n := range people {
		file = append(file, fmt.Sprintf("+6012300%04d,Somebody", n))
	}
	i.run(lines(file...), nil)
	tag := map[string]any{"action": "tag", "args": map[string]any{"tags": []string{"fair"}}, "filter": map[string]any{"source": "import"}}
	with := func(name string, value any) map[string]any {
		out := map[string]any{name: value}
		for k, v := range tag {
			out[k] = v
		}
		return out
	}
	require.EqualValues(t, people, i.job(http.MethodPost, "/v1/jobs", with("dry_run", true), http.StatusOK)["count"])
	require.Equal(t, "count_changed", i.job(http.MethodPost, "/v1/jobs", with("expected", people-1), http.StatusConflict)["code"])
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM jobs`), "neither has begun one")

	i.start("serve") // a second worker
	held := i.hold(`LOCK TABLE queue IN SHARE MODE`)
	id := i.newJob(with("expected", people))
	eventually(t, "a page is under way", func() bool {
		return count(t, i.db, `SELECT count(*) FROM job_items WHERE job_id = $1 AND event_id IS NOT NULL`, id) > 0
	})
	i.p.kill()
	held.release()
	i.p = i.start("serve")
	done := i.jobUntil(id, "completed")
	require.EqualValues(t, people, done["counts"].(map[string]any)["changed"], done)
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1 AND decision = 'updated'`, id), "once each")
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = 'fair'`))

	// Somebody gives one of them the tag, too, and one is deleted.
	i.edit("60123000000", map[string]any{"tags": []string{"fair"}})
	i.job(http.MethodDelete, "/v1/contacts/"+i.whois("60123000001").ID, nil, http.StatusNoContent)
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM job_items i JOIN contacts c ON c.id = i.contact_id WHERE c.deleted_at IS NOT NULL AND i.before IS NOT NULL`),
		"what was before goes with the person")
	would := i.job(http.MethodPost, "/v1/jobs/"+id+"/undo?dry_run=true", nil, http.StatusOK)["undo"].(map[string]any)
	require.EqualValues(t, people-2, would["removes"], would)
	require.EqualValues(t, 2, would["leaves"], would)
	i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusAccepted)
	undone := i.jobUntil(id, "undone")
	require.Equal(t, map[string]any{"removed": float64(people - 2), "restored": 0.0, "left": 2.0}, undone["undo"])
	require.Equal(t, 1, count(t, i.db, `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = 'fair'`))
	keep(t, "job", i.closedHistory(workflows.JobID(uuid.MustParse(id), false)))
	keep(t, "job_undo", i.closedHistory(workflows.JobID(uuid.MustParse(id), true)))
	keep(t, "job_page", i.closedHistory(workflows.JobPageID(uuid.MustParse(id), false, 2)))
}

// TestJobIsPausedAndCancelled tells a job to wait, to go on and to end, and takes back
// what it had done.
func TestJobIsPausedAndCancelled(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	file := []string{"phone,name,remarks"}
	for n := range 1010 { // more than are under way at once
		file = append(file, fmt.Sprintf("+6012400%04d,Somebody,from the file", n))
	}
	i.run(lines(file...), nil)
	everybody := map[string]any{}
	held := i.hold(`LOCK TABLE queue IN SHARE MODE`)
	id := i.newJob(map[string]any{"action": "set", "args": map[string]any{"remarks": "of the job"}, "filter": everybody})
	i.job(http.MethodPost, "/v1/jobs/"+id+"/pause", nil, http.StatusOK)
	i.jobUntil(id, "paused")
	i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusConflict)
	i.job(http.MethodPost, "/v1/jobs/"+id+"/cancel", nil, http.StatusOK)
	held.release()
	done := i.jobUntil(id, "cancelled")["counts"].(map[string]any)
	changed := int(done["changed"].(float64))
	require.Equal(t, 1010, changed+int(done["cancelled"].(float64)), done)
	require.LessOrEqual(t, changed, 800, "pages that were not begun are cancelled")
	require.Equal(t, changed, count(t, i.db, `SELECT count(*) FROM contacts WHERE remarks = 'of the job'`))
	i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusAccepted)
	i.jobUntil(id, "undone")
	require.Equal(t, 1010, count(t, i.db, `SELECT count(*) FROM contacts WHERE remarks = 'from the file'`), "the file's words show again")

	ids := []string{i.whois("60124000000").ID, i.whois("60124000001").ID}
	id = i.newJob(map[string]any{"action": "opt_out", "ids": ids})
	i.jobUntil(id, "completed")
	require.True(t, i.whois("60124000000").OptedOut)
	i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusAccepted)
	require.EqualValues(t, 2, i.jobUntil(id, "undone")["undo"].(map[string]any)["restored"])
	require.False(t, i.whois("60124000000").OptedOut)

	id = i.newJob(map[string]any{"action": "delete", "ids": ids})
	i.jobUntil(id, "completed")
	_, found := i.find("60124000000")
	require.False(t, found)
	i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusConflict)
}
