package whatsapp

import "github.com/luluchat/contacts/contact"

// Number is a number of the business that a body is about.
type Number struct {
	PhoneNumberID string
	Displayed     string // as WhatsApp writes it for people
	AccountID     string
	Wrote         bool // a message of somebody is among what is about it
}

// maxNumbers is of how many numbers a body says something that is kept. WhatsApp
// sends what is about one.
const maxNumbers = 20

// saw notes the number that the items of a value are about.
func (b *Batch) saw(v envelope) {
	id := v.origin()
	if !v.metadata.isObject() || id == "" || v.metasTest() || len(b.Numbers) >= maxNumbers {
		return
	}
	for _, known := range b.Numbers {
		if known.PhoneNumberID == id {
			return
		}
	}
	b.Numbers = append(b.Numbers, Number{
		PhoneNumberID: id, Displayed: contact.Clean(v.metadata.get("display_phone_number").text(), maxOrigin),
		AccountID: contact.Clean(v.entryID.text(), maxOrigin),
	})
}

// wrote notes that somebody wrote to a number.
func (b *Batch) wrote(ev contact.Event) {
	if ev.Facts.Effect != contact.Creates || ev.Source != contact.SourceMessage || ev.Synchronised() {
		return
	}
	for i := range b.Numbers {
		if b.Numbers[i].PhoneNumberID == ev.Origin {
			b.Numbers[i].Wrote = true
		}
	}
}

// What the test button in Meta's settings sends is about a number and an account that
// nobody has.
const (
	testNumber  = "123456123"
	testAccount = "0"
)

// metasTest reports whether the item was sent by that button.
func (v *envelope) metasTest() bool {
	return v.entryID.text() == testAccount && v.origin() == testNumber
}

// IsTest reports whether an event was sent by the test button in Meta's settings.
func IsTest(ev contact.Event) bool { return ev.Facts.Reason == contact.MetasTest }
