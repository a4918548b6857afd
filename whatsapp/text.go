package whatsapp

import (
	"strings"

	"github.com/luluchat/contacts/contact"
)

// readMessage reads what is kept of a message besides its raw item.
func readMessage(item node, id string) *contact.Message {
	name := typeName(item)
	return &contact.Message{
		ID:       id,
		Type:     contact.Clean(name, maxKind),
		Text:     contact.Clean(textOf(name, item.get(name)), contact.MaxText),
		Referral: readReferral(item.get("referral")),
	}
}

// textOf returns what a person would say the message says, and nothing for
// types without words.
func textOf(name string, body node) string {
	switch name {
	case "text":
		return body.get("body").str()
	case "image", "video", "document":
		return body.get("caption").str()
	case "button":
		return body.get("text").str()
	case "interactive":
		for key, reply := range body.members() {
			switch key {
			case "button_reply", "list_reply":
				return reply.get("title").str()
			case "nfm_reply":
				// Its response_json is read by whoever handles forms: a malformed
				// one is still a message.
				return reply.get("body").str()
			}
		}
	case "location":
		place, address := body.get("name").str(), body.get("address").str()
		if place == "" || address == "" {
			return place + address
		}
		return strings.Join([]string{place, address}, ", ")
	}
	return ""
}

// readReferral reads the ad or post that a message came from. A missing click
// id stays empty: the ad's id is the same for everyone who clicked.
func readReferral(referral node) *contact.Referral {
	for range referral.members() {
		return &contact.Referral{
			SourceID:   contact.Clean(referral.get("source_id").text(), contact.MaxName),
			SourceType: contact.Clean(referral.get("source_type").str(), maxKind),
			SourceURL:  contact.Clean(referral.get("source_url").str(), maxLink),
			Headline:   contact.Clean(referral.get("headline").str(), contact.MaxName),
			CtwaClid:   contact.Clean(referral.get("ctwa_clid").str(), maxLink),
		}
	}
	return nil // there is none, or an empty one
}
