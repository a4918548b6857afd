// Package demo plays WhatsApp traffic at a server's own webhook, signed as Meta
// signs it, and reads back through the API what became of it.
package demo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// object is a piece of JSON.
type object = map[string]any

// Sender is a person as a webhook describes them. Fields may be empty.
type Sender struct {
	WaID     string
	UserID   string
	Name     string
	Username string
}

// Message is one inbound message of a test webhook.
type Message struct {
	From Sender
	ID   string
	At   time.Time
	Type string
	Body any    // what stands under the type's name; nil for none
	Ad   object // the referral, if any
}

// Text is the body of a text message.
func Text(body string) any { return object{"body": body} }

// Webhook returns the body of a webhook that delivers messages of one number.
func Webhook(phoneNumberID string, messages ...Message) []byte {
	var contacts, items []any
	for _, m := range messages {
		contacts = append(contacts, m.From.contact())
		items = append(items, m.item())
	}
	return change(phoneNumberID, "messages", object{"contacts": contacts, "messages": items})
}

func (s Sender) contact() object {
	profile := object{}
	put(profile, "name", s.Name)
	put(profile, "username", s.Username)
	c := object{"profile": profile}
	put(c, "wa_id", s.WaID)
	put(c, "user_id", s.UserID)
	return c
}

func (m Message) item() object {
	item := object{"id": m.ID, "timestamp": unix(m.At), "type": m.Type}
	put(item, "from", m.From.WaID)
	put(item, "from_user_id", m.From.UserID)
	if m.Body != nil {
		item[m.Type] = m.Body
	}
	if m.Ad != nil {
		item["referral"] = m.Ad
	}
	return item
}

// statusWebhook tells what became of a message that the business sent.
func statusWebhook(phoneNumberID, to, status string, at time.Time) []byte {
	return change(phoneNumberID, "messages", object{"statuses": []any{object{
		"id": "wamid.out." + to, "status": status, "timestamp": unix(at), "recipient_id": to,
	}}})
}

func change(phoneNumberID, field string, value object) []byte {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = object{"display_phone_number": "15550000001", "phone_number_id": phoneNumberID}
	body, err := json.Marshal(object{
		"object": "whatsapp_business_account",
		"entry": []any{object{
			"id":      "200000000000001",
			"changes": []any{object{"field": field, "value": value}},
		}},
	})
	if err != nil {
		panic(fmt.Sprintf("encode a test webhook: %v", err)) // maps of strings always encode
	}
	return body
}

func put(o object, name, value string) {
	if value != "" {
		o[name] = value
	}
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
