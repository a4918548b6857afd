// Package contacttest builds events for tests.
package contacttest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/luluchat/contacts/contact"
)

// Shop is the channel that most events belong to, and ShopNumber its phone_number_id.
const (
	Shop       = "shop"
	ShopNumber = "410000000000001"
)

// Clock returns a time so many minutes after noon.
func Clock(minutes int) time.Time {
	return time.Date(2026, 10, 1, 12, minutes, 0, 0, time.UTC)
}

// Number returns who has a wa_id.
func Number(waID string) contact.Person { return contact.Person{WaID: waID} }

// UserID returns who has a business-scoped user id.
func UserID(id string) contact.Person { return contact.Person{UserID: id} }

// Called returns the person with a WhatsApp profile name.
func Called(p contact.Person, name string) contact.Person {
	p.ProfileName = name
	return p
}

// Touch returns something of a person that is no message, at Clock(minutes).
func Touch(id string, minutes int, p contact.Person) contact.Event {
	return contact.Event{
		Origin: ShopNumber, Source: contact.SourceSystem, Kind: "notice", ExternalID: id,
		DedupeKey:  contact.DedupeKey(ShopNumber, "test", id, nil),
		OccurredAt: Clock(minutes),
		Facts:      contact.Facts{Effect: contact.Touches, Person: p},
		Raw:        []byte(`{"id":` + strconv.Quote(id) + `}`),
	}
}

// Text returns a message that a person wrote.
func Text(id string, minutes int, p contact.Person) contact.Event {
	ev := Touch(id, minutes, p)
	ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceMessage, "text", contact.Creates
	ev.Facts.Message = &contact.Message{ID: id, Type: "text", Text: "Text of " + id}
	return ev
}

// Ad returns a message that came from an ad.
func Ad(id string, minutes int, p contact.Person, source string) contact.Event {
	ev := Text(id, minutes, p)
	ev.Facts.Message.Referral = &contact.Referral{
		SourceID: source, SourceType: "ad", SourceURL: "https://fb.me/" + source, Headline: "Buy " + source,
	}
	return ev
}

// Preference returns WhatsApp's word of the opt-out, at Clock(minutes).
func Preference(id string, minutes int, p contact.Person, out bool) contact.Event {
	ev := Touch(id, minutes, p)
	ev.Facts.OptOut = &out
	return ev
}

// Change returns a change of identities, at Clock(minutes).
func Change(id string, minutes int, from, to contact.Person) contact.Event {
	ev := Touch(id, minutes, from)
	ev.Kind, ev.Facts.Change = "number_change", &contact.IdentityChange{To: to}
	return ev
}

// From puts an event on another channel.
func From(phoneNumberID string, ev contact.Event) contact.Event {
	ev.Origin = phoneNumberID
	ev.DedupeKey = contact.DedupeKey(phoneNumberID, "test", ev.ExternalID, nil)
	return ev
}

// Texts returns n messages of as many people, whose numbers format makes of 0, 1, 2 ….
func Texts(n int, format string) []contact.Event {
	events := make([]contact.Event, n)
	for i := range events {
		events[i] = Text(fmt.Sprintf("wamid.%04d", i), i, Number(fmt.Sprintf(format, i)))
	}
	return events
}

// Status returns what became of a message to the recipient, at Clock(minutes).
func Status(recipient, word string, rank, minutes int) contact.DeliveryStatus {
	return contact.DeliveryStatus{
		Origin: ShopNumber, Recipient: recipient, MessageID: "wamid." + word, Status: word, Rank: rank,
		At: Clock(minutes), Counted: []int64{contact.StatusHash("wamid."+word, word, Clock(minutes))},
	}
}

// Submission is a form with all that a form can say.
func Submission(id string, minutes int, p contact.Person) contact.Event {
	name, remarks := "Countess", "from the fair"
	ev := Touch(id, minutes, p)
	ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceForm, "submission", contact.Creates
	ev.Facts.Fields = &contact.Fields{
		DisplayName: &name, Remarks: &remarks, AddTags: []string{"spring", "Fair", "fair"},
		Attributes: map[string]json.RawMessage{"size": json.RawMessage(`"L"`), "age": json.RawMessage(`7`)},
	}
	return ev
}
