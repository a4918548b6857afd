package client

import (
	"bytes"
	"context"
	"net/http"

	"github.com/luluchat/contacts/whatsapp"
)

// PostWebhook sends a body to the WhatsApp webhook, signed with the app secret as
// Meta signs it. The server has recorded what is in it when this returns nil.
func (c Client) PostWebhook(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/webhooks/whatsapp", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", whatsapp.Sign(c.Secret, body))
	return c.read(httpClient, req, nil)
}
