package web_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// anIssuer vouches by OpenID Connect for whomever a test says, at once.
type anIssuer struct {
	*httptest.Server
	key    *rsa.PrivateKey
	lock   sync.Mutex
	claims map[string]any // of the next person
	nonces map[string]string
	away   bool
}

func newIssuer(t *testing.T) *anIssuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	i := &anIssuer{key: key, nonces: map[string]string{}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, body any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(body)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.lock.Lock()
		defer i.lock.Unlock()
		if i.away {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		answer(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		i.lock.Lock()
		defer i.lock.Unlock()
		code := rand.Text()
		i.nonces[code] = q.Get("nonce")
		back := url.Values{"state": {q.Get("state")}, "code": {code}}
		if i.claims == nil {
			back = url.Values{"state": {q.Get("state")}, "error": {"access_denied"}}
		}
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		i.lock.Lock()
		defer i.lock.Unlock()
		_, secret, _ := r.BasicAuth()
		nonce, known := i.nonces[r.FormValue("code")]
		if secret != "the-clients-secret" || !known || r.FormValue("code_verifier") == "" {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		claims := map[string]any{"iss": i.URL, "aud": "contacts", "nonce": nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
		for name, value := range i.claims {
			claims[name] = value
		}
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(claims)})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (i *anIssuer) sign(claims map[string]any) string {
	header, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "one", "typ": "JWT"})
	body, _ := json.Marshal(claims)
	said := encoded(header) + "." + encoded(body)
	sum := sha256.Sum256([]byte(said))
	signature, _ := rsa.SignPKCS1v15(nil, i.key, crypto.SHA256, sum[:])
	return said + "." + encoded(signature)
}

// vouches says whom the issuer vouches for from now on; nobody: it refuses.
func (i *anIssuer) vouches(claims map[string]any) {
	i.lock.Lock()
	defer i.lock.Unlock()
	i.claims = claims
}

func TestOpenIDConnect(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.away = true
	s := webtest.Serve(t, map[string]string{"OIDC_ISSUER": i.URL, "OIDC_CLIENT_ID": "contacts", "OIDC_CLIENT_SECRET": "the-clients-secret"})
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	b := s.Browser()
	signIn := func(next string) {
		b.NoCookies()
		b.Open("/app/login?next=" + url.QueryEscape(next))
		b.Press("Sign in with 127.0.0.1")
	}
	signIn("/app")
	b.Sees("cannot be reached just now")
	i.lock.Lock()
	i.away = false
	i.lock.Unlock()

	i.vouches(map[string]any{"sub": "1", "email": "Ada@example.com", "email_verified": true})
	signIn("/app/settings?a=b")
	b.At("/app/settings?a=b")
	b.Sees("Name of ada")

	for said, claims := range map[string]map[string]any{
		"Nobody here has the email address eve@example.com": {"sub": "2", "email": "eve@example.com", "email_verified": true},
		"does not say that you have a verified":             {"sub": "3", "email": "grace@example.com", "email_verified": false},
		"does not say that you have a verified email":       {"sub": "3", "email": "grace@example.com"},
		"Nobody here has the email address ada@example.com": {"sub": "another, to whom the address was given", "email": "ada@example.com", "email_verified": "true"},
		"did not sign you in (access_denied)":               nil,
	} {
		i.vouches(claims)
		signIn("/app")
		b.Sees(said)
	}
	i.vouches(map[string]any{"sub": "1", "email": "ada.l@example.com", "email_verified": true})
	signIn("/app")
	b.At("/app")
	b.Sees("Name of ada")

	t.Run("an answer to nothing that was asked", func(*testing.T) {
		b.NoCookies()
		b.Open("/app/login/oidc/callback?state=x&code=y")
		b.Sees("no answer to what was asked here")
	})
	t.Run("a form that was sent without a session is sent then", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/settings/people/grace")
		b.Fill("name", "Grace Hopper")
		signedOut(t, s)
		b.Press("Save")
		b.Press("Sign in with 127.0.0.1")
		b.Sees("Grace Hopper is saved.")
	})
}
