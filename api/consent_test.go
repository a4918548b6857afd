package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/storetest"
)

// consentOf is what a contact shows of consent.
func (w *world) consentOf(id string) any {
	w.t.Helper()
	return w.read("/v1/contacts/" + id)["consent"]
}

// TestConsentGoesAllTheWay takes consent through every way in and out, as
// TestEveryTextGoesAllTheWay does with texts.
func TestConsentGoesAllTheWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "consent-api")
	db, err := pgxpool.New(t.Context(), w.database)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	w.made(http.MethodPut, "/v1/forms/consent", object{"channel_id": w.channel, "fields": object{"tel": "phone", "ok": "consent", "wording": "consent_text"}})
	w.made(http.MethodPut, "/v1/triggers/consent", object{"channel_id": w.channel, "name": "Till"})
	given := func(yes bool, source string, text any, of any) {
		t.Helper()
		said := of.(object)
		at, err := time.Parse(time.RFC3339, said["at"].(string))
		require.NoError(t, err)
		require.WithinDuration(t, time.Now(), at, time.Hour)
		require.Equal(t, []any{yes, source, text}, []any{said["given"], said["source"], said["text"]})
	}

	w.made(http.MethodPost, "/forms/consent/submissions", object{"tel": "60131110001", "ok": "on", "wording": "Their offers by WhatsApp"})
	w.made(http.MethodPost, "/v1/triggers/consent", object{"contact_number": "60131110002", "consent": "yes"})
	w.ended(w.imported("phone,consent,consent_at,consent_source,consent_text\n60131110003,yes,2026-05-01,Paper at the fair,Their offers\n", nil))
	api := w.enter(http.StatusCreated, object{"phone": "+60131110004", "consent": true})["contact"].(object)
	w.enter(http.StatusCreated, object{"phone": "+60131110005", "consent": object{"given": false, "at": "2026-05-01T08:00:00+08:00", "source": "call", "text": "Their newsletter"}})
	w.enter(http.StatusCreated, object{"phone": "+60131110006"})
	w.decide()
	id := map[string]string{}
	for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
		id[n] = w.contactOf("6013111000" + n)
	}
	given(true, "form", "Their offers by WhatsApp", w.consentOf(id["1"]))
	given(true, "trigger", nil, w.consentOf(id["2"]))
	require.Equal(t, object{"given": true, "at": "2026-05-01T00:00:00Z", "source": "Paper at the fair", "text": "Their offers"}, w.consentOf(id["3"]))
	given(true, "api", nil, api["consent"])
	require.Equal(t, object{"given": false, "at": "2026-05-01T00:00:00Z", "source": "call", "text": "Their newsletter"}, w.consentOf(id["5"]))
	require.Nil(t, w.consentOf(id["6"]))

	// Shown where values come from, and explained.
	claim := w.read("/v1/contacts/" + id["1"] + "/timeline")["claims"].(list)[0].(object)
	require.Equal(t, []any{"consent", "form", true}, []any{claim["field"], claim["source"], claim["shown"]})
	given(true, "form", "Their offers by WhatsApp", claim["value"])
	explained := w.read("/v1/explain?contact_id=" + id["3"])
	require.Contains(t, explained["summary"], "agreed to marketing messages at 2026-05-01 00:00:00 UTC (Paper at the fair)")
	require.Contains(t, w.read("/v1/explain?phone=%2B60131110005")["summary"], "did not agree to marketing messages")

	// A no withdraws it, a file does not, nor does it give it again.
	w.ended(w.imported("phone,consent\n60131110001,no\n60131110005,yes\n", nil))
	given(true, "form", "Their offers by WhatsApp", w.consentOf(id["1"]))
	require.False(t, w.consentOf(id["5"]).(object)["given"].(bool))
	w.made(http.MethodPost, "/forms/consent/submissions", object{"tel": "60131110002", "ok": "no", "submission_id": "2"})
	w.decide()
	given(false, "form", nil, w.consentOf(id["2"]))
	require.Equal(t, http.StatusOK, w.edit(id["1"], object{"consent": object{"given": false}}).status)
	given(false, "manual", nil, w.consentOf(id["1"]))
	w.ended(w.imported("phone,consent\n60131110001,yes\n60131110002,yes\n60131110001,--\n", nil))
	given(false, "manual", nil, w.consentOf(id["1"]))
	given(false, "form", nil, w.consentOf(id["2"]))
	require.Equal(t, http.StatusOK, w.edit(id["1"], object{"consent": nil}).status, "what was said for the person is taken back")
	given(true, "form", "Their offers by WhatsApp", w.consentOf(id["1"]))

	// The opt-out stands above it.
	require.Equal(t, http.StatusOK, w.edit(id["4"], object{"opted_out": true, "consent": true}).status)
	shown := w.read("/v1/contacts/" + id["4"])
	require.NotNil(t, shown["opted_out_at"])
	given(true, "manual", nil, shown["consent"])
	require.Contains(t, w.read("/v1/explain?contact_id=" + id["4"])["summary"], "which counts above all else")
	w.made(http.MethodPost, "/v1/triggers/consent", object{"contact_number": "60131110004", "consent": true})
	w.decide()
	require.NotNil(t, w.read("/v1/contacts/" + id["4"])["opted_out_at"])

	// Out, and in again where nothing is known.
	file := w.get("/v1/contacts/export.csv")
	cells := map[string][]string{}
	for _, row := range exported(t, file, "contacts.csv") {
		cells[row["phone"]] = []string{row["consent"], row["consent_at"], row["consent_source"], row["consent_text"]}
	}
	require.Equal(t, []string{"yes", "2026-05-01T00:00:00Z", "Paper at the fair", "Their offers"}, cells["+60131110003"])
	require.Equal(t, []string{"no", "2026-05-01T00:00:00Z", "call", "Their newsletter"}, cells["+60131110005"])
	require.Equal(t, []string{"", "", "", ""}, cells["+60131110006"])
	before := w.consentOf(id["5"])
	w.made(http.MethodDelete, "/v1/contacts/"+id["5"], nil)
	w.made(http.MethodDelete, "/v1/contacts/"+id["3"], nil)
	w.ended(w.imported(file.body, nil))
	require.Equal(t, before, w.consentOf(w.contactOf("60131110005")), "also a no")
	require.Equal(t, "Paper at the fair", w.consentOf(w.contactOf("60131110003")).(object)["source"])

	for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
		w.made(http.MethodDelete, "/v1/contacts/"+w.contactOf("6013111000"+n), nil)
	}
	require.Eventually(t, func() bool {
		return len(storetest.Search(t, db, "Their offers"))+len(storetest.Search(t, db, "Their newsletter"))+len(storetest.Search(t, db, "Paper at")) == 0
	}, time.Minute, 50*time.Millisecond, "no word of a deleted person remains")
}

func TestConsentThatCannotBe(t *testing.T) {
	t.Parallel()
	s := setup(t)
	long, longest := strings.Repeat("x", 256), strings.Repeat("x", 4097)
	for body, says := range map[string]string{
		`"yes"`:                                  "consent must be true, false, null, or an object",
		`1`:                                      "consent must be true, false, null, or an object",
		`{}`:                                     "consent must be true, false, null, or an object",
		`{"given":null}`:                         "consent must be true, false, null, or an object",
		`{"given":"yes"}`:                        "consent must be true, false, null, or an object",
		`{"given":true,"at":"in May"}`:           "consent.at must be when",
		`{"given":true,"at":"2999-01-01"}`:       "not lie ahead",
		`{"given":true,"by":"me"}`:               `There is no "by" here; there is: given, at, source, text`,
		`{"given":true,"source":"` + long + `"}`: "consent.source must have 255 characters at most",
		`{"given":true,"text":"` + longest + `"}`: "consent.text must have 4096 characters at most",
	} {
		a := s.do(http.MethodPost, "/v1/contacts", `{"channel_id":"shop","phone":"+60123456789","consent":`+body+`}`, bearer(apiToken))
		require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), says, body)
	}
}
