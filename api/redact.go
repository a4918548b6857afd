package api

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// hidden stands in an address in place of what is secret.
const hidden = "hidden"

// withoutSecrets takes what is secret out of a request's address before anything
// can log that: a form's submit key, and its secret where somebody sends it so. The
// router has read the address by then, and handlers have the key from it.
func withoutSecrets(c *gin.Context) {
	u := c.Request.URL
	path, query := withoutKey(u.Path), withoutSecret(u.RawQuery)
	if path == u.Path && query == u.RawQuery {
		return
	}
	*u = url.URL{Path: path, RawQuery: query}
	c.Request.RequestURI = u.RequestURI()
}

// withoutKey hides a form's submit key in a path, whether it leads anywhere or not.
func withoutKey(path string) string {
	form, _, found := strings.Cut(path, "/submissions/")
	if !found || !strings.HasPrefix(form, "/forms/") {
		return path
	}
	return form + "/submissions/" + hidden
}

// withoutSecret hides ?secret= in a query, and what cannot be read of it.
func withoutSecret(raw string) string {
	if raw == "" {
		return raw
	}
	query, err := url.ParseQuery(raw)
	if err == nil && !query.Has("secret") {
		return raw
	}
	if query.Has("secret") {
		query.Set("secret", hidden)
	}
	return query.Encode()
}
