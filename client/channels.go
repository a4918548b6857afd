package client

import (
	"context"
	"net/http"
	"net/url"
)

// Channel is one WhatsApp number of the business.
type Channel struct {
	ID            string `json:"id"` // of the business's choice
	Name          string `json:"name"`
	PhoneNumberID string `json:"phone_number_id"` // Meta's
	// What becomes of what WhatsApp synchronises. Sent empty, it stays as it is.
	AddressBook string `json:"address_book,omitempty"`
	History     string `json:"history,omitempty"`
}

// Channels lists the server's channels.
func (c Client) Channels(ctx context.Context) ([]Channel, error) {
	var out struct{ Channels []Channel }
	err := c.Get(ctx, "/v1/channels", nil, &out)
	return out.Channels, err
}

// PutChannel adds a channel, or changes the one with its id. What arrived for its
// number before is decided then.
func (c Client) PutChannel(ctx context.Context, channel Channel) error {
	in := map[string]string{"name": channel.Name, "phone_number_id": channel.PhoneNumberID}
	if channel.AddressBook != "" {
		in["address_book"] = channel.AddressBook
	}
	if channel.History != "" {
		in["history"] = channel.History
	}
	return c.Do(ctx, http.MethodPut, "/v1/channels/"+url.PathEscape(channel.ID), nil, in, nil)
}
