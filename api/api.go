// Package api is HTTP: the WhatsApp webhook, and the reading and changing of
// channels and contacts. A handler binds, calls, maps the error and answers.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/tabular"
)

// API holds what handlers need.
type API struct {
	Store    *store.Store
	Recorder *starter.Recorder
	// Temporal is only asked whether it is well: events are recorded without it.
	Temporal    client.Client
	Namespace   string
	UIURL       string // of the Temporal UI, without a slash at the end
	AppSecret   string // signs webhooks
	VerifyToken string // of the webhook's handshake
	Token       string // API_TOKEN: a bearer token with every scope
	// ImportLimits are the most that an imported file may hold.
	ImportLimits tabular.Limits
	// InFlight tells how many keys this process's dispatcher has in flight, and how many
	// it can have; nil without one.
	InFlight func() (keys, slots int)
	// LastLook tells when that dispatcher last completed a look at what is due, zero
	// before it has begun; nil without one.
	LastLook func() time.Time
	Log      *slog.Logger
}

// recordTimeout bounds how long a sender waits for the database before it is
// told to come again.
const recordTimeout = 5 * time.Second

// Handler returns all routes.
func (a *API) Handler() http.Handler {
	r := a.probes()
	r.GET("/openapi.yaml", openapi)

	r.GET("/webhooks/whatsapp", a.handshake)
	r.POST("/webhooks/whatsapp", a.receive)

	// Every route is in the group of the scope that its caller's token needs.
	v1 := func(scope string) *gin.RouterGroup {
		group := r.Group("/v1", a.require(scope))
		if scope != store.ScopeImports { // which take files
			group.Use(func(c *gin.Context) { c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody) })
		}
		return group
	}
	read, write, admin := v1(store.ScopeContactsRead), v1(store.ScopeContactsWrite), v1(store.ScopeAdmin)
	read.GET("/channels", all(a, "channels", a.Store.Channels, channelOf))
	read.GET("/channels/:id", one(a, slugParam, a.Store.Channel, channelOf))
	admin.PUT("/channels/:id", a.putChannel)
	read.GET("/contacts", a.listContacts)
	read.GET("/contacts/:id", a.getContact)
	read.GET("/contacts/:id/messages", a.listMessages)
	read.GET("/contacts/:id/timeline", a.timeline)
	write.POST("/contacts", a.createContact)
	write.PATCH("/contacts/:id", a.patchContact)
	write.DELETE("/contacts/:id", a.deleteContact)
	read.GET("/conflicts", a.listConflicts)
	write.POST("/conflicts/:id/resolve", a.resolveConflict)
	write.POST("/conflicts/:id/undo", a.undoConflict)
	read.GET("/events", a.listEvents)
	write.POST("/events/:id/replay", a.replayEvent)
	write.DELETE("/events/:id", a.deleteEvent)
	read.GET("/explain", a.explain)
	read.GET("/ads", a.listAds)
	a.intakeRoutes(r, v1)
	a.importRoutes(v1)
	files := newFiles()
	read.GET("/contacts/export.csv", files.limited(a.exportCSV))
	read.GET("/contacts/export.xlsx", files.limited(a.exportXLSX))
	admin.GET("/tokens", all(a, "tokens", a.Store.Tokens, tokenOf))
	admin.POST("/tokens", a.createToken)
	admin.DELETE("/tokens/:id", a.revokeToken)
	return r
}

// Probes returns the routes that tell how a process is, for one that serves
// nothing else.
func (a *API) Probes() http.Handler { return a.probes() }

func (a *API) probes() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.UseRawPath, r.ContextWithFallback, r.HandleMethodNotAllowed = true, true, true
	r.RedirectTrailingSlash = false // no sender of a webhook follows it
	metrics := a.metrics()
	r.Use(metrics.measure, a.recovered())
	r.NoRoute(func(c *gin.Context) { problem(c, http.StatusNotFound, "There is no such route.") })
	r.NoMethod(func(c *gin.Context) {
		problem(c, http.StatusMethodNotAllowed, "This route does not take "+c.Request.Method+".")
	})

	probes := []string{http.MethodGet, http.MethodHead} // many a load balancer asks for the status alone
	r.Match(probes, "/healthz", a.alive)
	r.Match(probes, "/readyz", a.ready)
	r.GET("/metrics", gin.WrapH(metrics.handler()))
	return r
}
