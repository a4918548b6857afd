package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/whatsapp"
)

// metrics are what GET /metrics tells. Their labels are words of the code alone:
// route templates, sources, decisions – nothing that a sender chooses.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// A route that is none has no template, and its method may be any word.
const noRoute = "none"

func (a *API) metrics() *metrics {
	f := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "contacts_http_request_duration_seconds", Help: "How long answers took, by route and status; aborted is one that broke off.",
			Buckets: []float64{.005, .025, .1, .25, 1, 2.5, 10},
		}, []string{"method", "route", "status"}),
	}
	f.registry.MustRegister(f.requests, databaseMetrics{a}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

func (f *metrics) handler() http.Handler {
	return promhttp.HandlerFor(f.registry, promhttp.HandlerOpts{})
}

// measure notes how long an answer took. It is the outermost, so that it knows
// the status of a panic, too.
func (f *metrics) measure(c *gin.Context) {
	began, status := time.Now(), "aborted"
	defer func() {
		method, route := c.Request.Method, c.FullPath()
		if route == "" {
			method, route = noRoute, noRoute
		}
		f.requests.WithLabelValues(method, route, status).Observe(time.Since(began).Seconds())
	}()
	c.Next()
	status = strconv.Itoa(c.Writer.Status())
}

// databaseMetrics reads what is counted elsewhere when somebody asks.
type databaseMetrics struct{ a *API }

func metric(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("contacts_"+name, help, labels, nil)
}

var (
	recordedMetric   = metric("events_recorded_total", "Events that this process recorded, redeliveries not counted.", "source")
	decisionsMetric  = metric("events_decided_total", "Events that this process decided; what is decided as it is recorded is not counted.", "decision")
	databaseUpMetric = metric("database_up", "Whether the database answered within a second.")
	matchesMetric    = metric("webhook_secret_matches_total", "Webhooks and handshakes that this process accepted, by the setting and by which of its values matched, counted from 1.", "setting", "position")
	pendingMetric    = metric("pending_events", "Events that wait for their decision, in all processes together.", "priority")
	oldestMetric     = metric("pending_oldest_seconds", "How long the oldest of them has waited; 0 if there is none.", "priority")
	erasuresMetric   = metric("erasures_pending", "Deleted people of whom something is still to be removed; it is hidden already.")
	erasureAgeMetric = metric("erasures_oldest_seconds", "How long the oldest of these erasures has waited; 0 if there is none.")
	inFlightMetric   = metric("dispatcher_in_flight", "Keys that this process's dispatcher has in flight.")
	slotsMetric      = metric("dispatcher_slots", "How many keys it can have in flight at once.")
	lookMetric       = metric("dispatcher_last_look_seconds", "How long ago this process's dispatcher completed a look at what is due.")
	poolMetric       = metric("database_connections", "Connections of this process's pools by state.", "pool", "state")
	poolMaxMetric    = metric("database_connections_max", "How many connections a pool may have.", "pool")
	acquiredMetric   = metric("database_acquires_total", "Connections taken from a pool.", "pool")
	waitedMetric     = metric("database_acquire_seconds_total", "How long takers waited for a connection, all together.", "pool")
	emptyMetric      = metric("database_acquires_waited_total", "Connections that had to be waited for because none was idle.", "pool")
)

func (databaseMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		recordedMetric, decisionsMetric, matchesMetric, databaseUpMetric, pendingMetric, oldestMetric, erasuresMetric, erasureAgeMetric, inFlightMetric, slotsMetric, lookMetric, poolMetric,
		poolMaxMetric, acquiredMetric, waitedMetric, emptyMetric,
	} {
		out <- d
	}
}

func (d databaseMetrics) Collect(out chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	counter := func(desc *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, value, labels...)
	}
	for source, n := range d.a.DB.Recorded() {
		counter(recordedMetric, float64(n), source)
	}
	for decision, n := range d.a.Ledger.DecisionCounts() {
		counter(decisionsMetric, float64(n), decision)
	}
	d.collectMatches(counter)
	if d.a.InFlight != nil {
		inFlight, slots := d.a.InFlight()
		gauge(inFlightMetric, float64(inFlight))
		gauge(slotsMetric, float64(slots))
	}
	if state, silent := d.a.dispatcher(); state != nil && state.LastLook != nil {
		gauge(lookMetric, silent.Seconds())
	}
	for name, pool := range d.a.DB.Pools() {
		gauge(poolMetric, float64(pool.AcquiredConns()), name, "in_use")
		gauge(poolMetric, float64(pool.IdleConns()), name, "idle")
		gauge(poolMetric, float64(pool.ConstructingConns()), name, "opening")
		gauge(poolMaxMetric, float64(pool.MaxConns()), name)
		counter(acquiredMetric, float64(pool.AcquireCount()), name)
		counter(waitedMetric, pool.AcquireDuration().Seconds(), name)
		counter(emptyMetric, float64(pool.EmptyAcquireCount()), name)
	}
	d.collectPending(gauge)
	d.collectErasures(gauge)
}

// collectMatches tells which value of a setting matched by its place: its words are
// secret.
func (d databaseMetrics) collectMatches(counter func(*prometheus.Desc, float64, ...string)) {
	settings := map[string]*whatsapp.Secrets{"WHATSAPP_VERIFY_TOKEN": d.a.tokens, "FACEBOOK_VERIFY_TOKEN": d.a.facebookTokens}
	if d.a.Service != nil {
		settings["WHATSAPP_APP_SECRET"], settings["FACEBOOK_APP_SECRET"] = d.a.Service.AppSecrets(), d.a.Service.FacebookSecrets()
	}
	for setting, secrets := range settings {
		for i, n := range secrets.Matches() {
			counter(matchesMetric, float64(n), setting, strconv.Itoa(i+1))
		}
	}
}

// scrapeTimeout bounds how long the database is asked: what is not known is left
// out, and everything else is told in time.
const scrapeTimeout = time.Second

func (d databaseMetrics) collectPending(gauge func(*prometheus.Desc, float64, ...string)) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	if err := d.a.DB.Ping(ctx); err != nil {
		gauge(databaseUpMetric, 0)
		return
	}
	gauge(databaseUpMetric, 1)
	waiting, err := d.a.Ledger.WaitingByPriority(ctx)
	if err != nil {
		return // they are missing
	}
	for priority, name := range map[contact.Priority]string{contact.Live: "live", contact.Bulk: "bulk"} {
		events, oldest := 0.0, 0.0
		for _, w := range waiting {
			if w.Priority == priority {
				events, oldest = float64(w.Events), time.Since(w.Oldest).Seconds()
			}
		}
		gauge(pendingMetric, events, name)
		gauge(oldestMetric, max(oldest, 0), name)
	}
}

func (d databaseMetrics) collectErasures(gauge func(*prometheus.Desc, float64, ...string)) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	count, err := d.a.Erasures.PendingErasures(ctx)
	if err != nil {
		return // database_up tells
	}
	age := 0.0
	if count.Oldest != nil {
		age = max(time.Since(*count.Oldest).Seconds(), 0)
	}
	gauge(erasuresMetric, float64(count.Pending))
	gauge(erasureAgeMetric, age)
}
