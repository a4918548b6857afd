package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

type triggerJSON struct {
	ID             string  `json:"id"`
	ChannelID      string  `json:"channel_id"`
	Name           string  `json:"name"`
	DefaultCountry *string `json:"default_country"`
	standingJSON
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func triggerOf(t service.Trigger) triggerJSON {
	return triggerJSON{
		ID: t.ID, ChannelID: t.ChannelID, Name: t.Name, DefaultCountry: t.DefaultCountry,
		standingJSON: standingOf(t.Standing), CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(),
	}
}

func (a *API) listTriggers(c *gin.Context) {
	if deleted, ok := flag(c, "deleted"); deleted {
		showAll(a, c, "triggers", a.Service.ListDeletedTriggers, triggerOf)
	} else if ok {
		showAll(a, c, "triggers", a.Service.ListTriggers, triggerOf)
	}
}

func (a *API) getTrigger(c *gin.Context) { showOne(a, c, "id", a.Service.GetTrigger, triggerOf) }

func (a *API) putTrigger(c *gin.Context) {
	var in struct {
		ChannelID      string        `json:"channel_id"`
		Name           string        `json:"name"`
		DefaultCountry clearableJSON `json:"default_country"`
	}
	if !bind(c, &in, `JSON: {"channel_id": "…", "name": "…"}`) {
		return
	}
	trigger, created, err := a.Service.PutTrigger(c.Request.Context(), callerOf(c),
		intake.Trigger{ID: c.Param("id"), ChannelID: in.ChannelID, Name: in.Name, DefaultCountry: in.DefaultCountry.given})
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, triggerOf(trigger))
}

// calledJSON is the answer to a call of a trigger.
type calledJSON struct {
	acceptedJSON
	Skipped []contact.Skipped `json:"skipped"`
}

func (a *API) callTrigger(c *gin.Context) {
	read, ok := body(c)
	if !ok {
		return
	}
	accepted, err := a.Service.CallTrigger(c.Request.Context(), callerOf(c), c.Param("id"), read, requestOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	out := calledJSON{acceptedJSON: acceptedOf(accepted), Skipped: accepted.Skipped}
	if out.Skipped == nil {
		out.Skipped = []contact.Skipped{}
	}
	c.JSON(http.StatusAccepted, out)
}
