package contact_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

func TestDecideWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]decision{
		"nothing new is ignored, for its own reason": {
			event: touch(5, contact.Reaction, named("Ada")), found: adas(),
			want:    contact.Changes{Decision: because(contact.Ignored, contact.Reaction)},
			becomes: func(c *contact.Contact) { c.ProfileNameAt = clock(5) },
		},
		"nothing new without a reason": {
			event: touch(5, "", person), found: adas(),
			want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew)},
		},
		"a newer profile name": {
			event: touch(5, contact.Reaction, named("Countess")), found: adas(),
			want: contact.Changes{Decision: because(contact.Updated, contact.ProfileChanged), Touched: true},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.ProfileName, c.ProfileNameAt = "Countess", "Countess", clock(5)
			},
		},
		"an older profile name": {
			event: touch(-5, contact.Reaction, named("Byron")), found: adas(),
			want: contact.Changes{Decision: because(contact.Ignored, contact.Reaction)},
		},
		"an unknown identity": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: touch(5, contact.Reaction, person), found: adas(unknown(contact.UserID, adaID)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"an unknown identity and a newer profile name": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: touch(5, contact.Reaction, named("Countess")),
			found: adas(unknown(contact.UserID, adaID)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))},
			},
			becomes: func(c *contact.Contact) {
				c.UserID, c.DisplayName, c.ProfileName, c.ProfileNameAt = adaID, "Countess", "Countess", clock(5)
			},
		},
		"an unknown identity that is not shown": {
			event: touch(5, contact.Reaction, contact.Person{WaID: ada, ParentUserID: adaParent}),
			found: adas(unknown(contact.ParentUserID, adaParent)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded),
				Add:      []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))},
			},
		},
		"a number that a form gave, as WhatsApp writes it": {
			had: func(c *contact.Contact) { c.WaID = mexico }, event: touch(5, contact.Reaction, contact.Person{WaID: mexicoWith}),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
			},
			becomes: func(c *contact.Contact) { c.WaID = mexicoWith },
		},
		"a number that a form gave just as WhatsApp writes it": {
			event: touch(5, contact.Reaction, person),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded),
				Respell:  []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))},
			},
		},
		"identities of two contacts": {
			event: touch(5, contact.Reaction, person), found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}},
			want: contact.Changes{Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}},
		},
	} {
		t.Run(name, d.test)
	}
}
