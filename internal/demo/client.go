package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/luluchat/contacts/whatsapp"
)

// Client talks to a server: as Meta does to its webhook, and as a reader to its
// API.
type Client struct {
	URL    string // of the server, without a slash at the end
	Secret string // WHATSAPP_APP_SECRET
	Token  string // API_TOKEN
}

var httpClient = &http.Client{Timeout: 10 * time.Second}

// Post sends a signed webhook.
func (c Client) Post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/webhooks/whatsapp", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", whatsapp.Sign(c.Secret, body))
	return do(req, nil)
}

// Get reads a route of the API into out.
func (c Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	return do(req, out)
}

func do(req *http.Request, out any) error {
	resp, err := httpClient.Do(req)
	if err != nil {
		return fmt.Errorf("reach the server: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", req.URL.Path, err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		var problem struct{ Detail string }
		_ = json.Unmarshal(body, &problem) // an answer that is no problem has no detail
		return fmt.Errorf("%s answers %s: %s", req.URL.Path, resp.Status, problem.Detail)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", req.URL.Path, err)
	}
	return nil
}

// Contact is the part of a contact that is shown.
type Contact struct {
	ID          string  `json:"id"`
	ChannelID   string  `json:"channel_id"`
	WaID        *string `json:"wa_id"`
	UserID      *string `json:"user_id"`
	DisplayName string  `json:"display_name"`
	NameSource  string  `json:"name_source"`
	FirstMsg    *struct {
		Type   string    `json:"type"`
		SentAt time.Time `json:"sent_at"`
	} `json:"first_message"`
	Referral *struct {
		SourceID *string `json:"source_id"`
	} `json:"referral"`
	LastConversedAt *time.Time `json:"last_conversed_at"`
	HistoryURL      string     `json:"history_url"`
}

// Event is the part of an event that is shown.
type Event struct {
	ID           string     `json:"id"`
	ChannelID    *string    `json:"channel_id"`
	Kind         string     `json:"kind"`
	ExternalID   *string    `json:"external_id"`
	OccurredAt   *time.Time `json:"occurred_at"`
	ReceivedAt   time.Time  `json:"received_at"`
	DecidedAt    *time.Time `json:"decided_at"`
	Redeliveries int        `json:"redeliveries"`
	Decision     *string    `json:"decision"`
	Reason       *string    `json:"reason"`
	Detail       *string    `json:"detail"`
	ContactID    *string    `json:"contact_id"`
	WorkflowID   *string    `json:"workflow_id"`
	HistoryURL   *string    `json:"history_url"`
}

// Explanation is the answer of /v1/explain.
type Explanation struct {
	Found      bool     `json:"found"`
	Summary    string   `json:"summary"`
	Contact    *Contact `json:"contact"`
	Events     []Event  `json:"events"`
	Deliveries []struct {
		Recipient string    `json:"recipient"`
		Status    string    `json:"status"`
		At        time.Time `json:"at"`
	} `json:"deliveries"`
}

// Explain asks why somebody is, or is not, a contact.
func (c Client) Explain(ctx context.Context, query url.Values) (Explanation, error) {
	var e Explanation
	err := c.Get(ctx, "/v1/explain", query, &e)
	return e, err
}

// Channel is one WhatsApp number.
type Channel struct {
	ID            string `json:"id"`
	PhoneNumberID string `json:"phone_number_id"`
}

// Channels lists the server's channels.
func (c Client) Channels(ctx context.Context) ([]Channel, error) {
	var out struct{ Channels []Channel }
	err := c.Get(ctx, "/v1/channels", nil, &out)
	return out.Channels, err
}
