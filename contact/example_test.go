package contact_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// A message from a person whose name a form gave: the message is attached, the
// WhatsApp name is kept beside the form's, and the form goes on owning the name.
func ExampleDecide() {
	at := time.Date(2025, 10, 9, 9, 8, 20, 0, time.UTC)
	name := "Aisha Rahman"
	form := contact.Event{
		ID: uuid.New(), Source: contact.SourceForm, OccurredAt: at,
		Facts: contact.Facts{
			Effect: contact.Creates,
			Person: contact.Person{WaID: "60123456789", Unconfirmed: true},
			Fields: &contact.Fields{DisplayName: &name},
		},
	}
	c := contact.New(uuid.New(), "main", form)
	resolution := contact.Resolution{ContactID: c.ID}
	contact.Decide(&c, form, resolution)

	message := contact.Event{
		ID: uuid.New(), Source: contact.SourceMessage, OccurredAt: at.Add(time.Hour),
		Facts: contact.Facts{
			Effect:  contact.Creates,
			Person:  contact.Person{WaID: "60123456789", ProfileName: "aisha ✨"},
			Message: &contact.Message{Type: "text"},
		},
	}
	changes := contact.Decide(&c, message, resolution)

	fmt.Println(changes.Decision.Kind, changes.Decision.Reason)
	fmt.Println(c.DisplayName, "/", c.ProfileName)
	// Output:
	// attached known_contact
	// Aisha Rahman / aisha ✨
}
