package webtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

// ShopNumber is the phone_number_id of its channel.
const ShopNumber = "410000000000001"

// API asks the HTTP API as an admin, who must be answered with success, and returns the
// answer. What was only recorded by then is decided when it returns.
func (s *Site) API(method, path string, body any) (answer map[string]any) {
	s.T.Helper()
	answer = s.keyed("", method, path, body)
	outcome, _ := answer["outcome"].(map[string]any)
	if event, recorded := outcome["event_id"].(string); recorded && outcome["decision"] == nil {
		for pending, deadline := true, time.Now().Add(patience); pending; time.Sleep(20 * time.Millisecond) {
			err := s.DB.Other.QueryRow(s.T.Context(), `SELECT EXISTS (SELECT FROM events WHERE id = $1 AND decision IS NULL)`, event).Scan(&pending)
			require.NoError(s.T, err)
			require.True(s.T, time.Now().Before(deadline), "%s %s is decided", method, path)
		}
	}
	return answer
}

// keyed is API with an idempotency key, if there is one.
func (s *Site) keyed(key, method, path string, body any) (answer map[string]any) {
	s.T.Helper()
	sent, err := json.Marshal(body)
	require.NoError(s.T, err)
	req, err := http.NewRequestWithContext(s.T.Context(), method, s.URL+path, bytes.NewReader(sent))
	require.NoError(s.T, err)
	req.Header.Set("Authorization", "Bearer "+APIToken)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return s.ask(req)
}

// Enter enters a contact of the channel, and returns its id.
func (s *Site) Enter(phone, name string, more map[string]any) (id string) {
	s.T.Helper()
	body := map[string]any{"channel_id": s.Shop, "phone": phone, "display_name": name}
	for field, value := range more {
		body[field] = value
	}
	key := uuid.NewString()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if made, ok := s.keyed(key, http.MethodPost, "/v1/contacts", body)["contact"].(map[string]any); ok { // it is decided
			return made["id"].(string)
		}
		require.True(s.T, time.Now().Before(deadline), "contact %s is decided", phone)
	}
}

// Receive receives messages to a number of the business, and waits until each is
// decided.
func (s *Site) Receive(phoneNumberID string, messages ...demo.Message) {
	s.T.Helper()
	s.Deliver(phoneNumberID, messages...)
	deadline := time.Now().Add(patience)
	for _, m := range messages {
		for !s.decided(m.ID) {
			require.True(s.T, time.Now().Before(deadline), "message %s is decided", m.ID)
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// Deliver receives messages as Receive does, and does not wait.
func (s *Site) Deliver(phoneNumberID string, messages ...demo.Message) {
	s.T.Helper()
	body := demo.Webhook(phoneNumberID, messages...)
	req, err := http.NewRequestWithContext(s.T.Context(), http.MethodPost, s.URL+"/webhooks/whatsapp", bytes.NewReader(body))
	require.NoError(s.T, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", whatsapp.Sign(AppSecret, body))
	s.ask(req)
}

func (s *Site) decided(messageID string) bool {
	s.T.Helper()
	events, _ := s.API(http.MethodGet, "/v1/explain?message_id="+messageID, nil)["events"].([]any)
	return len(events) > 0 && events[0].(map[string]any)["decision"] != nil
}

func (s *Site) ask(req *http.Request) (answer map[string]any) {
	s.T.Helper()
	got, err := http.DefaultClient.Do(req)
	require.NoError(s.T, err)
	defer got.Body.Close()
	read, err := io.ReadAll(got.Body)
	require.NoError(s.T, err)
	require.Less(s.T, got.StatusCode, http.StatusMultipleChoices, "%s %s: %s", req.Method, req.URL.Path, read)
	if len(read) > 0 && read[0] == '{' {
		require.NoError(s.T, json.Unmarshal(read, &answer), string(read))
	}
	return answer
}
