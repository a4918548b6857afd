package demo

import (
	"context"
	"fmt"
)

// messages are what WhatsApp sends.
func messages() []lead {
	leads := []lead{
		whatsApp("a first message", IsContact, "text", func(s *sending) Message { return s.wrote(0, "text", Text("Is it in stock?")) }),
		whatsApp("a second message", IsUpdate, "again", func(s *sending) Message { return s.wrote(0, "text", Text("And in blue?")) }),
		whatsApp("a message from an ad", IsContact, "ad", func(s *sending) Message {
			m := s.wrote(1, "text", Text("Is the sale still on?"))
			m.Ad = object{"source_id": "120210000000000001", "source_type": "ad", "source_url": "https://fb.me/demo", "headline": "Raya sale", "ctwa_clid": "ARA" + s.run}
			return m
		}),
		whatsApp("a message from a username", IsContact, "username", func(s *sending) Message {
			m := s.wrote(0, "text", Text("Hello"))
			m.From = Sender{UserID: "MY.leads" + s.run, Name: "Grace", Username: "grace.lim"}
			return m
		}),
	}
	for n, of := range []struct {
		what, kind string
		body       any
		wants      End
	}{
		{"a photo", "image", object{"id": "1", "caption": "This one?"}, IsContact},
		{"a video", "video", object{"id": "2"}, IsContact},
		{"a voice message", "voice", object{"id": "3"}, IsContact},
		{"a document", "document", object{"id": "4", "filename": "order.pdf"}, IsContact},
		{"a sticker", "sticker", object{"id": "5"}, IsContact},
		{"a location", "location", object{"latitude": 3.1, "longitude": 101.6}, IsContact},
		{"somebody else's card", "contacts", []any{object{"name": object{"formatted_name": "Shop"}, "phones": []any{object{"phone": "+60 3-2161 1000"}}}}, IsContact},
		{"an order from the catalogue", "order", object{"catalog_id": "1", "product_items": []any{}}, IsContact},
		{"the button of a template", "button", object{"text": "Yes", "payload": "yes"}, IsContact},
		{"a choice from a list", "interactive", object{"type": "list_reply", "list_reply": object{"id": "1", "title": "Sofas"}}, IsContact},
		{"what WhatsApp cannot show us", "unsupported", object{"type": "unknown"}, IsContact},
		{"a reaction of a stranger", "reaction", object{"message_id": "wamid.out", "emoji": "👍"}, IsSentence},
		{"a chat that is opened", "request_welcome", nil, IsSentence},
		{"an edit of a stranger", "edit", object{"message_id": "wamid.out"}, IsSentence},
		{"a type that is new", "hologram", object{"body": "?"}, IsSentence},
	} {
		leads = append(leads, whatsApp(of.what, of.wants, of.kind, func(s *sending) Message { return s.wrote(10+n, of.kind, of.body) }))
	}
	return append(leads,
		raw("a message without its time", IsSentence, "no time", func(s *sending, id string) (string, object) {
			return "messages", object{"messages": []any{object{"from": s.number(40), "id": id, "type": "text", "text": object{"body": "Hi"}}}}
		}),
		raw("a number that changes", IsUpdate, "change", func(s *sending, id string) (string, object) {
			return "messages", object{"messages": []any{object{
				"from": s.number(0), "id": id, "timestamp": unix(s.at), "type": "system",
				"system": object{"type": "user_changed_number", "wa_id": s.number(41), "body": "User changed their number"},
			}}}
		}),
		raw("a message that the business wrote itself", IsSentence, "echo", func(s *sending, id string) (string, object) {
			return "smb_message_echoes", object{"message_echoes": []any{object{
				"from": "15550000001", "to": s.number(42), "id": id, "timestamp": unix(s.at), "type": "text", "text": object{"body": "Hello"},
			}}}
		}),
		raw("a call", IsSentence, "call", func(s *sending, id string) (string, object) {
			return "calls", object{"calls": []any{object{"id": id, "from": s.number(43), "to": "15550000001", "event": "connect", "timestamp": unix(s.at)}}}
		}),
	)
}

// wrote is a message of the n-th person of this run.
func (s *sending) wrote(n int, kind string, body any) Message {
	return Message{From: Sender{WaID: s.number(n), Name: fmt.Sprint("Customer ", n)}, At: s.at, Type: kind, Body: body}
}

// whatsApp is a message.
func whatsApp(what string, wants End, name string, message func(*sending) Message) lead {
	return lead{"WhatsApp: " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		m := message(s)
		m.ID = s.id(name)
		return []string{m.ID}, nil, s.PostWebhook(ctx, Webhook(s.channel.PhoneNumberID, m))
	}}
}

// raw is any item of a webhook.
func raw(what string, wants End, name string, item func(s *sending, id string) (field string, value object)) lead {
	return lead{"WhatsApp: " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		field, value := item(s, s.id(name))
		return []string{s.id(name)}, nil, s.PostWebhook(ctx, change(s.channel.PhoneNumberID, field, value))
	}}
}
