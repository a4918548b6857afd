//go:build long

package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// aNumberIsSomebodyElses: WhatsApp tells that somebody has the number of another contact
// now. Whoever had the old one is found without a number, and merged.
func (w *week) aNumberIsSomebodyElses() {
	w.t.Helper()
	const old, taken = "60137750001", "60137750002"
	w.writes(old, taken)
	loser, owner := w.whois(old).ID, w.whois(taken).ID
	w.mustPost(w.p, w.numberChange(old, taken, time.Now().Add(time.Second)))
	w.decided(w.db)
	require.Equal(w.t, owner, w.whois(taken).ID, "the number stays whose it is")
	_, shown := w.find(old)
	require.False(w.t, shown, "nobody shows a number that was given up")

	// They are found by what is known of them.
	listed := w.do(http.StatusOK, http.MethodGet, "/v1/contacts?without=number", nil)["contacts"].([]any)
	require.Len(w.t, listed, 1)
	require.Equal(w.t, loser, listed[0].(map[string]any)["id"])
	require.Equal(w.t, "Name of "+old, listed[0].(map[string]any)["display_name"])
	require.Contains(w.t, w.runs("explain", "--contact-id", loser), "It has no number any more")
	path := filepath.Join(w.t.TempDir(), "week.csv")
	w.runs("export", "--output", path)
	exported, err := os.ReadFile(path)
	require.NoError(w.t, err)
	require.Contains(w.t, string(exported), "+"+taken)
	require.NotContains(w.t, string(exported), "+"+old)

	// They are merged into whoever has the number.
	w.do(http.StatusOK, http.MethodPost, "/v1/contacts/"+owner+"/merge", map[string]any{"other": loser})
	w.writes(taken)
	require.Equal(w.t, 3, w.messages(owner), "all that both wrote")
	require.Empty(w.t, w.do(http.StatusOK, http.MethodGet, "/v1/contacts?without=number", nil)["contacts"])
	require.Contains(w.t, strings.Join(w.words(owner), "\n"), "they were merged")
}

// whoStoppedIsErased: somebody who had stopped marketing messages is erased, is in the
// next file, is erased again and writes. The stop outlives it all.
func (w *week) whoStoppedIsErased() {
	w.t.Helper()
	const who = "60137760001"
	w.writes(who)
	w.mustPost(w.p, w.optOut(who, time.Now()))
	w.decided(w.db)
	stopped := func() any {
		w.t.Helper()
		return w.do(http.StatusOK, http.MethodGet, "/v1/contacts/"+w.whois(who).ID, nil)["opted_out_at"]
	}
	at := stopped()
	require.NotNil(w.t, at)
	erase := func() {
		w.t.Helper()
		w.do(http.StatusNoContent, http.MethodDelete, "/v1/contacts/"+w.whois(who).ID, nil)
		w.erased()
	}
	erase()

	path := filepath.Join(w.t.TempDir(), "again.csv")
	require.NoError(w.t, os.WriteFile(path, []byte("phone,name\n+"+who+",Back again\n"), 0o600))
	require.Contains(w.t, w.runs("import", path, "--channel", w.channel, "--yes"), "completed")
	require.Equal(w.t, "Back again", w.whois(who).Name)
	require.Equal(w.t, at, stopped(), "a file subscribes nobody again")
	require.Contains(w.t, w.runs("explain", who), "before they were erased, and that stays")
	erase()

	w.writes(who)
	require.Equal(w.t, at, stopped(), "nor does a message of theirs")
	require.Equal(w.t, 1, w.messages(w.whois(who).ID))
	require.Contains(w.t, w.runs("explain", "+60 13-776 0001"), "The person stopped marketing messages")
}
