package api

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// correctionJSON is what whoever replays events puts right.
type correctionJSON struct {
	Phone          string `json:"phone"`
	DefaultCountry string `json:"default_country"`
	ChannelID      string `json:"channel_id"`
}

// refusedJSON is an event that could not be judged anew.
type refusedJSON struct {
	EventID uuid.UUID `json:"event_id"`
	Code    Code      `json:"code"`
	Message string    `json:"message"`
}

// replayEvents judges all quarantined events anew that a filter finds.
func (a *API) replayEvents(c *gin.Context) {
	const shape = `JSON: {"filter": {"reason": "bad_phone"}, "correction": {"default_country": "MY"}, "dry_run": true}`
	var in struct {
		Filter     json.RawMessage `json:"filter"`
		Correction correctionJSON  `json:"correction"`
		DryRun     bool            `json:"dry_run"`
	}
	if !bindOnly(c, &in, shape) {
		return
	}
	filter, err := service.ReadEventFilterJSON(in.Filter)
	if err != nil {
		a.fail(c, err)
		return
	}
	out, err := a.Service.ReplayEvents(c.Request.Context(), callerOf(c), filter, service.Correction(in.Correction), in.DryRun)
	if err != nil {
		a.fail(c, err)
		return
	}
	var job *jobJSON
	if out.Job != nil {
		begun := a.jobOf(*out.Job)
		job = &begun
	}
	c.JSON(http.StatusAccepted, gin.H{
		"job":   job,
		"count": out.Events, "dry_run": in.DryRun, "replayed": out.Replayed, "left": out.Left, "waiting": out.Waiting,
		"refused": shown(out.Refused, func(r service.Refused) refusedJSON {
			return refusedJSON{r.EventID, Code(r.Why.Code), r.Why.Message}
		}),
	})
}
