package webtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/whatsapp"
)

// Text is a text message that somebody wrote to a number of the business.
type Text struct {
	PhoneNumberID, Displayed, AccountID string
	From, Name, ID, Body                string
	AdID, Headline                      string
}

// Hook posts a message as WhatsApp does, signed with a secret, and requires a status.
func (s *Site) Hook(t Text, secret string, status int) {
	s.T.Helper()
	type object = map[string]any
	message := object{
		"from": t.From, "id": t.ID, "timestamp": strconv.FormatInt(time.Now().Unix(), 10), "type": "text", "text": object{"body": t.Body},
	}
	if t.AdID != "" {
		message["referral"] = object{"source_id": t.AdID, "source_type": "ad", "headline": t.Headline}
	}
	body, err := json.Marshal(object{"object": "whatsapp_business_account", "entry": []object{{"id": t.AccountID, "changes": []object{{
		"field": "messages", "value": object{
			"messaging_product": "whatsapp", "metadata": object{"phone_number_id": t.PhoneNumberID, "display_phone_number": t.Displayed},
			"contacts": []object{{"profile": object{"name": t.Name}, "wa_id": t.From}}, "messages": []object{message},
		},
	}}}}})
	require.NoError(s.T, err)
	req, err := http.NewRequestWithContext(s.T.Context(), http.MethodPost, s.URL+"/webhooks/whatsapp", bytes.NewReader(body))
	require.NoError(s.T, err)
	req.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(secret, body))
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.T, err)
	require.NoError(s.T, resp.Body.Close())
	require.Equal(s.T, status, resp.StatusCode)
}
