package e2e

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAnOptOutOutlivesADeletion deletes somebody who had opted out, imports them again,
// deletes them again, and has them write.
func TestAnOptOutOutlivesADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env = append(w.env, "ERASURE_KEY=0123456789abcdef0123456789abcdef")
	p, db := w.serve(), w.db()
	const waID = "60137730001"
	start := time.Now().Add(-time.Hour)
	contact := func() map[string]any {
		t.Helper()
		_, c := p.call(t, http.MethodGet, "/v1/contacts/"+w.found(p, waID), nil)
		return c
	}
	w.mustPost(p, w.text(waID, "wamid.first", start))
	w.mustPost(p, w.optOut(waID, start.Add(time.Minute)))
	w.decided(db)
	at := contact()["opted_out_at"]
	require.NotNil(t, at)
	remove := func() {
		t.Helper()
		status, answer := p.call(t, http.MethodDelete, "/v1/contacts/"+w.found(p, waID), nil)
		require.Equal(t, http.StatusNoContent, status, answer)
		w.erased()
	}

	remove()
	w.status(p, w.upload(p, "phone,name\n+"+waID+",Back\n", nil), "completed")
	require.Equal(t, []any{at, "Back"}, []any{contact()["opted_out_at"], contact()["display_name"]}, "an import subscribes nobody again")
	require.Contains(t, w.explain(p, url.Values{"phone": {"+" + waID}}).Summary, "before they were erased, and that stays")

	remove()
	w.mustPost(p, w.text(waID, "wamid.again", time.Now()))
	w.decided(db)
	c := contact()
	require.Equal(t, at, c["opted_out_at"], "nor does a message of theirs")
	require.NotNil(t, c["first_message"])
	w.mustPost(p, w.text(waID, "wamid.more", time.Now()))
	w.decided(db)
	require.Equal(t, at, contact()["opted_out_at"])
}
