package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/whatsapp"
)

const oneLead = `{"tel": "+60123456789", "name": "Ada"}`

// as returns the header of a token with one scope.
func (r intakeRig) as(scope string) map[string]string {
	r.t.Helper()
	_, secret, err := r.store.Settings.CreateToken(r.t.Context(), settings.NewToken{Name: "test", Scopes: []string{scope}})
	require.NoError(r.t, err)
	return map[string]string{"Authorization": "Bearer " + secret}
}

func TestOnlyAnAdminIsToldTheSubmitKey(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	form := r.get("/v1/forms/lead")
	key, _ := form["submit_key"].(string)
	require.Len(t, key, 64)
	require.Equal(t, publicAddress+"/forms/lead/submissions/"+key, form["submit_url"], "it can be copied as it is")
	require.Equal(t, false, form["weak_secret"])

	for _, scope := range []string{contact.ScopeContactsRead, contact.ScopeContactsWrite, contact.ScopeTriggers, contact.ScopeImports} {
		for _, path := range []string{"/v1/forms/lead", "/v1/forms"} {
			w := r.do(http.MethodGet, path, "", r.as(scope))
			for _, secret := range []string{key, "submit_", "weak_", leadSecret} {
				require.NotContains(t, w.Body.String(), secret, "%s of %s", path, scope)
			}
		}
	}
	for _, path := range []string{"/v1/forms/lead", "/v1/forms"} {
		w := r.do(http.MethodGet, path, "", r.as(contact.ScopeAdmin))
		require.Contains(t, w.Body.String(), key, path)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	}
	again := r.do(http.MethodPut, "/v1/forms/lead", `{"channel_id": "main"}`, asAdmin)
	require.Equal(t, "no-store", again.Header().Get("Cache-Control"), "also where no secret is told")
	require.Equal(t, key, r.object(again)["submit_key"], "a change of the form keeps it")
}

func TestEveryFormHasASubmitKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	seen := map[string]bool{r.submitKey("lead"): true}
	for _, id := range []string{"a", "b", "c"} {
		seen[r.put("/v1/forms/"+id, `{"channel_id": "main"}`)["submit_key"].(string)] = true
	}
	require.Len(t, seen, 4)
}

func TestARotatedKeyIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	submit := func(key string) *httptest.ResponseRecorder {
		return r.do(http.MethodPost, "/forms/lead/submissions/"+key, oneLead, nil)
	}
	former := r.submitKey("lead")
	e, _ := r.accepted(submit(former))
	require.Equal(t, []string{"form", "lead"}, []string{e.Source, e.Origin})

	w := r.do(http.MethodPost, "/v1/forms/lead/rotate-submit-key", "", asAdmin)
	require.Equal(t, 200, w.Code, w.Body.String())
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	rotated := r.object(w)["submit_key"].(string)
	require.Len(t, rotated, 64)
	require.NotEqual(t, former, rotated)
	require.Equal(t, 401, submit(former).Code)
	require.Contains(t, detailOf(t, submit(former)), "submit_url")
	r.accepted(submit(rotated))
	r.accepted(r.signed(oneLead)) // the secret is another matter
	require.Equal(t, "Lead", r.object(w)["name"], "nothing else of the form changes")

	for _, scope := range []string{contact.ScopeContactsWrite, contact.ScopeTriggers} {
		require.Equal(t, 403, r.do(http.MethodPost, "/v1/forms/lead/rotate-submit-key", "", r.as(scope)).Code, scope)
	}
	require.Equal(t, rotated, r.submitKey("lead"), "who may not, does not")
}

// TestASubmitKeyIsGoodForNothingElse tries it as a token of every route.
func TestASubmitKeyIsGoodForNothingElse(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	key := r.submitKey("lead")
	for _, route := range r.router.Routes() {
		if !strings.HasPrefix(route.Path, "/v1/") {
			continue
		}
		w := r.do(route.Method, route.Path, "{}", map[string]string{"Authorization": "Bearer " + key})
		require.Equal(t, 401, w.Code, "%s %s", route.Method, route.Path)
	}
	require.Equal(t, 405, r.do(http.MethodGet, "/forms/lead/submissions/"+key, "", nil).Code)
}

// TestAShortSecretOfAnEarlierVersionGoesOn has a form whose secret could not be
// chosen any more.
func TestAShortSecretOfAnEarlierVersionGoesOn(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	stored, err := r.store.Settings.Form(t.Context(), "lead")
	require.NoError(t, err)
	stored.Secret = "short"
	_, _, err = r.store.Settings.PutForm(t.Context(), stored.Form, "unused")
	require.NoError(t, err)

	signed := map[string]string{"X-Signature-256": whatsapp.Sign("short", []byte(oneLead))}
	r.accepted(r.do(http.MethodPost, "/forms/lead/submissions", oneLead, signed))
	require.Equal(t, true, r.get("/v1/forms/lead")["weak_secret"])
	require.Equal(t, true, r.put("/v1/forms/lead", `{"channel_id": "main", "name": "Renamed"}`)["weak_secret"], "a PUT without one keeps it")
	r.accepted(r.do(http.MethodPost, "/forms/lead/submissions", oneLead, signed))

	w := r.do(http.MethodPut, "/v1/forms/lead", `{"channel_id": "main", "secret": "short"}`, asAdmin)
	require.Equal(t, 422, w.Code, w.Body.String())
	require.Contains(t, detailOf(t, w), "16 characters or more")
	require.Equal(t, false, r.put("/v1/forms/lead", `{"channel_id": "main", "secret": "a much longer one"}`)["weak_secret"])
	require.Equal(t, 401, r.do(http.MethodPost, "/forms/lead/submissions", oneLead, signed).Code)
}

// TestNoLogHasASubmitKey sends one to every end that a request can come to, and
// reads what was logged and counted, and what later code would see of the address.
func TestNoLogHasASubmitKey(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	key := r.submitKey("lead")
	var log bytes.Buffer
	for name, broken := range map[string]bool{"all is well": false, "recording panics": true} {
		a := &API{Service: r.Service, DB: r.DB, Ledger: r.Ledger, Erasures: r.Erasures, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
		if broken {
			a.Service = service.New(service.Dependencies{DB: r.DB, Ledger: r.Ledger, Log: slog.New(slog.DiscardHandler)}) // without a recorder
		}
		router, ok := a.Handler().(*gin.Engine)
		require.True(t, ok)
		var seen *http.Request
		router.NoRoute(func(c *gin.Context) { seen = c.Request })
		for _, address := range []string{
			"/forms/lead/submissions/" + key, "/forms/lead/submissions/" + key + "/", "/forms/lead/submissions/" + key + "/more",
			"/forms/lead/submissions/" + key + "?secret=" + leadSecret, "/forms/none/submissions/" + key, "/forms/a%2Fb/submissions/" + key,
			"/forms/lead/submissions%2F" + key, "/forms//submissions/" + key, "/forms/lead/submissions?secret=" + leadSecret,
			"/forms/lead/submissions?a=%zz&secret=" + leadSecret,
		} {
			for _, method := range []string{http.MethodPost, http.MethodGet} {
				req := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(oneLead))
				router.ServeHTTP(httptest.NewRecorder(), req)
				for _, given := range []string{key, leadSecret} {
					require.NotContains(t, req.URL.String()+" "+req.RequestURI, given, "%s: %s", name, address)
				}
			}
		}
		require.NotNil(t, seen, "some lead nowhere")
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		require.Contains(t, w.Body.String(), `route="`+submissionsByKey+`"`)
		require.NotContains(t, w.Body.String(), key)
		require.NotContains(t, w.Body.String(), leadSecret)
	}
	require.Contains(t, log.String(), "a handler panicked")
	require.NotContains(t, log.String(), key)
	require.NotContains(t, log.String(), leadSecret)
	require.True(t, json.Valid(bytes.SplitN(log.Bytes(), []byte("\n"), 2)[0]))
}
