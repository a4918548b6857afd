package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/whatsapp"
)

// webhookJSON is the webhook's address as Meta's settings want it, and what came to it.
type webhookJSON struct {
	URL            string                                      `json:"url"`
	VerifyToken    *string                                     `json:"verify_token"`
	Counts         map[service.WebhookOutcome]webhookCountJSON `json:"counts"`
	UnknownNumbers []unknownNumberJSON                         `json:"unknown_numbers"`
}

type webhookCountJSON struct {
	LastHour int64      `json:"last_hour"`
	LastAt   *time.Time `json:"last_at"`
}

// unknownNumberJSON is a number for which messages come, and that no channel has.
type unknownNumberJSON struct {
	PhoneNumberID      string     `json:"phone_number_id"`
	DisplayPhoneNumber *string    `json:"display_phone_number"`
	AccountID          *string    `json:"account_id"`
	Waiting            int64      `json:"waiting"`
	FirstWebhookAt     time.Time  `json:"first_webhook_at"`
	LastWebhookAt      time.Time  `json:"last_webhook_at"`
	LastMessageAt      *time.Time `json:"last_message_at"`
}

// WebhookURL is the address that WhatsApp posts to, below a public one.
func WebhookURL(publicURL string) string { return publicURL + webhookPath }

func (a *API) getWebhookHealth(c *gin.Context) {
	h, err := a.Service.GetWebhookHealth(c.Request.Context(), callerOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	out := webhookJSON{URL: WebhookURL(a.PublicURL), Counts: map[service.WebhookOutcome]webhookCountJSON{}, UnknownNumbers: shown(h.Strange, strangeOf)}
	if tokens := whatsapp.Values(a.VerifyToken); len(tokens) > 0 {
		out.VerifyToken = &tokens[0]
	}
	for outcome, count := range h.Counts {
		out.Counts[outcome] = webhookCountJSON{LastHour: count.LastHour, LastAt: utc(count.LastAt)}
	}
	noStore(c)
	c.JSON(http.StatusOK, out)
}

func strangeOf(n service.StrangeNumber) unknownNumberJSON {
	return unknownNumberJSON{
		PhoneNumberID: n.PhoneNumberID, DisplayPhoneNumber: orNull(n.DisplayPhoneNumber), AccountID: orNull(n.AccountID), Waiting: n.Waiting,
		FirstWebhookAt: n.FirstAt.UTC(), LastWebhookAt: n.LastAt.UTC(), LastMessageAt: utc(n.LastMessageAt),
	}
}

// channelHealthJSON tells what signed webhooks brought for a channel's number.
type channelHealthJSON struct {
	DisplayPhoneNumber *string    `json:"display_phone_number"`
	AccountID          *string    `json:"account_id"`
	FirstWebhookAt     *time.Time `json:"first_webhook_at"`
	LastWebhookAt      *time.Time `json:"last_webhook_at"`
	FirstMessageAt     *time.Time `json:"first_message_at"`
	LastMessageAt      *time.Time `json:"last_message_at"`
}

// channelWithHealthJSON is one channel, where it is asked for alone.
type channelWithHealthJSON struct {
	channelJSON
	Health channelHealthJSON `json:"health"`
}

func (a *API) getChannel(c *gin.Context) {
	ctx, who, id := c.Request.Context(), callerOf(c), c.Param("id")
	channel, err := a.Service.GetChannel(ctx, who, id)
	var h service.ChannelHealth
	if err == nil {
		h, err = a.Service.GetChannelHealth(ctx, who, id)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, channelWithHealthJSON{channelJSON: channelOf(channel), Health: channelHealthJSON{
		DisplayPhoneNumber: orNull(h.DisplayPhoneNumber), AccountID: orNull(h.AccountID),
		FirstWebhookAt: utc(h.FirstAt), LastWebhookAt: utc(h.LastAt), FirstMessageAt: utc(h.FirstMessageAt), LastMessageAt: utc(h.LastMessageAt),
	}})
}
