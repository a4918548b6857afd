package e2e

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

// TestRecordScheduledJobs has jobs begin later: one when its time has come, one that is
// undone before, and one that somebody has begin now.
func TestRecordScheduledJobs(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.run(lines("phone,name", "+60126000001,Somebody", "+60126000002,Somebody", "+60126000003,Somebody"), nil)
	scheduled := func(seconds int, numbers ...string) (id string) {
		var ids []string
		for _, number := range numbers {
			ids = append(ids, i.whois(number).ID)
		}
		return i.newJob(map[string]any{"action": "delete", "ids": ids, "begin_in_s": seconds})
	}
	waits := func(id string) {
		t.Helper()
		eventually(t, "its workflow waits", func() bool {
			return count(t, i.db, `SELECT count(*) FROM jobs WHERE id = $1 AND status = 'scheduled' AND waits_since IS NOT NULL`, id) == 1
		})
	}

	undone := scheduled(86_400, "60126000001", "60126000002")
	waits(undone)
	i.job(http.MethodPost, "/v1/jobs/"+undone+"/undo", nil, http.StatusConflict)
	i.job(http.MethodPost, "/v1/jobs/"+undone+"/cancel", nil, http.StatusOK)
	job := i.jobUntil(undone, "cancelled")
	require.EqualValues(t, 2, job["counts"].(map[string]any)["cancelled"], job)
	require.Nil(t, job["started_at"])
	require.Nil(t, job["begins_at"])
	require.Equal(t, 3, count(t, i.db, `SELECT count(*) FROM contacts WHERE NOT hidden`))

	now := scheduled(86_400, "60126000001")
	waits(now)
	require.NotEqual(t, "scheduled", i.job(http.MethodPost, "/v1/jobs/"+now+"/resume", nil, http.StatusOK)["job"].(map[string]any)["status"])
	i.jobUntil(now, "completed")
	require.Equal(t, 2, count(t, i.db, `SELECT count(*) FROM contacts WHERE NOT hidden`))

	waited := scheduled(1, "60126000002")
	require.EqualValues(t, 1, i.jobUntil(waited, "completed")["counts"].(map[string]any)["changed"])
	_, found := i.find("60126000002")
	require.False(t, found)

	for name, id := range map[string]string{"job_scheduled": waited, "job_scheduled_undone": undone, "job_scheduled_now": now} {
		keep(t, name, i.closedHistory(workflows.JobID(uuid.MustParse(id), false)))
	}
}
