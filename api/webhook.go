package api

import (
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
)

// maxWebhook is the largest body that is taken, in bytes. WhatsApp sends at
// most 3 MB.
const maxWebhook = 4 << 20

// handshake answers WhatsApp's question whether this is the right place.
func (a *API) handshake(c *gin.Context) {
	challenge, ok := a.tokens.Handshake(c.Request.URL.Query())
	if !ok {
		problem(c, http.StatusForbidden, "hub.mode must be subscribe, and hub.verify_token the WHATSAPP_VERIFY_TOKEN.")
		return
	}
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(challenge))
}

// receiveWebhook takes a webhook in. It answers 200 once every item is durable, and
// not before.
func (a *API) receiveWebhook(c *gin.Context) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxWebhook))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		problem(c, http.StatusRequestEntityTooLarge, "A webhook may be 4 MB at most.")
		return
	case err != nil:
		problem(c, http.StatusBadRequest, "The body could not be read to its end.")
		return
	}
	received, err := a.Service.ReceiveWebhook(c.Request.Context(), body, c.GetHeader("X-Hub-Signature-256"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"events": received.Events, "new": received.New, "statuses": received.Statuses})
}
