package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/whatsapp"
)

// maxWebhook is the largest body that is taken, in bytes. WhatsApp sends at
// most 3 MB.
const maxWebhook = 4 << 20

// handshake answers WhatsApp's question whether this is the right place.
func (a *API) handshake(c *gin.Context) {
	if !a.mayTry(c) {
		return
	}
	challenge, ok := a.tokens.Handshake(c.Request.URL.Query())
	if !ok {
		if c.Query("hub.verify_token") != "" {
			a.wrong(c)
		}
		problem(c, http.StatusForbidden, "hub.mode must be subscribe, and hub.verify_token the WHATSAPP_VERIFY_TOKEN.")
		return
	}
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(challenge))
}

// receiveWebhook takes a webhook in. It answers 200 once every item is durable, and
// not before.
func (a *API) receiveWebhook(c *gin.Context) {
	signature := c.GetHeader(whatsapp.SignatureHeader)
	if err := service.WebhookSignature(signature); err != nil {
		a.fail(c, err)
		return
	}
	in := gate.BodyOf(c)
	in.OfWebhook()
	read, err := in.All(maxWebhook)
	if err != nil {
		unread(c, err, "A webhook may be 4 MB at most.")
		return
	}
	if !a.enter(c, a.gate.Webhooks) {
		return
	}
	defer a.gate.Webhooks.Release(1)
	received, err := a.Service.ReceiveWebhook(c.Request.Context(), read, signature)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"events": received.Events, "new": received.New, "statuses": received.Statuses})
}
