package api

import (
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
)

// maxWebhook is the largest body that is taken, in bytes. WhatsApp sends at
// most 3 MB.
const maxWebhook = 4 << 20

// handshake answers WhatsApp's question whether this is the right place.
func (a *API) handshake(c *gin.Context) {
	challenge, ok := whatsapp.Handshake(c.Request.URL.Query(), a.VerifyToken)
	if !ok {
		problem(c, http.StatusForbidden, "hub.mode must be subscribe, and hub.verify_token the WHATSAPP_VERIFY_TOKEN.")
		return
	}
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(challenge))
}

// receive takes a webhook in. It answers 200 once every item is durable, and
// not before.
func (a *API) receive(c *gin.Context) {
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
	if !whatsapp.VerifySignature(a.AppSecret, body, c.GetHeader("X-Hub-Signature-256")) {
		problem(c, http.StatusUnauthorized, "X-Hub-Signature-256 is missing, or is not the body's HMAC-SHA256 with WHATSAPP_APP_SECRET.")
		return
	}
	batch, err := whatsapp.Parse(body)
	if err != nil {
		problem(c, http.StatusBadRequest, sentence(err))
		return
	}
	ctx, cancel := recording(c)
	defer cancel()
	events, err := a.withFlows(ctx, batch.Events)
	if err != nil {
		a.fail(c, err)
		return
	}
	repeatableAsItIs(c)
	attended, hungUp := waiting(ctx, c)
	defer hungUp()
	recorded, err := a.Recorder.Record(attended, store.Batch{Events: events, Statuses: statuses(batch.Statuses)})
	if err != nil {
		a.fail(c, err)
		return
	}
	fresh := 0
	for _, r := range recorded {
		if r.New {
			fresh++
		}
	}
	c.JSON(http.StatusOK, gin.H{"events": len(recorded), "new": fresh, "statuses": len(batch.Statuses)})
}

func statuses(all []whatsapp.Status) []contact.DeliveryStatus {
	last := whatsapp.LastPerRecipient(all)
	out := make([]contact.DeliveryStatus, len(last))
	for i, s := range last {
		out[i] = contact.DeliveryStatus{
			Origin: s.PhoneNumberID, Recipient: s.Recipient, MessageID: s.MessageID, Status: s.Status.Status,
			Rank: s.Rank(), ErrorCode: s.ErrorCode, ErrorTitle: s.ErrorTitle, At: s.At, Received: s.Count,
		}
	}
	return out
}
