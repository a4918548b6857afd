package api

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/storetest"
)

func TestTokenRoutes(t *testing.T) {
	t.Parallel()
	const admin = "Bearer " + bootstrap
	list := func(t *testing.T, r tokenRig) (raw string, tokens []map[string]any) {
		t.Helper()
		w := r.do(t, http.MethodGet, "/v1/tokens", admin, "")
		require.Equal(t, 200, w.Code, w.Body)
		var out struct{ Tokens []map[string]any }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
		return w.Body.String(), out.Tokens
	}

	t.Run("a token is created, shown once, used, listed and revoked", func(t *testing.T) {
		t.Parallel()
		r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
		raw, _ := list(t, r)
		require.JSONEq(t, `{"tokens": []}`, raw, "the API_TOKEN is not among them")

		w := r.do(t, http.MethodPost, "/v1/tokens", admin, `{"name": "website", "scopes": ["contacts:read", "imports"]}`)
		require.Equal(t, 201, w.Code, w.Body)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		var made struct {
			Token  map[string]any
			Secret string
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
		require.Len(t, made.Secret, 46)
		require.Equal(t, "website", made.Token["name"])
		require.Equal(t, made.Secret[:6], made.Token["prefix"])
		require.Equal(t, []any{"contacts:read", "imports"}, made.Token["scopes"])
		require.Regexp(t, `Z$`, made.Token["created_at"])
		for _, absent := range []string{"last_used_at", "revoked_at"} {
			require.Contains(t, made.Token, absent)
			require.Nil(t, made.Token[absent])
		}

		require.Equal(t, 200, r.do(t, http.MethodGet, "/v1/channels", "Bearer "+made.Secret, "").Code)
		raw, tokens := list(t, r)
		require.NotContains(t, raw, made.Secret[6:])
		require.Len(t, tokens, 1)
		require.NotNil(t, tokens[0]["last_used_at"])
		require.Nil(t, tokens[0]["revoked_at"])

		tokenURL := "/v1/tokens/" + made.Token["id"].(string)
		for range 2 {
			w := r.do(t, http.MethodDelete, tokenURL, admin, "")
			require.Equal(t, 204, w.Code, w.Body)
			require.Empty(t, w.Body.String())
		}
		require.Equal(t, 401, r.do(t, http.MethodGet, "/v1/channels", "Bearer "+made.Secret, "").Code)
		_, tokens = list(t, r)
		require.NotNil(t, tokens[0]["revoked_at"])
	})

	t.Run("what cannot be done is refused in words", func(t *testing.T) {
		t.Parallel()
		r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
		for _, tc := range []struct {
			name, method, path, body string
			status                   int
			says                     string
		}{
			{"no JSON", "POST", "", `name=website`, 400, "must be JSON"},
			{"no body", "POST", "", ``, 400, "must be JSON"},
			{"scopes in one text", "POST", "", `{"name": "website", "scopes": "admin"}`, 400, "must be JSON"},
			{"no name", "POST", "", `{"scopes": ["admin"]}`, 422, "needs a name"},
			{"no scopes", "POST", "", `{"name": "website"}`, 422, "at least one scope"},
			{"an unknown scope", "POST", "", `{"name": "website", "scopes": ["everything"]}`, 422, `no scope "everything"`},
			{"no UUID", "DELETE", "/website", ``, 400, "must be a UUID"},
			{"an unknown token", "DELETE", "/" + uuid.NewString(), ``, 404, "nothing with this id"},
			{"another method", "PUT", "", `{}`, 405, "PUT"},
		} {
			w := r.do(t, tc.method, "/v1/tokens"+tc.path, admin, tc.body)
			require.Equal(t, tc.status, w.Code, tc.name)
			require.Contains(t, detailOf(t, w), tc.says, tc.name)
		}
		_, tokens := list(t, r)
		require.Empty(t, tokens)
	})
}
