package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
)

type arrivalDayJSON struct {
	Day      string                   `json:"day"`
	Contacts map[contact.Source]int64 `json:"contacts"`
	Total    int64                    `json:"total"`
}

func (a *API) countArrivals(c *gin.Context) {
	arrivals, err := a.Service.CountArrivals(c.Request.Context(), callerOf(c), text(c, "channel_id"), text(c, "zone"))
	if err != nil {
		a.fail(c, err)
		return
	}
	days := make([]arrivalDayJSON, len(arrivals.Days))
	for i, d := range arrivals.Days {
		days[i] = arrivalDayJSON{Day: d.Day.Format(time.DateOnly), Contacts: d.Contacts, Total: d.Total()}
	}
	c.JSON(http.StatusOK, gin.H{"zone": arrivals.Zone.String(), "days": days})
}
