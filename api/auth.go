package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/store"
)

// require lets a request pass whose bearer token has the scope.
func (a *API) require(scope string) gin.HandlerFunc {
	return func(c *gin.Context) { a.allow(c, scope) }
}

// allow reports whether the request's bearer token has the scope, and answers
// with a problem if not. Routes that take another credential as well call it
// when that one is absent.
func (a *API) allow(c *gin.Context, scope string) bool {
	scopes, err := a.granted(c)
	switch {
	case err == nil && covers(scopes, scope):
		return true
	case err == nil:
		challenge(c, fmt.Sprintf(`, error="insufficient_scope", scope=%q`, scope))
		problem(c, http.StatusForbidden, fmt.Sprintf(
			"This needs a token with the scope %s; the one sent has %s.", scope, strings.Join(scopes, ", ")))
	case errors.Is(err, errNoToken):
		challenge(c, "")
		problem(c, http.StatusUnauthorized, "Send a token: Authorization: Bearer <token>. It is the API_TOKEN, or one made by `contacts token create`.")
	case errors.Is(err, errBadToken):
		challenge(c, `, error="invalid_token"`)
		problem(c, http.StatusUnauthorized, "This token is unknown or revoked.")
	default:
		a.fail(c, err)
	}
	return false
}

var (
	errNoToken  = errors.New("no bearer token")
	errBadToken = errors.New("unknown or revoked token")
)

// granted returns the scopes of the request's bearer token. The API_TOKEN is
// known without the database: who holds it gets through to the handler, and to
// its answer, when the database is unavailable.
func (a *API) granted(c *gin.Context) ([]string, error) {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nil, errNoToken
	}
	if same(token, a.Token) {
		c.Set(holder, "API_TOKEN")
		return []string{store.ScopeAdmin}, nil
	}
	// Looked up by its SHA-256: how long the index takes depends on the hash, and
	// nobody can work from that towards a token.
	hash, ok := store.TokenHash(token)
	if !ok {
		return nil, errBadToken
	}
	ctx, cancel := context.WithTimeout(c, recordTimeout)
	defer cancel()
	known, err := a.Store.TokenByHash(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return nil, errBadToken
	}
	c.Set(holder, known.ID.String())
	return known.Scopes, err
}

// covers reports whether the granted scopes include the needed one: admin
// implies every other, and writing contacts implies reading them.
func covers(granted []string, needed string) bool {
	return slices.Contains(granted, needed) ||
		slices.Contains(granted, store.ScopeAdmin) ||
		needed == store.ScopeContactsRead && slices.Contains(granted, store.ScopeContactsWrite)
}

// challenge tells a client how to do better, as RFC 6750 has it.
func challenge(c *gin.Context, more string) {
	c.Header("WWW-Authenticate", `Bearer realm="contacts"`+more)
}

// same compares secrets in a time that depends on neither. An empty secret
// matches nothing.
func same(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1 && want != ""
}
