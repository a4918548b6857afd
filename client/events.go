package client

import (
	"context"
	"net/url"
	"time"
)

// Event is something that arrived, and its decision, which is nil while it is
// pending.
type Event struct {
	ID           string     `json:"id"` // a UUID
	ChannelID    *string    `json:"channel_id"`
	Source       string     `json:"source"` // message, form, import, manual, api, trigger or system
	Kind         string     `json:"kind"`   // text, image, reaction …
	ExternalID   *string    `json:"external_id"`
	OccurredAt   *time.Time `json:"occurred_at"`
	ReceivedAt   time.Time  `json:"received_at"`
	DecidedAt    *time.Time `json:"decided_at"`
	Redeliveries int        `json:"redeliveries"`
	Decision     *string    `json:"decision"`
	Reason       *string    `json:"reason"` // a stable word
	Detail       *string    `json:"detail"` // for a person
	ContactID    *string    `json:"contact_id"`
	WorkflowID   *string    `json:"workflow_id"`
	HistoryURL   *string    `json:"history_url"` // in the Temporal UI
}

// Explanation says why somebody is, or is not, a contact.
type Explanation struct {
	Found      bool       `json:"found"`
	Summary    string     `json:"summary"` // one or two sentences for a person
	Contact    *Contact   `json:"contact"`
	Events     []Event    `json:"events"`
	Deliveries []Delivery `json:"deliveries"`
}

// Delivery is the last status of what the business sent to a number.
type Delivery struct {
	Recipient string    `json:"recipient"`
	Status    string    `json:"status"`
	At        time.Time `json:"at"`
}

// Explain asks about one person or message: query has one of phone, message_id,
// user_id and contact_id, and may have channel_id.
func (c Client) Explain(ctx context.Context, query url.Values) (Explanation, error) {
	var e Explanation
	err := c.Get(ctx, "/v1/explain", query, &e)
	return e, err
}
