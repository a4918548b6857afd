package api

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// require lets a request pass whose bearer token has the scope, and notes whose
// it is.
func (a *API) require(scope string) gin.HandlerFunc {
	return func(c *gin.Context) {
		who, err := a.Service.Authenticate(c.Request.Context(), bearerToken(c))
		if err == nil {
			err = who.May(scope)
		}
		if err != nil {
			a.fail(c, err)
			return
		}
		c.Set(caller, who)
	}
}

// bearerToken returns the token that a request bears, empty if it bears none.
func bearerToken(c *gin.Context) string {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// caller is the name under which a request's context keeps who asks.
const caller = "caller"

// callerOf returns who asks. On routes without a token that is nobody.
func callerOf(c *gin.Context) service.Caller {
	who, _ := c.Get(caller)
	known, _ := who.(service.Caller)
	return known
}

// requestOf tells a request from others.
func requestOf(c *gin.Context) service.Request {
	return service.Request{Key: c.GetHeader("Idempotency-Key"), Route: c.Request.Method + " " + c.FullPath()}
}

// challenge tells a client how to do better, as RFC 6750 has it.
func challenge(c *gin.Context, more string) {
	c.Header("WWW-Authenticate", `Bearer realm="contacts"`+more)
}
