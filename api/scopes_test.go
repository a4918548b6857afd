package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
)

const bootstrap = "the-bootstrap-token"

// tokenRig is an API whose Temporal is unavailable: who may do what is not its concern.
type tokenRig struct {
	*API
	store  *storetest.Store
	router *gin.Engine
}

func newTokenRig(t *testing.T, db *storetest.Store) tokenRig {
	t.Helper()
	return newTokenRigWith(t, db, bootstrap)
}

// newTokenRigWith is newTokenRig with another API_TOKEN, which may be empty.
func newTokenRigWith(t *testing.T, db *storetest.Store, token string) tokenRig {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: config.TemporalLogger(log)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	recorder := starter.NewRecorder(db.Ledger, db.Imports, starter.New(c, "contacts"), starter.NewHub(), log)
	a := &API{
		Service: service.New(service.Dependencies{DB: db.DB, Ledger: db.Ledger, Recorder: recorder, Log: log, Token: token, AppSecret: "app"}),
		DB:      db.DB, Ledger: db.Ledger, Erasures: db.Erasures, Temporal: c, Namespace: "default", VerifyToken: "verify", Log: log,
	}
	router, ok := a.Handler().(*gin.Engine)
	require.True(t, ok)
	return tokenRig{a, db, router}
}

// token makes a token and returns its secret.
func (r tokenRig) token(t *testing.T, scopes ...string) string {
	t.Helper()
	_, secret, err := r.store.Settings.CreateToken(context.Background(), settings.NewToken{Name: "test", Scopes: scopes})
	require.NoError(t, err)
	return secret
}

// do sends a request with that Authorization header, if it is not empty.
func (r tokenRig) do(t *testing.T, method, path, authorization, body string) *httptest.ResponseRecorder {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	r.router.ServeHTTP(w, req)
	return w
}

func detailOf(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	var p Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	require.Equal(t, w.Code, p.Status)
	return p.Detail
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
	good := r.token(t, contact.ScopeContactsRead)
	revoked, gone, err := r.store.Settings.CreateToken(context.Background(), settings.NewToken{Name: "revoked", Scopes: contact.Scopes()})
	require.NoError(t, err)
	require.NoError(t, r.store.Settings.RevokeToken(context.Background(), revoked.ID))

	soon := time.Now().Add(time.Hour)
	_, ended, err := r.store.Settings.CreateToken(context.Background(), settings.NewToken{Name: "ended", Scopes: contact.Scopes(), ExpiresAt: &soon})
	require.NoError(t, err)
	_, err = r.store.DB.Other.Exec(context.Background(), `UPDATE access_tokens SET expires_at = '2026-01-31T12:00:00Z' WHERE name = 'ended'`)
	require.NoError(t, err)
	_, lasting, err := r.store.Settings.CreateToken(context.Background(), settings.NewToken{Name: "lasting", Scopes: contact.Scopes(), ExpiresAt: &soon})
	require.NoError(t, err)

	for _, tc := range []struct {
		name, authorization string
		status              int
		challenge           string
	}{
		{"no header", "", 401, `Bearer realm="contacts"`},
		{"another scheme", "Basic " + bootstrap, 401, `Bearer realm="contacts"`},
		{"the token alone", bootstrap, 401, `Bearer realm="contacts"`},
		{"an empty token", "Bearer ", 401, `Bearer realm="contacts"`},
		{"a wrong token", "Bearer wrong", 401, `Bearer realm="contacts", error="invalid_token"`},
		{"the beginning of the API_TOKEN", "Bearer " + bootstrap[:5], 401, `Bearer realm="contacts", error="invalid_token"`},
		{"the API_TOKEN and more", "Bearer " + bootstrap + "x", 401, `Bearer realm="contacts", error="invalid_token"`},
		{"an unknown token of the right shape", "Bearer lc_" + strings.Repeat("A", 43), 401, `Bearer realm="contacts", error="invalid_token"`},
		{"a token's prefix", "Bearer " + good[:6], 401, `Bearer realm="contacts", error="invalid_token"`},
		{"a revoked token", "Bearer " + gone, 401, `Bearer realm="contacts", error="invalid_token"`},
		{"an expired token", "Bearer " + ended, 401, `Bearer realm="contacts", error="invalid_token"`},
		{"a token that will expire", "Bearer " + lasting, 200, ""},
		{"the API_TOKEN", "Bearer " + bootstrap, 200, ""},
		{"a token", "Bearer " + good, 200, ""},
		{"a token with the scheme in small letters", "bearer  " + good + " ", 200, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := r.do(t, http.MethodGet, "/v1/channels", tc.authorization, "")
			require.Equal(t, tc.status, w.Code, w.Body)
			require.Equal(t, tc.challenge, w.Header().Get("WWW-Authenticate"))
			if tc.status != http.StatusOK {
				require.NotEmpty(t, detailOf(t, w))
			}
			if tc.name == "an expired token" {
				require.Contains(t, detailOf(t, w), "expired at 2026-01-31 12:00:00 UTC", "it says when")
			}
		})
	}

	t.Run("without an API_TOKEN no empty one is taken for it", func(t *testing.T) {
		t.Parallel()
		r := newTokenRigWith(t, r.store, "")
		for _, authorization := range []string{"", "Bearer", "Bearer ", "Bearer  "} {
			require.Equal(t, 401, r.do(t, http.MethodGet, "/v1/channels", authorization, "").Code)
		}
	})
}

func TestRevocationTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
	token, secret, err := r.store.Settings.CreateToken(context.Background(), settings.NewToken{Name: "test", Scopes: []string{contact.ScopeContactsRead}})
	require.NoError(t, err)
	require.Equal(t, 200, r.do(t, http.MethodGet, "/v1/channels", "Bearer "+secret, "").Code)
	require.Equal(t, 204, r.do(t, http.MethodDelete, "/v1/tokens/"+token.ID.String(), "Bearer "+bootstrap, "").Code)
	require.Equal(t, 401, r.do(t, http.MethodGet, "/v1/channels", "Bearer "+secret, "").Code)
}

// A valid token must not look invalid because the database is unavailable: its holder
// would give up instead of trying again.
func TestAuthenticationWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	db, err := storetest.OpenWith(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	require.NoError(t, err)
	t.Cleanup(db.DB.Close)
	r := newTokenRig(t, db)

	for name, authorization := range map[string]string{
		"the API_TOKEN, in the handler": "Bearer " + bootstrap,
		"any other token":               "Bearer lc_" + strings.Repeat("A", 43),
	} {
		w := r.do(t, http.MethodGet, "/v1/channels", authorization, "")
		require.Equal(t, 503, w.Code, name)
		require.NotEmpty(t, w.Header().Get("Retry-After"), name)
		require.Empty(t, w.Header().Get("WWW-Authenticate"), name)
	}
	// The handler was reached: it judges the body before it needs the database.
	require.Equal(t, 400, r.do(t, http.MethodPut, "/v1/channels/main", "Bearer "+bootstrap, "{").Code)
	require.Equal(t, 401, r.do(t, http.MethodGet, "/v1/channels", "Bearer wrong", "").Code, "told without the database")
}

// scopeNeeded is the rule for routes of today and tomorrow.
func scopeNeeded(method, path string) string {
	under := func(folder string) bool { return path == "/v1/"+folder || strings.HasPrefix(path, "/v1/"+folder+"/") }
	switch {
	case strings.HasSuffix(path, "/try"):
		return "contacts:read" // it records nothing
	case strings.HasSuffix(path, "/test-message"), under("webhook"):
		return "admin"
	case under("tokens"), under("facebook"), under("sessions"), under("people") && method != http.MethodGet:
		return "admin"
	case strings.HasSuffix(path, "/disable"), strings.HasSuffix(path, "/enable"), under("tags") && method != http.MethodGet,
		method == http.MethodDelete && (under("channels") || under("forms") || under("triggers") || under("attributes")):
		return "admin"
	case under("imports"):
		return "imports"
	case under("views"):
		return "contacts:read" // one's own
	case method == http.MethodPut:
		return "admin" // configuration: channels, forms, triggers, attributes
	case method == http.MethodGet:
		return "contacts:read"
	case under("forms"):
		return "admin"
	case under("triggers"):
		return "triggers"
	}
	return "contacts:write"
}

// mayUse lists the scopes that are enough for the one needed.
var mayUse = map[string][]string{
	"contacts:read":  {"contacts:read", "contacts:write", "admin"},
	"contacts:write": {"contacts:write", "admin"},
	"imports":        {"imports", "admin"},
	"triggers":       {"triggers", "admin"},
	"admin":          {"admin"},
}

func TestEveryRouteWantsItsScope(t *testing.T) {
	t.Parallel()
	r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
	tokens := map[string]string{}
	for _, scope := range contact.Scopes() {
		tokens[scope] = r.token(t, scope)
	}
	parameter := regexp.MustCompile(`[:*][a-z_]+`)
	routes := 0
	for _, route := range r.router.Routes() {
		if !strings.HasPrefix(route.Path, "/v1/") {
			continue
		}
		routes++
		t.Run(route.Method+" "+route.Path, func(t *testing.T) {
			t.Parallel()
			path := parameter.ReplaceAllString(route.Path, uuid.NewString()) // of nothing that there is
			require.Equal(t, 401, r.do(t, route.Method, path, "", "{").Code, "no token")

			needed := scopeNeeded(route.Method, route.Path)
			for scope, token := range tokens {
				w := r.do(t, route.Method, path, "Bearer "+token, "{") // no handler takes this in
				allowed := false
				for _, enough := range mayUse[needed] {
					allowed = allowed || scope == enough
				}
				if allowed {
					require.NotContains(t, []int{401, 403}, w.Code, "%s is enough: %s", scope, w.Body)
					continue
				}
				require.Equal(t, 403, w.Code, "%s is not enough", scope)
				require.Contains(t, detailOf(t, w), "the scope "+needed+";")
				require.Equal(t, `Bearer realm="contacts", error="insufficient_scope", scope="`+needed+`"`, w.Header().Get("WWW-Authenticate"))
			}
		})
	}
	require.GreaterOrEqual(t, routes, 12)
}

// TestEveryUseCaseWantsItsScope sends every route a request that its handler binds,
// past the check that routes make before anything is read. The use case must refuse
// it before it does anything: there is nothing that it could do it with.
func TestEveryUseCaseWantsItsScope(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	a := &API{Service: service.New(service.Dependencies{Log: log, ImportLimits: tabular.Limits{Bytes: 1 << 10}}), Log: log}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gate.New(gate.Settings{}).Frame, a.recovered())
	a.routes(func(string) *gin.RouterGroup {
		return r.Group("/v1", func(c *gin.Context) { c.Set(caller, service.Caller{Name: "somebody", Scopes: []string{"none"}}) })
	})

	const bounds = "boundary"
	file := "--" + bounds + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone\r\n--" + bounds + "--\r\n"
	parameter := regexp.MustCompile(`[:*][a-z_]+`)
	checked := 0
	for _, route := range r.Routes() {
		if strings.Contains(route.Path, "/template.") { // no use case: the same empty table for everybody
			continue
		}
		name, body, kind := uuid.NewString(), "{}", "application/json"
		switch {
		case strings.HasPrefix(route.Path, "/v1/conflicts/"), strings.HasPrefix(route.Path, "/v1/duplicates/"):
			name = "1"
		case route.Method == http.MethodPost && (route.Path == "/v1/imports" || route.Path == "/v1/imports/inspect"):
			body, kind = file, "multipart/form-data; boundary="+bounds
		}
		req := httptest.NewRequestWithContext(t.Context(), route.Method, parameter.ReplaceAllString(strings.Replace(route.Path, "/:n/", "/1/", 1), name), strings.NewReader(body))
		req.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		require.Equal(t, 403, w.Code, "%s %s: %s", route.Method, route.Path, w.Body)
		require.Contains(t, detailOf(t, w), "the scope "+scopeNeeded(route.Method, route.Path)+";", "%s %s", route.Method, route.Path)
		checked++
	}
	require.GreaterOrEqual(t, checked, 40)
}

// TestOnlyProbesReadTheStore looks for a handler that passes its use case by.
func TestOnlyProbesReadTheStore(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	read := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), "a.DB") || strings.Contains(string(text), "a.Ledger") || strings.Contains(string(text), "a.Erasures") {
			require.Contains(t, []string{"health.go", "metrics.go"}, file)
			read++
		}
	}
	require.Equal(t, 2, read)
}
