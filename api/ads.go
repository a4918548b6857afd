package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type adJSON struct {
	AdID           string    `json:"ad_id"`
	ChannelID      string    `json:"channel_id"`
	SourceType     *string   `json:"source_type"`
	Headline       *string   `json:"headline"`
	Messages       int64     `json:"messages"`
	Contacts       int64     `json:"contacts"` // new ones: whose first message came from the ad
	FirstMessageAt time.Time `json:"first_message_at"`
	LastMessageAt  time.Time `json:"last_message_at"`
}

func (a *API) listAds(c *gin.Context) {
	rows, err := a.Service.ListAds(c.Request.Context(), callerOf(c), text(c, "channel_id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"ads": shown(rows, adOf)})
}

func adOf(r service.Ad) adJSON {
	return adJSON{
		AdID: r.AdID, ChannelID: r.ChannelID, SourceType: r.SourceType, Headline: r.Headline,
		Messages: r.Messages, Contacts: r.Contacts,
		FirstMessageAt: r.FirstMessage.UTC(), LastMessageAt: r.LastMessage.UTC(),
	}
}

type adDayJSON struct {
	Day      string `json:"day"`
	Messages int64  `json:"messages"`
	Contacts int64  `json:"contacts"`
}

func (a *API) getAd(c *gin.Context) {
	h, err := a.Service.GetAd(c.Request.Context(), callerOf(c), c.Param("id"), text(c, "channel_id"), text(c, "zone"))
	if err != nil {
		a.fail(c, err)
		return
	}
	days := make([]adDayJSON, len(h.Days))
	for i, d := range h.Days {
		days[i] = adDayJSON{Day: d.Day.Format(time.DateOnly), Messages: d.Messages, Contacts: d.Contacts}
	}
	c.JSON(http.StatusOK, gin.H{"ads": shown(h.Ads, adOf), "zone": h.Zone.String(), "days": days})
}
