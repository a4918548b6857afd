package contact_test

import (
	"testing"
	"time"

	"github.com/luluchat/contacts/contact"
)

func TestDecideTheIdentitiesOfAMessage(t *testing.T) {
	t.Parallel()
	filed := contact.Changes{Decision: because(contact.Attached, contact.KnownContact)}
	seen := contact.Changes{Decision: filed.Decision, Touched: true}

	for name, d := range map[string]decision{
		"a number of someone who was known by BSUID only": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "", adaID, contact.NameUserID, "", time.Time{}
			},
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want: contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.WaID, c.DisplayName, c.NameSource = clock(5), ada, ada, contact.NamePhone
			},
		},
		"a number of someone whose name a form gave": {
			had:   func(c *contact.Contact) { c.WaID, c.NameSource = "", contact.NameForm },
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID = clock(5), ada },
		},
		"a BSUID of someone who was known by number only": {
			had:   func(c *contact.Contact) { c.UserID = "" },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaID },
		},
		"a BSUID of someone who was known by the parent's": {
			had:   func(c *contact.Contact) { c.UserID = adaParent },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaID },
		},
		"a parent's BSUID of someone who was known by number only": {
			had:   func(c *contact.Contact) { c.UserID = "" },
			event: message(5, contact.Person{WaID: ada, ParentUserID: adaParent}), found: adas(unknown(contact.ParentUserID, adaParent)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaParent },
		},
		"a known number with another BSUID": {
			event: message(5, contact.Person{WaID: ada, UserID: adaNewID}), found: adas(unknown(contact.UserID, adaNewID)),
			want: contact.Changes{
				Decision: because(contact.Attached, contact.DifferentUserID), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaNewID },
		},
		"the BSUID that is shown, which had ended": {
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"another number of a known BSUID": {
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID = clock(5), adaNew },
		},
		"another number from before the last message is kept, not shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(9) },
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want: contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
		},
		"another number of the very second of the last message is shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(5) },
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.WaID = adaNew },
		},
		"another number is the name of someone without one": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = ada, contact.NamePhone, "", time.Time{}
			},
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID, c.DisplayName = clock(5), adaNew, adaNew },
		},
		"a number from before the last message is shown if there was none": {
			had:   func(c *contact.Contact) { c.WaID, c.LastConversedAt = "", clock(9) },
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) { c.WaID = ada },
		},
		"another BSUID from before the last message is kept, not shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(9) },
			event: message(5, contact.Person{WaID: ada, UserID: adaNewID}), found: adas(unknown(contact.UserID, adaNewID)),
			want: contact.Changes{
				Decision: because(contact.Attached, contact.DifferentUserID), Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
		},
		"a BSUID from before the last message is shown in place of the parent's": {
			had:   func(c *contact.Contact) { c.UserID, c.LastConversedAt = adaParent, clock(9) },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"a BSUID from before the last message is shown if there was none": {
			had:   func(c *contact.Contact) { c.UserID, c.LastConversedAt = "", clock(9) },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"a parent's BSUID of someone who has a BSUID is kept, not shown": {
			event: message(5, contact.Person{WaID: ada, ParentUserID: adaParent}), found: adas(unknown(contact.ParentUserID, adaParent)),
			want:    contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a number that a form gave just as WhatsApp writes it": {
			event: message(5, person),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))}},
			want: contact.Changes{
				Decision: filed.Decision, Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a number that a form gave, as WhatsApp writes it": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = mexico, mexico, contact.NamePhone, "", time.Time{}
			},
			event: message(5, contact.Person{WaID: mexicoWith}),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))}},
			want: contact.Changes{
				Decision: seen.Decision, Touched: true,
				Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID, c.DisplayName = clock(5), mexicoWith, mexicoWith },
		},
	} {
		t.Run(name, d.test)
	}
}
