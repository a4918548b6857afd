package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/whatsapp"
)

// maxWebhook is the largest body that is taken, in bytes. WhatsApp sends at
// most 3 MB.
const maxWebhook = 4 << 20

// toLookAt is what somebody reads who opens the webhook's address in a browser.
const toLookAt = `This is the address that WhatsApp posts messages to. It works, and there is nothing to see.

Paste it into Meta's App Dashboard under WhatsApp > Configuration as the callback URL, with the verify token
beside it, and subscribe to the field "messages". One address serves all numbers.

The page Channels of Contacts shows the verify token, each step, and what has arrived.
`

// handshake answers WhatsApp's question whether this is the right place, and in words
// who looks at it.
func (a *API) handshake(c *gin.Context) {
	if c.Request.URL.RawQuery == "" && strings.Contains(c.GetHeader("Accept"), "text/html") {
		c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(toLookAt))
		return
	}
	a.shakeHands(c, service.WhatsAppWebhook, a.tokens, "WHATSAPP_VERIFY_TOKEN")
}

// shakeHands answers Meta's question whether this is the right place. setting is
// the one that holds the tokens.
func (a *API) shakeHands(c *gin.Context, endpoint string, tokens *whatsapp.Secrets, setting string) {
	if !a.mayTry(c) {
		return
	}
	challenge, ok := tokens.Handshake(c.Request.URL.Query())
	if !ok {
		if c.Query("hub.verify_token") != "" {
			a.wrong(c)
			a.Service.NoteWebhook(endpoint, service.HandshakeWrong)
		}
		problem(c, http.StatusForbidden, "hub.mode must be subscribe, and hub.verify_token the "+setting+".")
		return
	}
	a.Service.NoteWebhook(endpoint, service.HandshakeRight)
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(challenge))
}

// receiveWebhook takes a webhook of WhatsApp's in.
func (a *API) receiveWebhook(c *gin.Context) {
	a.takeWebhook(c, service.WhatsAppWebhook, service.WebhookSignature, func(ctx context.Context, body []byte, signature string) (gin.H, error) {
		received, err := a.Service.ReceiveWebhook(ctx, body, signature)
		return gin.H{"events": received.Events, "new": received.New, "statuses": received.Statuses}, err
	})
}

// takeWebhook takes a webhook in. It answers 200 once every item is durable, and
// not before. signed says what is wrong with a header that cannot be a signature,
// whatever the body is.
func (a *API) takeWebhook(c *gin.Context, endpoint string, signed func(header string) error, take func(ctx context.Context, body []byte, signature string) (gin.H, error)) {
	signature := c.GetHeader(whatsapp.SignatureHeader)
	if err := signed(signature); err != nil {
		a.Service.NoteWebhook(endpoint, service.WebhookUnsigned)
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
	receipt, err := take(c.Request.Context(), read, signature)
	if err != nil {
		if service.ErrorOf(err).Has(service.InvalidSignature) {
			a.Service.NoteWebhook(endpoint, service.WebhookWrong)
		}
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, receipt)
}
