package e2e

import (
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAContactWhoLostTheirNumber has a number go to somebody else. Whoever had it is
// listed, exported, changed by a job and by hand, and merged, without a number.
func TestAContactWhoLostTheirNumber(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	w, p, db := i.world, i.p, i.db
	const lost, other = "60137720001", "60137720002"
	start := time.Now().Add(-time.Hour)
	do := func(status int, method, path string, body any) map[string]any {
		t.Helper()
		got, answer := p.call(t, method, path, body)
		require.Equal(t, status, got, "%s %s: %v", method, path, answer)
		return answer
	}
	for n, waID := range []string{lost, other} {
		w.mustPost(p, w.text(waID, []string{"wamid.lost", "wamid.other"}[n], start))
	}
	w.decided(db)
	one, two := w.found(p, lost), w.found(p, other)
	w.mustPost(p, w.numberChange(lost, other, start.Add(time.Minute)))
	w.decided(db)

	c := do(http.StatusOK, http.MethodGet, "/v1/contacts/"+one, nil)
	require.Nil(t, c["wa_id"])
	require.Contains(t, c["workflow_id"], "/id:"+one)
	listed := do(http.StatusOK, http.MethodGet, "/v1/contacts?without=number", nil)["contacts"].([]any)
	require.Len(t, listed, 1)
	require.Equal(t, one, listed[0].(map[string]any)["id"])
	resp := p.ask(t, "/v1/contacts/export.csv")
	exported, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Contains(t, string(exported), "+"+other)
	require.NotContains(t, string(exported), "+"+lost)

	job := i.newJob(map[string]any{"action": "tag", "args": map[string]any{"tags": []string{"who"}}, "filter": map[string]any{"without": []string{"number"}}})
	require.EqualValues(t, 1, i.jobUntil(job, "completed")["counts"].(map[string]any)["changed"])
	edited := do(http.StatusOK, http.MethodPatch, "/v1/contacts/"+one, map[string]any{"remarks": "called"})["contact"].(map[string]any)
	require.Equal(t, []any{"called", []any{"who"}}, []any{edited["remarks"], edited["tags"]})
	require.Contains(t, w.explain(p, url.Values{"contact_id": {one}}).Summary, "It has no number any more")
	timeline := do(http.StatusOK, http.MethodGet, "/v1/contacts/"+one+"/timeline", nil)
	require.Len(t, timeline["identities"], 1)
	require.Len(t, timeline["events"], 4)
	w.requireNoPersonalData(w.ended("id:" + one))

	merged := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+two+"/merge", map[string]any{"other": one})["contact"].(map[string]any)
	require.Equal(t, []any{two, other, []any{"who"}}, []any{merged["id"], merged["wa_id"], merged["tags"]})
}
