package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
)

func TestTriggersAreKept(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	require.Equal(t, 201, r.do(http.MethodPut, "/v1/triggers/new", `{"channel_id": "main"}`, asAdmin).Code)
	changed := r.put("/v1/triggers/new", `{"channel_id": "main", "name": " New "}`)
	require.Equal(t, "New", changed["name"])
	require.Equal(t, changed, r.get("/v1/triggers/new"))
	require.Len(t, r.get("/v1/triggers")["triggers"], 2)
}

func TestACallOfATrigger(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	e, answer := r.accepted(r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "60123456789", "name": "Ada", "city": "KL",
		"age": "42", "born": "1990-02-30", "colour": "red", "basket": {"items": [1]}}`, asAdmin))
	require.Equal(t, "contact/main/"+adasNumber, answer["workflow_id"])
	var skipped []string
	for _, s := range answer["skipped"].([]any) {
		require.NotEmpty(t, s.(map[string]any)["why"])
		skipped = append(skipped, s.(map[string]any)["name"].(string))
	}
	require.Equal(t, []string{"basket", "born", "colour"}, skipped)
	require.Equal(t, []string{"trigger", "trigger", "till"}, []string{e.Source, e.Kind, e.Origin})
	require.Contains(t, *e.Detail, "skipped: basket (it is an object")
	c := r.decide(adasNumber)
	require.Equal(t, []string{"Ada", "form", "trigger"}, []string{c.DisplayName, c.NameSource, c.Source}, "it ranks as a form")
	require.Equal(t, map[string]json.RawMessage{"city": json.RawMessage(`"KL"`), "age": json.RawMessage("42")}, c.Attributes)

	_, answer = r.accepted(r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "+60123456789"}`, asAdmin))
	require.Equal(t, []any{}, answer["skipped"], "none, not null")
}

func TestAnIdempotencyKeyMakesACallOne(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	call := func(key string) string {
		header := map[string]string{"Authorization": "Bearer " + bootstrap, "Idempotency-Key": key}
		e, _ := r.accepted(r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "60123456789"}`, header))
		return e.ID.String()
	}
	first, again := call("one"), call("one")
	require.Equal(t, first, again)
	require.NotEqual(t, first, call("two"))
	header := map[string]string{"Authorization": "Bearer " + bootstrap, "Idempotency-Key": "two"}
	for range ledger.TriggerLimit {
		w := r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "60123456780"}`, header)
		require.Equal(t, 422, w.Code, "another call under its key, which costs none of the sixty: %s", w.Body)
	}
	first, again = call(""), call("")
	require.NotEqual(t, first, again, "without a key each is its own")
}

func TestWhatCallsAreRefused(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	_, reader, err := r.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "test", Scopes: []string{contact.ScopeContactsRead}})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		path, token, body string
		status            int
		detail            string
	}{
		"no phone":                {"till", bootstrap, `{"name": "Ada"}`, 422, "contact_number is missing"},
		"letters":                 {"till", bootstrap, `{"contact_number": "Ada"}`, 422, "has letters"},
		"too short":               {"till", bootstrap, `{"contact_number": "+60123"}`, 422, "is too short"},
		"without country code":    {"till", bootstrap, `{"contact_number": "012-345 6789"}`, 422, "could belong to several countries"},
		"a nested number":         {"till", bootstrap, `{"contact_number": {"e164": "+60123456789"}}`, 422, "is a list or an object"},
		"a list of calls":         {"till", bootstrap, `[{"contact_number": "+60123456789"}]`, 400, "no object"},
		"broken JSON":             {"till", bootstrap, `{"contact_number"`, 400, "not JSON"},
		"an empty body":           {"till", bootstrap, ``, 400, "not JSON"},
		"a large body":            {"till", bootstrap, `{"a": "` + strings.Repeat("x", 1<<20) + `"}`, 413, "1 MB"},
		"an unknown trigger":      {"none", bootstrap, `{"contact_number": "+60123456789"}`, 404, "nothing with this id"},
		"no token":                {"till", "", `{"contact_number": "+60123456789"}`, 401, "token"},
		"a wrong token":           {"till", "wrong", `{"contact_number": "+60123456789"}`, 401, "unknown or revoked"},
		"a token without a right": {"till", reader, `{"contact_number": "+60123456789"}`, 403, "the scope triggers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r.in(t)
			w := r.do(http.MethodPost, "/v1/triggers/"+test.path, test.body, map[string]string{"Authorization": "Bearer " + test.token})
			require.Equal(t, test.status, w.Code, w.Body.String())
			require.Contains(t, detailOf(t, w), test.detail)
		})
	}
	require.Zero(t, r.events())
}

func TestSixtyCallsAMinute(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	call := func(body string) (int, string) {
		w := r.do(http.MethodPost, "/v1/triggers/till", body, asAdmin)
		return w.Code, w.Header().Get("Retry-After")
	}
	for range ledger.TriggerLimit {
		status, _ := call(`{"contact_number": "x"}`)
		require.Equal(t, 422, status)
		status, _ = call(`{`)
		require.Equal(t, 400, status)
		require.Equal(t, 401, r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "+60123456789"}`, nil).Code)
	}
	for i := range ledger.TriggerLimit {
		status, _ := call(fmt.Sprintf(`{"contact_number": "+60123456%03d"}`, i))
		require.Equal(t, 202, status, "call %d: what was refused does not count", i+1)
	}
	w := r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "+60123456789"}`, asAdmin)
	require.Equal(t, 429, w.Code)
	require.Contains(t, detailOf(t, w), "60 calls a minute")
	seconds, err := strconv.Atoi(w.Header().Get("Retry-After"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, seconds, 1)
	require.LessOrEqual(t, seconds, 60)
	require.Equal(t, ledger.TriggerLimit, r.events())
	status, _ := call(`{"contact_number": "x"}`)
	require.Equal(t, 422, status, "what waiting would not mend is said at once")
}
