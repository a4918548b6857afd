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
		who, ok := a.identify(c)
		if !ok {
			return
		}
		if err := who.May(scope); err != nil {
			a.fail(c, err)
			return
		}
		c.Set(caller, who)
	}
}

// identify tells whose token a request bears. It answers, and returns false, if
// that is nobody's, or if its holder or sender has to wait.
func (a *API) identify(c *gin.Context) (service.Caller, bool) {
	token := bearerToken(c)
	if token != "" && !a.mayTry(c) {
		return service.Caller{}, false
	}
	who, err := a.Service.Authenticate(c.Request.Context(), token)
	a.tried(c, err)
	if err != nil {
		a.fail(c, err)
		return service.Caller{}, false
	}
	return who, a.withinQuota(c, who)
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
