package service

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
)

// TestMessage is a message that nobody wrote: it shows what a first one does.
type TestMessage struct{ Phone, Name, Text string }

// SendTestMessage takes a message in as if WhatsApp had posted it: from then on nothing
// tells it from one, and the contact that it creates stays.
func (s *Service) SendTestMessage(ctx context.Context, who Caller, channelID string, in TestMessage) (Accepted, error) {
	if err := who.May(Admin); err != nil {
		return Accepted{}, err
	}
	channel, err := s.GetChannel(ctx, who, channelID)
	if err != nil {
		return Accepted{}, err
	}
	if channel.Closed() {
		return Accepted{}, closedChannel(channel)
	}
	number := intake.PhoneIn(in.Phone, store.OrEmpty(channel.DefaultCountry))
	if !number.Usable() {
		return Accepted{}, unusable(number)
	}
	in.Name, in.Text = contact.Line(in.Name, contact.MaxName), contact.Line(in.Text, contact.MaxRemarks)
	if in.Text == "" {
		in.Text = "Hello, this is a test."
	}
	body, err := testBody(channel.PhoneNumberID, number.Digits, in)
	if err != nil {
		return Accepted{}, err
	}
	batch, err := whatsapp.Parse(body)
	if err != nil {
		return Accepted{}, fmt.Errorf("read a test message: %w", err)
	}
	recorded, err := s.recordItems(ctx, batch, contact.Live)
	if err != nil || len(recorded) == 0 {
		return Accepted{}, asItIs(err)
	}
	return Accepted{EventID: recorded[0].ID.String()}, nil
}

// testBody writes the body of a webhook as WhatsApp writes it.
func testBody(phoneNumberID, waID string, in TestMessage) ([]byte, error) {
	type object = map[string]any
	return json.Marshal(object{"object": "whatsapp_business_account", "entry": []object{{
		"id": "test", "changes": []object{{"field": "messages", "value": object{
			"messaging_product": "whatsapp", "metadata": object{"phone_number_id": phoneNumberID},
			"contacts": []object{{"profile": object{"name": in.Name}, "wa_id": waID}},
			"messages": []object{{
				"from": waID, "id": "wamid.test." + uuid.NewString(), "timestamp": strconv.FormatInt(now().Unix(), 10),
				"type": "text", "text": object{"body": in.Text},
			}},
		}}},
	}}})
}
