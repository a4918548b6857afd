package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/sdk/client"
)

const (
	// probeTimeout bounds how long each server is asked how it is.
	probeTimeout = 2 * time.Second
	// lookLate is when a dispatcher that looks five times a second is late, and
	// lookStuck when it no longer counts on coming back by itself.
	lookLate  = 2 * time.Second
	lookStuck = 30 * time.Second
)

// dispatcherJSON tells when the dispatcher of this process last completed a look
// at what is due.
type dispatcherJSON struct {
	Status   string     `json:"status"` // ok or late
	LastLook *time.Time `json:"last_look"`
}

// dispatcher tells how this process's dispatcher is, and for how long it has not
// looked. It is nil without one.
func (a *API) dispatcher() (state *dispatcherJSON, silent time.Duration) {
	if a.LastLook == nil {
		return nil, 0
	}
	state = &dispatcherJSON{Status: "ok"}
	last := a.LastLook()
	if last.IsZero() { // it has not begun, or has ended
		return state, 0
	}
	state.LastLook = utc(&last)
	if silent = time.Since(last); silent > lookLate {
		state.Status = "late"
	}
	return state, silent
}

// alive fails if this process decides nothing although the database answers
// others: then starting it anew helps.
func (a *API) alive(c *gin.Context) {
	state, silent := a.dispatcher()
	if silent > lookStuck {
		ctx, cancel := context.WithTimeout(c, probeTimeout)
		defer cancel()
		if a.DB.Ping(ctx) == nil {
			a.Log.ErrorContext(c, "the dispatcher is stuck although the database answers", "last_look", state.LastLook)
			c.JSON(http.StatusServiceUnavailable, gin.H{"status": "stuck", "dispatcher": state})
			return
		}
	}
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

// ready requires that what is recorded would be kept: what can be recorded should
// be. Temporal and the dispatcher are only reported: without them events are
// recorded, and decided later.
func (a *API) ready(c *gin.Context) {
	// Each has a time of its own: one that hangs does not make the other look away.
	ctx, cancel := context.WithTimeout(c, probeTimeout)
	defer cancel()
	status, database, temporal := http.StatusOK, "ok", "ok"
	if _, err := a.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		temporal = "unavailable"
	}
	ctx, cancel = context.WithTimeout(c, probeTimeout)
	defer cancel()
	if err := a.Ledger.CanRecord(ctx); err != nil {
		a.Log.WarnContext(c, "nothing can be recorded", "error", err)
		status, database = http.StatusServiceUnavailable, "unavailable"
	}
	body := gin.H{"database": database, "temporal": temporal}
	if state, _ := a.dispatcher(); state != nil {
		body["dispatcher"] = state
	}
	if status == http.StatusOK {
		ctx, cancel = context.WithTimeout(c, scrapeTimeout)
		defer cancel()
		counts, err := a.Ledger.PendingCounts(ctx)
		if err == nil {
			body["pending"] = gin.H{"live": counts.Live, "bulk": counts.Bulk, "oldest": utc(counts.Oldest)}
		}
	}
	c.JSON(status, body)
}
