package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// pages serves the pages for people behind the same gate as everything else, if there
// are any.
func (a *API) pages(r *gin.Engine) {
	if a.Pages == nil {
		return
	}
	pages := a.Pages(a.PublicURL)
	serve := func(c *gin.Context) {
		c.Status(http.StatusOK)
		pages.ServeHTTP(c.Writer, c.Request.WithContext(a.gate.WithSender(c.Request.Context(), c.ClientIP())))
	}
	for _, path := range []string{"/", "/app", "/app/*page", "/f/:form"} {
		r.Match([]string{http.MethodGet, http.MethodHead, http.MethodPost}, path, serve)
	}
}
