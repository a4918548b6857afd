package whatsapp

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// contactRequest is the origin of a card by which a person who tapped "share contact
// info" tells their own number.
const contactRequest = "contact_request"

// readShared reads from a message with cards the number that a person shares as their
// own. WhatsApp attests that. Any other card is a message and nothing more.
func readShared(item node, e *contact.Event) {
	requested := false
	for card := range item.get("contacts").items() {
		if cmp.Or(card.get("origin").str(), item.get("origin").str()) != contactRequest {
			continue
		}
		requested = true
		number := numberOn(card)
		if number == "" {
			continue
		}
		e.Facts.AddNote("the person shared their own number, +" + number)
		// In another spelling it is still the number that they write from.
		if contact.FoldNumber(number) != contact.FoldNumber(e.Facts.Person.WaID) {
			e.Facts.Shared = number
		}
		return
	}
	if requested {
		e.Facts.AddNote("the person shared their contact info, but there is no phone number on the card")
	}
}

// telephone is a line of a vCard with a number, and where WhatsApp knows it the wa_id.
var telephone = regexp.MustCompile(`(?im)^(?:[a-z0-9-]+\.)?TEL((?:;[^:\r\n]*)?):([^\r\n]*)`)

var waIDParameter = regexp.MustCompile(`(?i);waid="?([0-9]+)`)

// numberOn returns the number on a card: as WhatsApp writes it before any other.
func numberOn(card node) string {
	var written []string
	for _, name := range [...]string{"wa_id", "phone"} {
		for phone := range card.get("phones").items() {
			written = append(written, phone.get(name).text())
		}
	}
	for _, line := range telephone.FindAllStringSubmatch(card.get("vcard").str(), -1) {
		if waID := waIDParameter.FindStringSubmatch(line[1]); waID != nil {
			written = append(written, waID[1])
		}
		written = append(written, strings.TrimPrefix(strings.ToLower(line[2]), "tel:"))
	}
	for _, text := range written {
		if number, ok := international(text); ok {
			return number
		}
	}
	return ""
}

// international returns the digits of a number with its country code, as WhatsApp
// writes it, whatever stands between them. A number that begins with a zero has no
// country code.
func international(text string) (string, bool) {
	text = strings.TrimSpace(text)
	number, ok := contact.Digits(text)
	if !ok || number[0] == '0' || len(number) < 7 || len(number) > 15 {
		return "", false
	}
	return number, true
}
