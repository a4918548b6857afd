package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// quarantineGroupJSON are the events that were quarantined for one reason.
type quarantineGroupJSON struct {
	Reason string    `json:"reason"`
	Words  string    `json:"words"`
	Events int64     `json:"events"`
	Oldest time.Time `json:"oldest_at"`
}

func groupOf(g service.QuarantineGroup) quarantineGroupJSON {
	return quarantineGroupJSON{g.Reason, contact.Reason(g.Reason).Words(), g.Events, g.Oldest.UTC()}
}

// getQuarantine counts what is quarantined, and what was dismissed, by the reasons for it.
func (a *API) getQuarantine(c *gin.Context) {
	q, err := a.Service.GetQuarantine(c.Request.Context(), callerOf(c), text(c, "channel_id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"groups": shown(q.Groups, groupOf), "dismissed": shown(q.Dismissed, groupOf)})
}
