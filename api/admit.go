package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
)

// forwardedFor is the header in which a proxy says who asks.
const forwardedFor = "X-Forwarded-For"

// comeAgain is when somebody should come again for whom there is no room now.
const comeAgain = time.Second

// admit lets a request in if there is room for it. Probes and webhooks have room of
// their own, whoever else is there. A webhook takes it when it has arrived, so that
// nobody who sends slowly does.
func (a *API) admit(c *gin.Context) {
	room := a.gate.Others
	switch c.FullPath() {
	case webhookPath, facebookPath:
		if c.Request.Method == http.MethodPost {
			return
		}
		room = a.gate.Probes
	case alivePath, readyPath, metricsPath:
		room = a.gate.Probes
	}
	if !a.enter(c, room) {
		return
	}
	defer room.Release(1)
	c.Next()
}

// enter takes a place, which is to be given back. It answers, and returns false, if
// there is none.
func (a *API) enter(c *gin.Context, room *semaphore.Weighted) bool {
	if room.TryAcquire(1) {
		return true
	}
	a.fail(c, &service.Error{Code: service.Busy, RetryAfter: comeAgain,
		Message: "As many requests are being served as may be at once. Please try again after Retry-After seconds."})
	return false
}

// mayTry reports whether who asks may show a credential. It answers, and returns
// false, if too many wrong ones came from there.
func (a *API) mayTry(c *gin.Context) bool {
	wait := a.gate.Guesses.Wait(c.ClientIP())
	if wait == 0 {
		return true
	}
	a.fail(c, &service.Error{Code: service.RateLimited, RetryAfter: wait, Message: "Too many wrong credentials came from your address. " +
		"Correct the one that you send, and try again after Retry-After seconds."})
	return false
}

// tried notes what became of a credential that somebody was allowed to show.
func (a *API) tried(c *gin.Context, err error) {
	if err == nil {
		a.gate.Guesses.Right(c.ClientIP())
		gate.BodyOf(c).Known()
		return
	}
	switch service.ErrorOf(err).Code {
	case service.InvalidToken, service.InvalidSignature:
		a.wrong(c)
	}
}

// wrong notes that somebody has shown a wrong credential.
func (a *API) wrong(c *gin.Context) {
	a.gate.Guesses.Wrong(c.ClientIP())
	if c.ClientIP() == c.RemoteIP() && c.GetHeader(forwardedFor) != "" {
		a.warned.Do(func() {
			a.Log.WarnContext(c, "all who come through this proxy count as one address: set TRUSTED_PROXIES if it is yours", "proxy", c.RemoteIP())
		})
	}
}

// withinQuota counts a request of a token, and tells its holder what is left. It
// answers, and returns false, if there is nothing left.
func (a *API) withinQuota(c *gin.Context, who service.Caller) bool {
	left := a.gate.Tokens.Take(who.Name)
	c.Header("RateLimit-Policy", left.Policy)
	c.Header("RateLimit", left.Limit)
	if left.Wait == 0 {
		return true
	}
	a.fail(c, &service.Error{Code: service.RateLimited, RetryAfter: left.Wait,
		Message: "This token has had as many requests as it may have in this time. Please try again after Retry-After seconds."})
	return false
}
