package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheAPIWantsItsToken(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for name, header := range map[string]http.Header{
		"missing":          nil,
		"empty":            {"Authorization": {""}},
		"wrong":            bearer("wrong"),
		"empty token":      bearer(""),
		"one letter less":  bearer(apiToken[1:]),
		"another scheme":   {"Authorization": {"Basic " + apiToken}},
		"without a scheme": {"Authorization": {apiToken}},
		"in another place": {"X-Api-Token": {apiToken}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/contacts", "/v1/channels", "/v1/events", "/v1/explain?phone=1", "/v1/ads"} {
				a := s.in(t).do(http.MethodGet, path, "", header)
				a.problem(t, http.StatusUnauthorized)
				require.Contains(t, a.header.Get("WWW-Authenticate"), "Bearer")
			}
		})
	}
	t.Run("nothing is changed without it", func(t *testing.T) {
		s := s.in(t)
		s.do(http.MethodPut, "/v1/channels/new", `{"name":"New","phone_number_id":"1"}`, nil).problem(t, http.StatusUnauthorized)
		s.get("/v1/channels/new").problem(t, http.StatusNotFound)
	})
	t.Run("the scheme may be written small", func(t *testing.T) {
		a := s.in(t).do(http.MethodGet, "/v1/contacts", "", http.Header{"Authorization": {"bearer " + apiToken}})
		require.Equal(t, http.StatusOK, a.status)
	})
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	s := setup(t)
	t.Run("one that is not there", func(t *testing.T) {
		for _, path := range []string{"/", "/nowhere", "/v1/nowhere", "/webhooks/other", "/v1/channels/", "/webhooks/whatsapp/"} {
			s.in(t).get(path).problem(t, http.StatusNotFound)
		}
	})
	t.Run("a method that a route does not take", func(t *testing.T) {
		s := s.in(t)
		for path, method := range map[string]string{
			"/v1/ads": http.MethodDelete, "/webhooks/whatsapp": http.MethodPut, "/healthz": http.MethodPost,
		} {
			a := s.do(method, path, "", bearer(apiToken))
			a.problem(t, http.StatusMethodNotAllowed)
			require.Contains(t, a.header.Get("Allow"), http.MethodGet)
		}
	})
}

func TestHealth(t *testing.T) {
	t.Parallel()
	there, gone := setup(t), unreachable(t)
	there.receive(one("60131", "wamid.1", 0))

	t.Run("the process is alive without anything", func(t *testing.T) {
		require.Equal(t, http.StatusOK, gone.in(t).do(http.MethodGet, "/healthz", "", nil).status)
	})
	t.Run("it is ready with the database alone, and tells that Temporal is unavailable", func(t *testing.T) {
		a := there.in(t).do(http.MethodGet, "/readyz", "", nil)
		require.Equal(t, http.StatusOK, a.status)
		said := a.object(t)
		require.Equal(t, []any{"ok", "unavailable"}, []any{said["database"], said["temporal"]})
		pending := said["pending"].(object)
		require.Equal(t, []any{1.0, 0.0}, []any{pending["live"], pending["bulk"]})
		require.Regexp(t, `^20\d\d-\d\d-\d\dT`, pending["oldest"])
	})
	t.Run("without the database it is not ready", func(t *testing.T) {
		a := gone.in(t).do(http.MethodGet, "/readyz", "", nil)
		require.Equal(t, http.StatusServiceUnavailable, a.status)
		require.Equal(t, "unavailable", a.object(t)["database"])
	})
}
