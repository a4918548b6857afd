package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFormsAreKept(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	made := r.do(http.MethodPut, "/v1/forms/new", `{"channel_id": "main", "fields": {"tel": "phone"}}`, asAdmin)
	require.Equal(t, 201, made.Code, made.Body.String())
	form := r.object(made)
	secret, _ := form["secret"].(string)
	require.Len(t, secret, 43, "one is made, and told once")
	require.Equal(t, "no-store", made.Header().Get("Cache-Control"))
	require.Equal(t, "new", form["name"])
	require.Equal(t, "main", form["channel_id"])
	require.Equal(t, map[string]any{"tel": "phone"}, form["fields"])

	for _, form := range []map[string]any{
		r.get("/v1/forms/new"),
		r.put("/v1/forms/new", `{"channel_id": "main", "name": "Renamed"}`),
	} {
		require.Equal(t, true, form["has_secret"])
		require.NotContains(t, form, "secret")
		require.Equal(t, map[string]any{"tel": "phone"}, form["fields"])
	}
	stored, err := r.store.Settings.Form(t.Context(), "new")
	require.NoError(t, err)
	require.Equal(t, secret, stored.Secret, "a PUT without one keeps it")
	require.Equal(t, "Renamed", stored.Name)

	changed := r.put("/v1/forms/new", `{"channel_id": "main", "secret": "chosen by people", "fields": {}}`)
	require.Equal(t, "chosen by people", changed["secret"], "of 16 characters")
	require.Empty(t, changed["fields"])

	list := r.do(http.MethodGet, "/v1/forms", "", asAdmin)
	require.NotContains(t, list.Body.String(), "chosen by people")
	require.NotContains(t, list.Body.String(), leadSecret)
	forms := r.object(list)["forms"].([]any)
	require.Len(t, forms, 2)
	require.Equal(t, "lead", forms[0].(map[string]any)["id"])
}

func TestWhatConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	for _, test := range []struct {
		method, path, body string
		status             int
	}{
		{"PUT", "/v1/forms/a.b", `{"channel_id": "main"}`, 400},
		{"PUT", "/v1/forms/" + strings.Repeat("a", 65), `{"channel_id": "main"}`, 400},
		{"PUT", "/v1/forms/a", `{"channel_id": `, 400},
		{"PUT", "/v1/forms/a", ``, 400},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "fields": ["tel"]}`, 400},
		{"PUT", "/v1/forms/a", `{}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "nowhere"}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "a\u0000"}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "fields": {"tel": "email"}}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "fields": {"a": "phone", "b": "phone"}}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "secret": "sixteen characters\u0000"}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "secret": "15 characters.."}`, 422},
		{"PUT", "/v1/forms/a", `{"channel_id": "main", "secret": "ééééééééé"}`, 422}, // more bytes than characters
		{"POST", "/v1/forms/none/rotate-submit-key", "", 404},
		{"POST", "/v1/forms/a%00b/rotate-submit-key", "", 404},
		{"PUT", "/v1/forms/a", fmt.Sprintf(`{"channel_id": "main", "secret": %q}`, strings.Repeat("a", 257)), 422},
		{"PUT", "/v1/forms/a", `{"name": "` + strings.Repeat("a", 1<<20) + `"}`, 413},
		{"GET", "/v1/forms/none", "", 404},
		{"GET", "/v1/forms/a%00b", "", 404},
		{"PUT", "/v1/triggers/a.b", `{"channel_id": "main"}`, 400},
		{"PUT", "/v1/triggers/a", `[]`, 400},
		{"PUT", "/v1/triggers/a", `{}`, 422},
		{"PUT", "/v1/triggers/a", `{"channel_id": "nowhere"}`, 422},
		{"GET", "/v1/triggers/none", "", 404},
		{"GET", "/v1/triggers/a%00b", "", 404},
		{"PUT", "/v1/attributes/a-b", `{"type": "string"}`, 400},
		{"PUT", "/v1/attributes/phone", `{"type": "string"}`, 400},
		{"PUT", "/v1/attributes/a", `string`, 400},
		{"PUT", "/v1/attributes/a", `{}`, 422},
		{"PUT", "/v1/attributes/a", `{"type": "boolean"}`, 422},
		{"GET", "/v1/attributes/none", "", 404},
		{"GET", "/v1/attributes/a%00b", "", 404},
	} {
		w := r.do(test.method, test.path, test.body, asAdmin)
		require.Equal(t, test.status, w.Code, "%s %s %.60s: %s", test.method, test.path, test.body, w.Body)
		require.Regexp(t, `^[A-Za-z].*\.$`, detailOf(t, w), "a sentence")
	}
}
