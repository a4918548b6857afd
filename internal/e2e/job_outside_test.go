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

// TestJobIsEndedFromOutside has an operator cancel or terminate the workflow of a job, or
// of its undoing, in Temporal. No job stays as it was: each ends, says so in words, and can
// be undone.
func TestJobIsEndedFromOutside(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	const people = 810 // one page more than are under way at once
	file := []string{"phone,name"}
	for n := range people {
		file = append(file, fmt.Sprintf("+6012500%04d,Somebody", n))
	}
	i.run(lines(file...), nil)
	c := i.temporalClient()
	cancel := func(id string) error { return c.CancelWorkflow(t.Context(), id, "") }
	terminate := func(id string) error { return c.TerminateWorkflow(t.Context(), id, "", "by mistake") }
	ended := func(job map[string]any, says string) {
		t.Helper()
		require.Contains(t, job["error"], says)
		counts := job["counts"].(map[string]any)
		require.Zero(t, counts["pending"], counts)
		require.Equal(t, people, int(counts["changed"].(float64)+counts["cancelled"].(float64)), counts)
	}
	for n, test := range []struct {
		name string
		end  func(id string) error
		page bool // a page's workflow is ended as well
	}{{"cancelled", cancel, false}, {"terminated", terminate, false}, {"terminated with a page", terminate, true}} {
		tag := fmt.Sprint("tag", n)
		held := i.hold(`LOCK TABLE queue IN SHARE MODE`)
		id := i.newJob(map[string]any{"action": "tag", "args": map[string]any{"tags": []string{tag}}, "filter": map[string]any{}})
		eventually(t, "pages are under way", func() bool {
			return count(t, i.db, `SELECT count(*) FROM job_items WHERE job_id = $1 AND event_id IS NOT NULL`, id) == 800
		})
		job := uuid.MustParse(id)
		require.NoError(t, test.end(workflows.JobID(job, false)), test.name)
		if test.page {
			require.NoError(t, test.end(workflows.JobPageID(job, false, 0)))
		}
		held.release()
		ended(i.jobUntil(id, "cancelled"), "ended in Temporal")
		require.Equal(t, 800, count(t, i.db, `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = $1`, tag), test.name)

		if n > 0 {
			continue
		}
		// Its undoing is terminated as well, and goes on when it is asked for again.
		held = i.hold(`LOCK TABLE queue IN SHARE MODE`)
		i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusAccepted)
		i.jobUntil(id, "undoing")
		require.NoError(t, terminate(workflows.JobID(job, true)))
		held.release()
		require.Contains(t, i.jobUntil(id, "cancelled")["error"], "Undo it again")
		i.job(http.MethodPost, "/v1/jobs/"+id+"/undo", nil, http.StatusAccepted)
		undone := i.jobUntil(id, "undone")
		require.Nil(t, undone["error"])
		require.EqualValues(t, 800, undone["undo"].(map[string]any)["removed"])
	}
}
