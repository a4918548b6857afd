//go:build long

package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

// TestJobIsKilledWhileItIsScheduled kills the process while jobs wait. One begins in time or
// late, once. One that was undone while no worker ran never begins. A message that comes
// meanwhile belongs to the contact, and one that comes afterwards makes another.
func TestJobIsKilledWhileItIsScheduled(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.run(lines("phone,name", "+60126100001,Somebody", "+60126100002,Somebody", "+60126100003,Somebody", "+60126100004,Somebody"), nil)
	deletion := func(number string, seconds int) string {
		id := i.newJob(map[string]any{"action": "delete", "ids": []string{i.whois(number).ID}, "begin_in_s": seconds})
		eventually(t, "its workflow is there", func() bool {
			return count(t, i.db, `SELECT count(*) FROM jobs WHERE id = $1 AND waits_since IS NOT NULL`, id) == 1
		})
		return id
	}
	untold := deletion("60126100004", 86_400)
	undone, now, begins := deletion("60126100002", 86_400), deletion("60126100003", 86_400), deletion("60126100001", 3)
	i.p.kill()

	// The API alone: nobody works at workflows. Undoing needs none of them.
	i.p = i.start("api")
	require.Equal(t, "cancelling", i.job(http.MethodPost, "/v1/jobs/"+undone+"/cancel", nil, http.StatusOK)["job"].(map[string]any)["status"])
	i.p.kill()
	_, err := i.db.Exec(t.Context(), `UPDATE jobs SET status = 'cancelling' WHERE id = $1`, untold) // as if Temporal was away
	require.NoError(t, err)

	i.p = i.start("serve")
	require.EqualValues(t, 1, i.jobUntil(begins, "completed")["counts"].(map[string]any)["changed"])
	require.EqualValues(t, 1, i.jobUntil(undone, "cancelled")["counts"].(map[string]any)["cancelled"])
	require.EqualValues(t, 1, i.jobUntil(untold, "cancelled")["counts"].(map[string]any)["cancelled"], "the sweep tells its workflow")
	require.Equal(t, 1, count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, begins), "once")
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, undone))
	i.whois("60126100002")
	_, found := i.find("60126100001")
	require.False(t, found)

	before := i.whois("60126100003").ID
	i.mustPost(i.p, i.text("60126100003", "wamid.meanwhile", time.Now()))
	i.decided(i.db)
	require.Equal(t, before, i.whois("60126100003").ID)
	i.job(http.MethodPost, "/v1/jobs/"+now+"/resume", nil, http.StatusOK)
	i.jobUntil(now, "completed")
	_, found = i.find("60126100003")
	require.False(t, found)
	i.mustPost(i.p, i.text("60126100003", "wamid.afterwards", time.Now()))
	i.decided(i.db)
	require.NotEqual(t, before, i.whois("60126100003").ID)

	for _, id := range []string{begins, undone, now} {
		i.closedHistory(workflows.JobID(uuid.MustParse(id), false))
	}
}
