package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// dismissalJSON says that a person dismissed an event.
type dismissalJSON struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Was    string    `json:"was"` // the reason for which it was quarantined
}

func dismissalOf(e service.Event) *dismissalJSON {
	d := e.Dismissal
	if d == nil {
		return nil
	}
	return &dismissalJSON{d.Words, d.By, d.At.UTC(), d.Was}
}

// dismissEvent notes that nobody becomes a contact by a quarantined event.
func (a *API) dismissEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	var in struct {
		Reason string `json:"reason"`
	}
	if !bindOnly(c, &in, `JSON with why: {"reason": "Spam"}`) {
		return
	}
	event, err := a.Service.DismissEvent(c.Request.Context(), callerOf(c), eventID, in.Reason)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"event": a.eventOf(event)})
}

// undismissEvent takes that back.
func (a *API) undismissEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	event, err := a.Service.UndismissEvent(c.Request.Context(), callerOf(c), eventID)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"event": a.eventOf(event)})
}

// dismissEvents dismisses all quarantined events that a filter finds.
func (a *API) dismissEvents(c *gin.Context) {
	var in struct {
		Filter json.RawMessage `json:"filter"`
		Reason string          `json:"reason"`
		DryRun bool            `json:"dry_run"`
	}
	if !bindOnly(c, &in, `JSON: {"filter": {"reason": "bad_sender"}, "reason": "Spam", "dry_run": true}`) {
		return
	}
	filter, err := service.ReadEventFilterJSON(in.Filter)
	if err != nil {
		a.fail(c, err)
		return
	}
	out, err := a.Service.DismissEvents(c.Request.Context(), callerOf(c), filter, in.Reason, in.DryRun)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"count": out.Events, "dry_run": in.DryRun, "dismissed": out.Done, "left": out.Left})
}

// undismissEvents takes the dismissals back of all events that a filter finds.
func (a *API) undismissEvents(c *gin.Context) {
	var in struct {
		Filter json.RawMessage `json:"filter"`
		DryRun bool            `json:"dry_run"`
	}
	if !bindOnly(c, &in, `JSON: {"filter": {"reason": "bad_sender"}, "dry_run": true}`) {
		return
	}
	filter, err := service.ReadEventFilterJSON(in.Filter)
	if err != nil {
		a.fail(c, err)
		return
	}
	out, err := a.Service.UndismissEvents(c.Request.Context(), callerOf(c), filter, in.DryRun)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"count": out.Events, "dry_run": in.DryRun, "quarantined": out.Done, "left": out.Left})
}
