//go:build long

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

// weeksPeople is how many the job is for. Eight hundred are under way at once: fewer than
// these 3,000 and none would be left when it is cancelled at half.
func weeksPeople() int {
	if long {
		return 10_000
	}
	return 3000
}

// items counts the contacts of a job that fit a condition.
func (w *week) items(job, condition string) int {
	w.t.Helper()
	return count(w.t, w.db, `SELECT count(*) FROM job_items WHERE job_id = $1 AND `+condition, job)
}

// jobIs waits until a job has a status.
func (w *week) jobIs(id, status string) (job map[string]any) {
	w.t.Helper()
	eventually(w.t, "the job is "+status, func() bool {
		job = w.job(http.MethodGet, "/v1/jobs/"+id, nil, http.StatusOK)["job"].(map[string]any)
		return job["status"] == status
	})
	return job
}

// manyAreTaggedAndUntagged: thousands come by a file and are tagged by a job, which is
// paused, killed with its process, resumed, cancelled at half and undone.
func (w *week) manyAreTaggedAndUntagged() {
	w.t.Helper()
	people := weeksPeople()
	w.importThem(people)
	tag := map[string]any{"action": "tag", "args": map[string]any{"tags": []string{"week"}}, "filter": map[string]any{"source": "import"}, "dry_run": true}
	require.EqualValues(w.t, people, w.do(http.StatusOK, http.MethodPost, "/v1/jobs", tag)["count"])
	tag["dry_run"], tag["expected"] = false, people

	// It is paused and killed while its first pages are under way.
	held := w.hold(`LOCK TABLE queue IN SHARE MODE`)
	id := w.newJob(tag)
	eventually(w.t, "a page is under way", func() bool { return w.items(id, `event_id IS NOT NULL`) > 0 })
	require.Contains(w.t, w.runs("jobs", "pause", id), "tag: paused")
	w.p.kill()
	held.release()
	w.p = w.start("serve")
	eventually(w.t, "the pages that were under way are decided", func() bool {
		return w.items(id, `status = 'changed'`) > 0 && w.items(id, `status = 'pending' AND event_id IS NOT NULL`) == 0
	})
	paused := w.items(id, `status = 'changed'`)
	require.LessOrEqual(w.t, paused, 800, "no further page has begun")
	require.Contains(w.t, w.runs("jobs", "show", id), "tag: paused")
	require.Contains(w.t, w.runs("jobs", "list"), id)

	// People write while it is paused, and go on being decided at once.
	w.writes("60137740001", weeksNumber(people-1))

	// It goes on, and is cancelled at half.
	w.runs("jobs", "resume", id)
	eventually(w.t, "half of them are tagged", func() bool { return w.items(id, `status = 'changed'`) >= people/2 })
	held = w.hold(`LOCK TABLE queue IN SHARE MODE`)
	w.runs("jobs", "cancel", id)
	held.release()
	done := w.jobIs(id, "cancelled")["counts"].(map[string]any)
	changed := int(done["changed"].(float64))
	require.Equal(w.t, people, changed+int(done["cancelled"].(float64)), done)
	require.GreaterOrEqual(w.t, changed, people/2)
	require.Less(w.t, changed, people, "those of pages that were not begun are left alone")
	require.Equal(w.t, changed, w.tagged("week"))
	require.Equal(w.t, changed, count(w.t, w.db, `SELECT count(*) FROM events WHERE origin = $1 AND decision = 'updated'`, id), "once each")

	// Somebody gives one of them the tag, too. The rest is taken back.
	w.edit(weeksNumber(w.first(id)), map[string]any{"tags": []string{"week"}})
	require.Contains(w.t, w.runs("jobs", "undo", id, "--dry-run"), fmt.Sprintf("removes %d, restores 0, leaves 1", changed-1))
	require.Equal(w.t, changed, w.tagged("week"), "nothing was done")
	w.runs("jobs", "undo", id)
	require.Equal(w.t, map[string]any{"removed": float64(changed - 1), "restored": 0.0, "left": 1.0}, w.jobIs(id, "undone")["undo"])
	require.Equal(w.t, 1, w.tagged("week"))
	require.Equal(w.t, people, count(w.t, w.db, `SELECT count(*) FROM contacts WHERE source = 'import' AND NOT hidden`), "nobody is lost")

	// What was done to one of them is told in words, and nothing of them stands in a history.
	untagged := w.untagged(id)
	told := w.runs("explain", "--contact-id", untagged)
	require.Contains(w.t, told, "it changed fields of the contact")
	require.Contains(w.t, told, "the job that had changed it was undone")
	require.Contains(w.t, strings.Join(w.words(untagged), "\n"), "the job that had changed it was undone")
	job := uuid.MustParse(id)
	for _, workflow := range []string{workflows.JobID(job, false), workflows.JobID(job, true), workflows.JobPageID(job, false, 0), workflows.JobPageID(job, true, 0)} {
		w.requireNoPersonalData(w.closedHistory(workflow))
	}
}

// weeksNumber is the number of the n-th of those who come by the file.
func weeksNumber(n int) string { return fmt.Sprintf("6019%07d", 7_000_000+n) }

func (w *week) importThem(people int) {
	w.t.Helper()
	file := []string{"phone,name"}
	for n := range people {
		file = append(file, fmt.Sprintf("+%s,Name of %d", weeksNumber(n), n))
	}
	path := filepath.Join(w.t.TempDir(), "week.csv")
	require.NoError(w.t, os.WriteFile(path, []byte(lines(file...)), 0o600))
	require.Contains(w.t, w.runs("import", path, "--channel", w.channel, "--yes"), "completed")
	require.Equal(w.t, people, count(w.t, w.db, `SELECT count(*) FROM contacts WHERE source = 'import' AND NOT hidden`))
}

func (w *week) tagged(name string) int {
	w.t.Helper()
	return count(w.t, w.db, `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = $1`, name)
}

// first is one whom a job has changed, as the file numbers them.
func (w *week) first(job string) int {
	w.t.Helper()
	return count(w.t, w.db, `
SELECT right(c.wa_id, 7)::int - 7000000 FROM job_items i JOIN contacts c ON c.id = i.contact_id
WHERE i.job_id = $1 AND i.status = 'changed' ORDER BY i.n LIMIT 1`, job)
}

// untagged is the id of one whom a job had changed, and its undoing has changed back.
func (w *week) untagged(job string) (id string) {
	w.t.Helper()
	require.NoError(w.t, w.db.QueryRow(w.t.Context(), `
SELECT contact_id::text FROM job_items WHERE job_id = $1 AND undone = 'removed' ORDER BY n LIMIT 1`, job).Scan(&id))
	return id
}
