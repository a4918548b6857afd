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
		require.Equal(t, []any{}, made.Token["channels"], "all")
		for _, absent := range []string{"expires_at", "last_used_at", "revoked_at"} {
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

	t.Run("a token that ends, and is for certain channels, says so and is held to it", func(t *testing.T) {
		t.Parallel()
		r := newTokenRig(t, storetest.Open(t, storetest.URL(t)))
		for _, id := range []string{"a", "b", "c"} {
			require.Equal(t, 201, r.do(t, http.MethodPut, "/v1/channels/"+id, admin, `{"phone_number_id": "`+id+`"}`).Code)
		}
		w := r.do(t, http.MethodPost, "/v1/tokens", admin,
			`{"name": "agency", "scopes": ["contacts:read"], "channels": ["b", "a", "b"], "expires_at": "2999-12-31T23:59:59.5+08:00"}`)
		require.Equal(t, 201, w.Code, w.Body)
		var made struct {
			Token  map[string]any
			Secret string
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
		_, tokens := list(t, r)
		for _, shown := range []map[string]any{made.Token, tokens[0]} {
			require.Equal(t, []any{"a", "b"}, shown["channels"])
			require.Equal(t, "2999-12-31T15:59:59.5Z", shown["expires_at"])
		}
		w = r.do(t, http.MethodGet, "/v1/channels", "Bearer "+made.Secret, "")
		var seen struct{ Channels []struct{ ID string } }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &seen))
		require.Equal(t, []struct{ ID string }{{"a"}, {"b"}}, seen.Channels)
		require.Equal(t, 404, r.do(t, http.MethodGet, "/v1/channels/c", "Bearer "+made.Secret, "").Code)

		_, err := r.store.DB.Other.Exec(t.Context(), `UPDATE access_tokens SET expires_at = now() - interval '1 second'`)
		require.NoError(t, err)
		w = r.do(t, http.MethodGet, "/v1/channels", "Bearer "+made.Secret, "")
		require.Equal(t, 401, w.Code)
		require.Contains(t, detailOf(t, w), "This token expired at 2")
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
			{"a channel that is not there", "POST", "", `{"name": "agency", "scopes": ["imports"], "channels": ["shop"]}`, 422, `no channel "shop"`},
			{"a NUL in a channel", "POST", "", `{"name": "agency", "scopes": ["imports"], "channels": ["sh\u0000op"]}`, 422, "no channel"},
			{"admin of certain channels", "POST", "", `{"name": "agency", "scopes": ["imports", "admin"], "channels": ["shop"]}`, 422, "cannot have the scope admin"},
			{"a time that is past", "POST", "", `{"name": "agency", "scopes": ["imports"], "expires_at": "2025-12-31T00:00:00Z"}`, 422, "in the future: 2025-12-31T00:00:00Z is not"},
			{"a time that is none", "POST", "", `{"name": "agency", "scopes": ["imports"], "expires_at": "90d"}`, 422, "expires_at must be a time such as"},
			{"a time beyond all years", "POST", "", `{"name": "agency", "scopes": ["imports"], "expires_at": "9999-12-31T23:59:59-08:00"}`, 422, "before the year 10000"},
			{"a time in seconds", "POST", "", `{"name": "agency", "scopes": ["imports"], "expires_at": 1893456000}`, 400, "must be JSON"},
			{"channels in one text", "POST", "", `{"name": "agency", "scopes": ["imports"], "channels": "shop"}`, 400, "must be JSON"},
			{"a member that is misspelt", "POST", "", `{"name": "agency", "scopes": ["imports"], "channel": ["shop"]}`, 422, `no "channel" here`},
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
