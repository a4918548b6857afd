package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// Contact is a contact as the API shows it. Pointers are nil where there is no
// value; times are in UTC.
type Contact struct {
	ID              string                     `json:"id"` // a UUID
	ChannelID       string                     `json:"channel_id"`
	WaID            *string                    `json:"wa_id"`   // the phone number as WhatsApp writes it
	UserID          *string                    `json:"user_id"` // WhatsApp's business-scoped user id
	Username        *string                    `json:"username"`
	DisplayName     string                     `json:"display_name"`
	NameSource      string                     `json:"name_source"` // manual, import, form, profile …
	WhatsAppName    *string                    `json:"whatsapp_name"`
	Source          string                     `json:"source"` // the way in that created it
	FirstMessage    *FirstMessage              `json:"first_message"`
	Referral        *Referral                  `json:"referral"`
	Tags            []string                   `json:"tags"`
	Attributes      map[string]json.RawMessage `json:"attributes"`
	OptedOutAt      *time.Time                 `json:"opted_out_at"`
	Consent         *Consent                   `json:"consent"` // nil: nothing is known
	CreatedAt       time.Time                  `json:"created_at"`
	LastConversedAt *time.Time                 `json:"last_conversed_at"`
	Remarks         *string                    `json:"remarks"`
	Assignee        *string                    `json:"assignee"`
	Version         int64                      `json:"version"` // for If-Match
	WorkflowID      string                     `json:"workflow_id"`
	HistoryURL      string                     `json:"history_url"` // in the Temporal UI
}

// FirstMessage is the message that made somebody a contact, or the first one
// that a lead wrote.
type FirstMessage struct {
	ID     string     `json:"id"` // WhatsApp's
	Type   string     `json:"type"`
	Text   *string    `json:"text"`
	SentAt *time.Time `json:"sent_at"`
}

// Referral is the ad that somebody came from.
type Referral struct {
	SourceID   *string `json:"source_id"`
	SourceType *string `json:"source_type"`
	SourceURL  *string `json:"source_url"`
	Headline   *string `json:"headline"`
	CtwaClid   *string `json:"ctwa_clid"` // the click's id
}

// Consent is whether somebody agreed to marketing messages, and what shows it. Who
// opted out is not to be written to, whatever it says.
type Consent struct {
	Given  bool       `json:"given"`
	At     *time.Time `json:"at,omitempty"`     // nil: now
	Source string     `json:"source,omitempty"` // how the person said so; empty: by the way in
	Text   *string    `json:"text,omitempty"`   // what the person said yes or no to
}

// NewContact is what a caller says of a person. Empty fields are left out.
type NewContact struct {
	ChannelID   string         `json:"channel_id"`
	Phone       string         `json:"phone"` // as people write it, with its country code
	DisplayName string         `json:"display_name,omitempty"`
	Remarks     string         `json:"remarks,omitempty"`
	Assignee    string         `json:"assignee,omitempty"`
	Tags        []string       `json:"tags,omitempty"`
	Attributes  map[string]any `json:"attributes,omitempty"` // of attributes that are defined
	Consent     *Consent       `json:"consent,omitempty"`
}

// Outcome is what became of a change. Decision and Reason are nil if nobody has
// decided within a few seconds: it is recorded, and decided later.
type Outcome struct {
	Decision *string `json:"decision"`
	Reason   *string `json:"reason"`
	EventID  string  `json:"event_id"`
}

// Created is a contact that was created or was there already.
type Created struct {
	Contact *Contact `json:"contact"` // nil as long as nobody has decided
	Outcome Outcome  `json:"outcome"`
}

// CreateContact creates a contact, or updates the one that is there. key is the
// Idempotency-Key: the same call with the same key makes one event, however often
// it is sent.
func (c Client) CreateContact(ctx context.Context, in NewContact, key string) (Created, error) {
	var out Created
	err := c.do(ctx, http.MethodPost, "/v1/contacts", nil, in, &out, key)
	return out, err
}

// Contact reads one contact.
func (c Client) Contact(ctx context.Context, id string) (Contact, error) {
	var out Contact
	err := c.Get(ctx, "/v1/contacts/"+url.PathEscape(id), nil, &out)
	return out, err
}

// Contacts reads one page of the contacts that a filter lets through, the newest
// first. The filter has the names of the API: channel_id, q, tag, source, ad_id,
// created_after, created_before, limit, cursor. next is the cursor of the page
// behind it, empty on the last.
func (c Client) Contacts(ctx context.Context, filter url.Values) (page []Contact, next string, err error) {
	var out struct {
		Contacts []Contact
		Next     *string `json:"next_cursor"`
	}
	if err := c.Get(ctx, "/v1/contacts", filter, &out); err != nil {
		return nil, "", err
	}
	if out.Next != nil {
		next = *out.Next
	}
	return out.Contacts, next, nil
}

// DeleteContact erases a person. It may be called again for one that is gone.
func (c Client) DeleteContact(ctx context.Context, id string) error {
	return c.Do(ctx, http.MethodDelete, "/v1/contacts/"+url.PathEscape(id), nil, nil, nil)
}
