// Package api is HTTP: the WhatsApp webhook, and the reading and changing of
// channels and contacts. It tells who asks. A handler binds what was sent, calls
// one use case of package service, and shows what that returns, or its error as a
// problem.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// API holds what handlers need.
type API struct {
	Service     *service.Service
	VerifyToken string // of the webhook's handshake, or several, see whatsapp.Secrets
	// FacebookVerifyToken is that of the handshake of Facebook's webhook, or several; empty:
	// none is answered.
	FacebookVerifyToken string
	PublicURL           string // what addresses shown to people begin with, without a slash at the end
	UIURL               string // of the Temporal UI, without a slash at the end
	Namespace           string // in which the UI shows workflows

	// DB, Ledger and Erasures are for probes and metrics alone, which show how this
	// process is and what it has counted, and no caller's data. Handlers call Service.
	DB       *store.DB
	Ledger   *ledger.Ledger
	Erasures *erasure.Erasures
	// Temporal is only asked whether it is well: events are recorded without it.
	Temporal client.Client
	// InFlight tells how many keys this process's dispatcher has in flight, and how many
	// it can have; nil without one.
	InFlight func() (keys, slots int)
	// LastLook tells when that dispatcher last completed a look at what is due, zero
	// before it has begun; nil without one.
	LastLook func() time.Time
	Log      *slog.Logger

	// Limits are those of requests; what is zero has its default.
	Limits gate.Settings
	// TrustedProxies are the networks whose X-Forwarded-For says who asks.
	TrustedProxies []string
	// MetricsElsewhere says that GET /metrics has an address of its own, see Metrics.
	MetricsElsewhere bool
	// Pages returns the pages for people, below a public address; nil: there are none.
	Pages func(publicURL string) http.Handler
	// Stopping ends when the process is to stop: what would go on until its reader has
	// enough ends then. Nil: never.
	Stopping context.Context

	once    sync.Once
	gate    *gate.Gate
	counted *metrics
	warned  sync.Once         // of a proxy that is not trusted
	tokens  *whatsapp.Secrets // of VerifyToken
	// facebookTokens are those of FacebookVerifyToken.
	facebookTokens *whatsapp.Secrets
}

// Handler returns all routes.
func (a *API) Handler() http.Handler {
	a.tokens, a.facebookTokens = whatsapp.NewSecrets(a.VerifyToken), whatsapp.NewSecrets(a.FacebookVerifyToken)
	r := a.probes()
	r.GET("/openapi.yaml", openapi)

	r.GET(webhookPath, a.handshake)
	r.POST(webhookPath, a.receiveWebhook)
	r.GET(facebookPath, a.facebookHandshake)
	r.POST(facebookPath, a.receiveLeads)

	a.routes(a.v1(r))
	r.POST(submissions, a.submitForm) // it has credentials of its own
	r.POST(submissionsByKey, a.submitForm)
	a.pages(r)
	return r
}

// v1 returns what makes the group of the routes whose callers need a scope. Use
// cases check it as well: here it is checked before anything of a body is read.
func (a *API) v1(r *gin.Engine) func(scope string) *gin.RouterGroup {
	return func(scope string) *gin.RouterGroup { return r.Group("/v1", a.require(scope)) }
}

// routes registers what needs a token. A handler has the name of the use case
// that it calls.
func (a *API) routes(v1 func(scope string) *gin.RouterGroup) {
	read, write, admin := v1(service.ContactsRead), v1(service.ContactsWrite), v1(service.Admin)
	read.GET("/contacts", a.listContacts)
	read.GET("/contacts/count", a.countContacts)
	read.GET("/contacts/number", a.readNumber)
	read.GET("/contacts/:id", a.getContact)
	read.GET("/contacts/:id/messages", a.listMessages)
	read.GET("/contacts/:id/timeline", a.readTimeline)
	read.GET("/contacts/export.csv", a.exportContactsCSV)
	read.GET("/contacts/export.xlsx", a.exportContactsXLSX)
	write.POST("/contacts", a.createContact)
	write.PATCH("/contacts/:id", a.editContact)
	write.DELETE("/contacts/:id", a.deleteContact)
	write.POST("/contacts/:id/identities", a.addIdentity)
	write.POST("/contacts/:id/identities/:n/end", a.endIdentity)
	write.POST("/contacts/:id/merge", a.mergeContacts)
	write.POST("/merges/:event_id/undo", a.undoMerge)
	read.GET("/conflicts", a.listConflicts)
	write.POST("/conflicts/:id/resolve", a.resolveConflict)
	write.POST("/conflicts/:id/undo", a.undoConflict)
	read.GET("/duplicates", a.listDuplicates)
	write.POST("/duplicates/:id/dismiss", a.dismissDuplicate)
	write.POST("/duplicates/:id/undo", a.undoDismissal)
	read.GET("/events", a.listEvents)
	write.POST("/events/:id/replay", a.replayEvent)
	write.POST("/events/replay", a.replayEvents)
	write.POST("/events/:id/dismiss", a.dismissEvent)
	write.POST("/events/:id/undismiss", a.undismissEvent)
	write.POST("/events/dismiss", a.dismissEvents)
	write.POST("/events/undismiss", a.undismissEvents)
	read.GET("/quarantine", a.getQuarantine)
	write.DELETE("/events/:id", a.deleteEvent)
	read.GET("/events/:id/wait", a.wait("The event's id", a.Service.WhyEventWaits))
	read.GET("/explain", a.explain)
	read.GET("/ads", a.listAds)
	read.GET("/ads/:id", a.getAd)
	read.GET("/arrivals", a.countArrivals)
	read.GET("/tags", a.listTags)
	admin.PATCH("/tags/:tag", a.renameTag)
	admin.POST("/tags/:tag/merge", a.mergeTag)

	imports := v1(service.Imports)
	imports.POST("/imports", a.createImport)
	imports.POST("/imports/inspect", a.inspectUpload)
	imports.GET("/imports", a.listImports)
	imports.GET("/imports/template.csv", a.importTemplateCSV)
	imports.GET("/imports/template.xlsx", a.importTemplateXLSX)
	imports.GET("/imports/:id", a.getImport)
	imports.PATCH("/imports/:id", a.changeDraft)
	imports.GET("/imports/:id/inspection", a.inspectDraft)
	imports.GET("/imports/:id/rows", a.listImportRows)
	imports.GET("/imports/:id/rejected", a.listRejectedRows)
	imports.GET("/imports/:id/samples", a.listImportSamples)
	imports.GET("/imports/:id/errors.csv", a.exportRefusals)
	imports.GET("/imports/:id/stream", a.watchImport)
	imports.GET("/imports/:id/wait", a.wait("The import's id", a.Service.WhyImportWaits))
	imports.POST("/imports/:id/rerun", a.rerunImport)
	imports.POST("/imports/:id/confirm", a.commandImport(contact.ConfirmImport))
	imports.POST("/imports/:id/pause", a.commandImport(contact.PauseImport))
	imports.POST("/imports/:id/resume", a.commandImport(contact.ResumeImport))
	imports.POST("/imports/:id/cancel", a.commandImport(contact.CancelImport))
	imports.POST("/imports/:id/undo", a.undoImport)
	imports.DELETE("/imports/:id", a.deleteImport)

	write.POST("/jobs", a.createJob)
	read.GET("/jobs", a.listJobs)
	read.GET("/jobs/:id", a.getJob)
	read.GET("/jobs/:id/refusals", a.listJobRefusals)
	read.GET("/jobs/:id/wait", a.wait("The job's id", a.Service.WhyJobWaits))
	write.POST("/jobs/:id/pause", a.commandJob(contact.PauseJob))
	write.POST("/jobs/:id/resume", a.commandJob(contact.ResumeJob))
	write.POST("/jobs/:id/cancel", a.commandJob(contact.CancelJob))
	write.POST("/jobs/:id/undo", a.undoJob)

	read.GET("/views", a.listViews)
	read.GET("/views/:slug", a.getView)
	read.PUT("/views/:slug", a.putView)
	read.DELETE("/views/:slug", a.deleteView)

	admin.GET("/webhook", a.getWebhookHealth)
	read.GET("/channels", a.listChannels)
	read.GET("/channels/:id", a.getChannel)
	admin.PUT("/channels/:id", a.putChannel)
	admin.DELETE("/channels/:id", a.deleteChannel)
	admin.POST("/channels/:id/disable", a.disableChannel)
	admin.POST("/channels/:id/enable", a.enableChannel)
	admin.POST("/channels/:id/test-message", a.sendTestMessage)
	read.GET("/forms", a.listForms)
	read.GET("/forms/:id", a.getForm)
	admin.PUT("/forms/:id", a.putForm)
	admin.DELETE("/forms/:id", a.deleteForm)
	admin.POST("/forms/:id/disable", a.disableForm)
	admin.POST("/forms/:id/enable", a.enableForm)
	read.POST("/forms/:id/try", a.tryForm)
	admin.POST("/forms/:id/rotate-submit-key", a.rotateSubmitKey)
	read.GET("/triggers", a.listTriggers)
	read.GET("/triggers/:id", a.getTrigger)
	admin.PUT("/triggers/:id", a.putTrigger)
	admin.DELETE("/triggers/:id", a.deleteTrigger)
	admin.POST("/triggers/:id/disable", a.disableTrigger)
	admin.POST("/triggers/:id/enable", a.enableTrigger)
	v1(service.Triggers).POST("/triggers/:id", a.callTrigger)
	read.GET("/attributes", a.listAttributes)
	read.GET("/attributes/:name", a.getAttribute)
	admin.PUT("/attributes/:name", a.putAttribute)
	admin.DELETE("/attributes/:name", a.removeAttribute)
	admin.GET("/facebook/pages", a.listFacebookPages)
	admin.GET("/facebook/pages/:id", a.getFacebookPage)
	admin.PUT("/facebook/pages/:id", a.putFacebookPage)
	admin.POST("/facebook/pages/:id/fetch", a.fetchFacebookLeads)
	admin.GET("/tokens", a.listTokens)
	admin.POST("/tokens", a.createToken)
	admin.DELETE("/tokens/:id", a.revokeToken)
	read.GET("/people", a.listPeople)
	read.GET("/people/:slug", a.getPerson)
	admin.PUT("/people/:slug", a.putPerson)
	admin.DELETE("/people/:slug", a.deletePerson)
	admin.POST("/people/:slug/invitation", a.invitePerson)
	admin.GET("/sessions", a.listSessions)
	admin.DELETE("/sessions", a.endSessions)
	admin.DELETE("/sessions/:id", a.endSession)
}

// Probes returns the routes that tell how a process is, for one that serves
// nothing else.
func (a *API) Probes() http.Handler { return a.probes() }

// The routes that are let in before all others.
const (
	alivePath    = "/healthz"
	readyPath    = "/readyz"
	metricsPath  = "/metrics"
	webhookPath  = "/webhooks/whatsapp"
	facebookPath = "/webhooks/facebook"
)

func (a *API) probes() *gin.Engine {
	r := a.engine()
	probes := []string{http.MethodGet, http.MethodHead} // many a load balancer asks for the status alone
	r.Match(probes, alivePath, a.alive)
	r.Match(probes, readyPath, a.ready)
	if !a.MetricsElsewhere {
		r.GET(metricsPath, gin.WrapH(a.counted.handler()))
	}
	return r
}

// Metrics returns GET /metrics alone, for an address of its own.
func (a *API) Metrics() http.Handler {
	r := a.engine()
	r.GET(metricsPath, gin.WrapH(a.counted.handler()))
	return r
}

// engine returns an engine without routes, with what goes before every one.
func (a *API) engine() *gin.Engine {
	a.once.Do(func() { a.gate, a.counted = gate.New(a.Limits), a.metrics() })
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.UseRawPath, r.ContextWithFallback, r.HandleMethodNotAllowed = true, true, true
	r.RedirectTrailingSlash = false // no sender of a webhook follows it
	// Gin would believe everybody. Its error is of a network that config has read.
	r.RemoteIPHeaders = []string{forwardedFor}
	_ = r.SetTrustedProxies(a.TrustedProxies)
	r.Use(withoutSecrets, a.counted.measure, a.gate.Frame, a.recovered(), a.admit)
	r.NoRoute(func(c *gin.Context) { problem(c, http.StatusNotFound, "There is no such route.") })
	r.NoMethod(func(c *gin.Context) {
		problem(c, http.StatusMethodNotAllowed, "This route does not take "+c.Request.Method+".")
	})
	return r
}
