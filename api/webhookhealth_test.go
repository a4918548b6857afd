package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheWebhookTellsWhatCame has one of each come, and a number that no channel has.
func TestTheWebhookTellsWhatCame(t *testing.T) {
	t.Parallel()
	s := setup(t)
	wrong := one("60123456789", "wamid.1", 0)
	for range 3 {
		s.do(http.MethodPost, "/webhooks/whatsapp", wrong, http.Header{"X-Hub-Signature-256": hooked(wrong + " ")["X-Hub-Signature-256"]}).problem(t, http.StatusUnauthorized)
	}
	s.do(http.MethodPost, "/webhooks/whatsapp", wrong, http.Header{}).problem(t, http.StatusUnauthorized)
	s.do(http.MethodGet, "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong", "", http.Header{}).problem(t, http.StatusForbidden)
	s.do(http.MethodGet, "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token="+verifyToken, "", http.Header{})
	test := encode(object{"object": "whatsapp_business_account", "entry": list{object{"id": "0", "changes": list{object{"field": "messages", "value": object{
		"messaging_product": "whatsapp", "metadata": object{"display_phone_number": "16505551111", "phone_number_id": "123456123"},
		"contacts": list{object{"profile": object{"name": "test user name"}, "wa_id": "16315551181"}},
		"messages": list{object{"from": "16315551181", "id": "ABGGFlA5Fpa", "timestamp": "1504902988", "type": "text", "text": object{"body": "this is a text message"}}},
	}}}}}})
	s.receive(test)
	s.receive(one("60123456789", "wamid.1", 0))
	s.receive(body("410000000000009", messages(nil, text("60127300001", "wamid.2", 0))))
	s.decide()

	h := s.read("/v1/webhook")
	count := func(outcome string) any { return h["counts"].(object)[outcome].(object)["last_hour"] }
	require.EqualValues(t, 3, count("wrong_signature"))
	require.EqualValues(t, 1, count("unsigned"))
	require.EqualValues(t, 1, count("handshake"))
	require.EqualValues(t, 1, count("wrong_verify_token"))
	require.EqualValues(t, 1, count("meta_test"))
	require.EqualValues(t, 2, count("signed"))
	require.Equal(t, verifyToken, h["verify_token"])
	unknown := h["unknown_numbers"].(list)
	require.Len(t, unknown, 1, "Meta's test is no number of anybody's")
	require.Equal(t, "410000000000009", unknown[0].(object)["phone_number_id"])
	require.EqualValues(t, 1, unknown[0].(object)["waiting"])
	require.NotNil(t, s.read("/v1/channels/" + shop)["health"].(object)["last_message_at"])

	require.Empty(t, s.read("/v1/events?decision=quarantined&source=message")["events"].(list)[1:], "the test is nothing that needs a look")
	tested := s.read("/v1/explain?message_id=ABGGFlA5Fpa")["events"].(list)
	require.Equal(t, "meta_test", tested[0].(object)["reason"])

	s.put("/v1/channels/new", `{"phone_number_id": "410000000000009"}`)
	require.Empty(t, s.read("/v1/webhook")["unknown_numbers"])
}

// TestSendTestMessage makes a contact of somebody whom WhatsApp did not bring.
func TestSendTestMessage(t *testing.T) {
	t.Parallel()
	s := setup(t)
	sent := s.do(http.MethodPost, "/v1/channels/"+shop+"/test-message", `{"phone": "+60 12-345 6789", "name": "Ada"}`, bearer(apiToken))
	require.Equal(t, http.StatusAccepted, sent.status, sent.body)
	s.decide()
	made := s.read("/v1/contacts")["contacts"].(list)[0].(object)
	require.Equal(t, []any{"60123456789", "Ada", "message"}, []any{made["wa_id"], made["display_name"], made["source"]})
}
