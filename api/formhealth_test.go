package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/whatsapp"
)

// refusals returns how often a form refused, by reason, and that each says what
// would help.
func (r intakeRig) refusals(form string) map[string]int {
	r.t.Helper()
	counted := map[string]int{}
	for _, each := range r.get("/v1/forms/" + form)["health"].(map[string]any)["refusals"].([]any) {
		refusal := each.(map[string]any)
		require.NotEmpty(r.t, refusal["fix"], refusal["reason"])
		counted[refusal["reason"].(string)] = int(refusal["count"].(float64))
	}
	return counted
}

func (r intakeRig) lastSuccess(form string) any {
	r.t.Helper()
	return r.get("/v1/forms/" + form)["health"].(map[string]any)["last_success_at"]
}

func TestAFormTellsWhyItRefused(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	require.Empty(t, r.refusals("lead"))
	require.Nil(t, r.lastSuccess("lead"))

	const path = "/forms/lead/submissions"
	key := r.submitKey("lead")
	bearer := func(token string) map[string]string { return map[string]string{"Authorization": "Bearer " + token} }
	post := func(status int, path, body string, header map[string]string) {
		t.Helper()
		require.Equal(t, status, r.do(http.MethodPost, path, body, header).Code)
	}
	post(401, path, oneLead, nil)
	post(401, path, oneLead, nil)
	post(401, path, oneLead, map[string]string{"X-Signature-256": whatsapp.Sign("another secret of 16", []byte(oneLead))})
	post(401, path, oneLead, map[string]string{"Tally-Signature": "none"})
	post(401, path+"/none", oneLead, nil)
	post(401, path, oneLead, bearer("none"))
	post(403, path, oneLead, r.as(contact.ScopeContactsRead))
	post(400, path+"?secret="+leadSecret, oneLead, nil)
	post(400, path+"/"+key, "no JSON", nil)
	post(413, path+"/"+key, `{"tel": "`+strings.Repeat("1", maxBody)+`"}`, nil)
	once := map[string]string{"Idempotency-Key": "k-1"}
	require.Nil(t, r.lastSuccess("lead"), "nothing was taken in yet")
	post(202, path+"/"+key, oneLead, once)
	post(422, path+"/"+key, `{"tel": "+60123456780"}`, once)
	post(404, "/forms/none/submissions", oneLead, asAdmin)

	require.Equal(t, map[string]int{
		"no_credential": 2, "wrong_signature": 2, "wrong_submit_key": 1, "wrong_token": 2, "secret_in_address": 1,
		"unreadable_body": 1, "too_large": 1, "idempotency_key_reused": 1,
	}, r.refusals("lead"))
	require.NotNil(t, r.lastSuccess("lead"))
	w := r.do(http.MethodGet, "/v1/forms/lead", "", r.as(contact.ScopeContactsRead))
	require.Contains(t, w.Body.String(), "last_success_at", "whoever sees the form sees its health")
	require.NotContains(t, r.do(http.MethodGet, "/v1/forms", "", asAdmin).Body.String(), "health")
}

func TestAFloodOfRefusalsIsNoFloodOfWrites(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	counted := func() (rows, sum int) {
		require.NoError(t, r.store.DB.Other.QueryRow(t.Context(), `SELECT count(*), coalesce(sum(count), 0) FROM form_counts`).Scan(&rows, &sum))
		return rows, sum
	}
	for range 300 {
		require.Equal(t, 401, r.do(http.MethodPost, "/forms/lead/submissions", oneLead, nil).Code)
		require.Equal(t, 401, r.do(http.MethodPost, "/forms/none/submissions", oneLead, nil).Code)
	}
	require.Equal(t, map[string]int{"no_credential": 300}, r.refusals("lead"))
	rows, sum := counted()
	require.LessOrEqual(t, rows, 2, "one for each hour that it took, and none for a form that is not there")
	require.Equal(t, 300, sum)
}

func TestWhatIsOlderThanADayIsForgotten(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	now := time.Now().UTC()
	count := func(outcome string, ago time.Duration) settings.FormCount {
		at := now.Add(-ago)
		return settings.FormCount{FormID: "lead", Outcome: outcome, Hour: at.Truncate(time.Hour), Count: 3, LastAt: at.Truncate(time.Microsecond)}
	}
	const day = 24 * time.Hour
	require.NoError(t, r.store.Settings.CountForms(t.Context(), []settings.FormCount{
		count("too_large", 3*day), count("wrong_token", time.Hour), count(settings.Accepted, 9*day), count(settings.Accepted, 3*day),
	}, now))
	require.Equal(t, map[string]int{"wrong_token": 3}, r.refusals("lead"))
	require.Equal(t, now.Add(-3*day).Truncate(time.Microsecond).Format(time.RFC3339Nano), r.lastSuccess("lead"), "the last success is kept however old it is")
	require.NoError(t, r.store.Settings.CountForms(t.Context(), []settings.FormCount{count("wrong_token", time.Hour)}, now))
	require.Equal(t, map[string]int{"wrong_token": 6}, r.refusals("lead"), "what two processes count adds up")
	var rows int
	require.NoError(t, r.store.DB.Other.QueryRow(t.Context(), `SELECT count(*) FROM form_counts`).Scan(&rows))
	require.Equal(t, 2, rows, "the rest is gone")
}
