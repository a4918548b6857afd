package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPeopleMendWhoIsWho merges two contacts while messages of both arrive, takes it
// back, and corrects a number from which messages go on arriving.
func TestPeopleMendWhoIsWho(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, db := w.serve(), w.db()
	const ada, bob, wrong, right = "60137710001", "60137710002", "60137710003", "60137710004"
	start := time.Now().Add(-time.Hour)
	do := func(status int, method, path string, body any, header ...string) map[string]any {
		t.Helper()
		got, answer := p.call(t, method, path, body, header...)
		require.Equal(t, status, got, "%s %s: %v", method, path, answer)
		return answer
	}
	for n, waID := range []string{ada, bob, wrong} {
		w.mustPost(p, w.text(waID, fmt.Sprint("wamid.first.", n), start))
	}
	w.decided(db)
	one, two, third := w.found(p, ada), w.found(p, bob), w.found(p, wrong)
	messages := func(id string) int { return count(t, db, `SELECT count(*) FROM messages WHERE contact_id = $1`, id) }

	dry := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+one+"/merge", map[string]any{"other": two, "dry_run": true})["merge"].(map[string]any)
	require.EqualValues(t, 1, dry["moves"].(map[string]any)["messages"])
	require.Equal(t, bob, dry["moves"].(map[string]any)["identities"].([]any)[0].(map[string]any)["value"])
	require.Equal(t, 1, messages(two), "nothing was done")

	// Messages of both arrive before, during and after the merge.
	var sent sync.WaitGroup
	for _, waID := range []string{ada, bob} {
		sent.Go(func() {
			for n := range 15 {
				w.mustPost(p, w.text(waID, fmt.Sprint("wamid.", waID, ".", n), start.Add(time.Duration(n+1)*time.Second)))
			}
		})
	}
	merged := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+one+"/merge", map[string]any{"other": two}, "Idempotency-Key", "merge")
	sent.Wait()
	w.decided(db)
	require.Equal(t, 32, messages(one), "everything is the survivor's")
	require.Zero(t, messages(two))
	again := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+one+"/merge", map[string]any{"other": two}, "Idempotency-Key", "merge")
	require.Equal(t, merged["outcome"], again["outcome"])
	do(http.StatusUnprocessableEntity, http.MethodPost, "/v1/contacts/"+two+"/merge", map[string]any{"other": one})
	for _, id := range []string{one, two} {
		require.Contains(t, w.explain(p, url.Values{"contact_id": {id}}).Summary, "contact "+two+" became part of contact "+one)
	}

	// The survivor becomes part of a third contact: merges are taken back from the last one on.
	event := func(answer map[string]any) string { return answer["outcome"].(map[string]any)["event_id"].(string) }
	last := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+third+"/merge", map[string]any{"other": two})
	require.Equal(t, 33, messages(third))
	refused := do(http.StatusConflict, http.MethodPost, "/v1/merges/"+event(merged)+"/undo", nil)
	require.Contains(t, refused["detail"], event(last))
	do(http.StatusOK, http.MethodPost, "/v1/merges/"+event(last)+"/undo", nil)
	do(http.StatusOK, http.MethodPost, "/v1/merges/"+event(merged)+"/undo", nil)
	do(http.StatusConflict, http.MethodPost, "/v1/merges/"+event(merged)+"/undo", nil)
	require.Equal(t, []int{16, 16, 1}, []int{messages(one), messages(two), messages(third)}, "each has its own again")
	require.Contains(t, w.explain(p, url.Values{"contact_id": {two}}).Summary, "a person took a merge back")

	// A number is corrected.
	taken := do(http.StatusConflict, http.MethodPatch, "/v1/contacts/"+third, map[string]any{"phone": "+" + ada})
	require.Equal(t, "identity_taken", taken["code"])
	require.Equal(t, one, taken["contact_id"])
	require.Contains(t, taken["detail"], "Name of "+ada)
	edited := do(http.StatusOK, http.MethodPatch, "/v1/contacts/"+third, map[string]any{"phone": "+" + right, "remarks": "called"})
	require.Equal(t, []any{right, "called"}, []any{edited["contact"].(map[string]any)["wa_id"], edited["contact"].(map[string]any)["remarks"]})
	soon := time.Now().Add(2 * time.Second)
	w.mustPost(p, w.text(wrong, "wamid.old", soon))
	w.mustPost(p, w.text(right, "wamid.new", soon))
	w.decided(db)
	require.Equal(t, 2, messages(third))
	stranger := w.found(p, wrong)
	require.NotEqual(t, third, stranger, "the old number is somebody else")
	summary := w.explain(p, url.Values{"contact_id": {third}}).Summary
	require.Contains(t, summary, "the number "+right+" takes the place of "+wrong)

	timeline := do(http.StatusOK, http.MethodGet, "/v1/contacts/"+third+"/timeline", nil)
	identities := timeline["identities"].([]any)
	require.Len(t, identities, 2)
	require.NotNil(t, identities[0].(map[string]any)["to"], "the wrong one is kept as former")
	require.Equal(t, "number_corrected", timeline["events"].([]any)[1].(map[string]any)["reason"])
	only := fmt.Sprintf("/v1/contacts/%s/identities/%.0f/end", third, identities[1].(map[string]any)["n"])
	added := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+third+"/identities", map[string]any{"kind": "user_id", "value": "MY.1377100045"})
	require.Equal(t, "MY.1377100045", added["contact"].(map[string]any)["user_id"])
	do(http.StatusOK, http.MethodPost, only, nil)
	_, c := p.call(t, http.MethodGet, "/v1/contacts/"+third, nil)
	require.Nil(t, c["wa_id"])
	back := do(http.StatusOK, http.MethodPost, "/v1/contacts/"+third+"/identities", map[string]any{"kind": "wa_id", "value": right})
	require.Equal(t, right, back["contact"].(map[string]any)["wa_id"], "taken back")
	for _, key := range []string{ada, right} {
		w.requireNoPersonalData(w.ended(key))
	}
}
