package e2e

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAContactIsNeverReadHalf kills the process between the steps that create a contact
// and that decide what created it, and reads by every way meanwhile.
func TestAContactIsNeverReadHalf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lock string
		send func(*world, *process)
	}{
		"by a message": {`LOCK TABLE messages IN EXCLUSIVE MODE`, func(w *world, p *process) {
			w.mustPost(p, w.text(halfNumber, "wamid.half", time.Now()))
		}},
		"by a form": {`LOCK TABLE contact_tags IN EXCLUSIVE MODE`, func(w *world, p *process) {
			status, answer := p.call(w.t, http.MethodPost, "/forms/"+w.channel+"-form/submissions", map[string]any{"phone": "+" + halfNumber, "name": "Whole", "tag": "new"})
			require.Equal(w.t, http.StatusAccepted, status, answer)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p, db := w.serve(), w.db()
			status, answer := p.call(t, http.MethodPut, "/v1/forms/"+w.channel+"-form", map[string]any{
				"channel_id": w.channel, "fields": map[string]string{"phone": "phone", "name": "display_name", "tag": "tags"}})
			require.Equal(t, http.StatusCreated, status, answer)
			held := w.hold(c.lock)
			c.send(w, p)
			w.waiting(1)
			require.Equal(t, 1, count(t, db, `SELECT count(*) FROM contacts WHERE half`), "it is created")
			var id string
			require.NoError(t, db.QueryRow(t.Context(), `SELECT id::text FROM contacts`).Scan(&id))
			w.requireNobody(p, id)

			p.kill()
			p = w.start("serve")
			w.requireNobody(p, id)
			held.release()
			w.decided(db)
			status, whole := p.call(t, http.MethodGet, "/v1/contacts/"+id, nil)
			require.Equal(t, http.StatusOK, status)
			if name == "by a message" {
				require.NotNil(t, whole["first_message"])
				require.NotNil(t, whole["last_conversed_at"])
			} else {
				require.Equal(t, []any{"Whole", []any{"new"}}, []any{whole["display_name"], whole["tags"]})
			}
			require.Equal(t, id, w.found(p, halfNumber))
		})
	}
}

const halfNumber = "60137740001"

// requireNobody requires that no route knows a contact that is half.
func (w *world) requireNobody(p *process, id string) {
	w.t.Helper()
	for path, status := range map[string]int{
		"": http.StatusNotFound, "/messages": http.StatusNotFound, "/timeline": http.StatusNotFound,
	} {
		got, answer := p.call(w.t, http.MethodGet, "/v1/contacts/"+id+path, nil)
		require.Equal(w.t, status, got, "%s: %v", path, answer)
	}
	for _, query := range []string{"", "?q=" + halfNumber, "?sort=name", "?sort=-conversed", "?wrote=true", "?wrote=false", "?without=tag", "?opted_out=false"} {
		_, listed := p.call(w.t, http.MethodGet, "/v1/contacts"+query, nil)
		require.Empty(w.t, listed["contacts"], query)
		if strings.HasPrefix(query, "?sort") {
			continue
		}
		_, counted := p.call(w.t, http.MethodGet, "/v1/contacts/count"+query, nil)
		require.EqualValues(w.t, 0, counted["count"], "%s: %v", query, counted)
	}
	resp := p.ask(w.t, "/v1/contacts/export.csv")
	exported, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, resp.Body.Close())
	require.NotContains(w.t, string(exported), halfNumber)
	tag := map[string]any{"action": "tag", "args": map[string]any{"tags": []string{"x"}}, "dry_run": true}
	tag["filter"] = map[string]any{}
	_, job := p.call(w.t, http.MethodPost, "/v1/jobs", tag)
	require.EqualValues(w.t, 0, job["count"], job)
	delete(tag, "filter")
	tag["ids"] = []string{id}
	status, refused := p.call(w.t, http.MethodPost, "/v1/jobs", tag)
	require.Equal(w.t, http.StatusUnprocessableEntity, status, refused)
	status, refused = p.call(w.t, http.MethodPatch, "/v1/contacts/"+id, map[string]any{"remarks": "x"})
	require.Equal(w.t, http.StatusNotFound, status, refused)
	for _, q := range []url.Values{{"phone": {"+" + halfNumber}}, {"contact_id": {id}}} {
		trail := w.explain(p, q)
		require.Nil(w.t, trail.Contact, trail.Summary)
	}
}
