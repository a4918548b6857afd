package contact_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestDecideChange(t *testing.T) {
	t.Parallel()
	number := identity(adasContact, contact.WaID, ada)
	userID := identity(adasContact, contact.UserID, adaID)
	parent := identity(adasContact, contact.ParentUserID, adaParent)
	current := []contact.Identity{number, userID, parent}
	onlyNumber := contact.Person{WaID: ada}
	onlyNew := contact.Person{WaID: adaNew}
	moved := func(c *contact.Contact) { c.WaID = adaNew }

	lookalike := identity(adasContact, contact.UserID, ada)

	for name, test := range map[string]struct {
		had     func(c *contact.Contact) // what is different about her contact
		event   contact.Event
		to      contact.Resolution
		current []contact.Identity
		want    contact.Changes
		becomes func(c *contact.Contact) // what changes of her contact: this and nothing else
	}{
		"another number": {
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"an identity of another kind that reads like the old number stays": {
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{lookalike, number},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"another number is the name of someone without one": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.ProfileName = ada, contact.NamePhone, ""
			},
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: func(c *contact.Contact) { c.WaID, c.DisplayName = adaNew, adaNew },
		},
		"another number leaves the name that a person gave": {
			had:   func(c *contact.Contact) { c.DisplayName, c.NameSource = "The Countess", contact.NameManual },
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"another number and BSUID": {
			event: change(5, person, contact.Person{WaID: adaNew, UserID: adaNewID}), current: current,
			to: contact.Resolution{Unknown: []contact.Identity{unknown(contact.WaID, adaNew), unknown(contact.UserID, adaNewID)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number, userID},
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew)), since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.WaID, c.UserID = adaNew, adaNewID },
		},
		"another number, the BSUID stays": {
			event: change(5, person, contact.Person{WaID: adaNew, UserID: adaID}), current: current,
			to: contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID}, Unknown: onlyNew.Identities()},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"another BSUID, the number stays": {
			event: change(5, person, contact.Person{UserID: adaNewID}), current: current,
			to: contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.UserIDChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{userID}, Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaNewID },
		},
		"a number that a form gave becomes former when WhatsApp spells it otherwise": {
			had:   func(c *contact.Contact) { c.WaID = mexico },
			event: change(5, contact.Person{WaID: mexicoWith}, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico)), userID},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"a variant that WhatsApp confirmed is the old number, too": {
			event: change(5, contact.Person{WaID: mexicoWith, UserID: adaID}, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			had:     func(c *contact.Contact) { c.WaID = bob },
			current: []contact.Identity{identity(adasContact, contact.WaID, mexico)},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{identity(adasContact, contact.WaID, mexico)},
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
		},
		"the new number is one that a form gave in another spelling": {
			event: change(5, onlyNumber, contact.Person{WaID: mexicoWith}),
			to: contact.Resolution{
				ContactID: adasContact, Known: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
			},
			current: []contact.Identity{number, unconfirmed(identity(adasContact, contact.WaID, mexico))},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5), End: []contact.Identity{number},
			},
			becomes: func(c *contact.Contact) { c.WaID = mexicoWith },
		},
		"another number of someone who showed none": {
			had:   func(c *contact.Contact) { c.WaID = "" },
			event: change(5, person, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: []contact.Identity{userID},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{userID}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: func(c *contact.Contact) { c.WaID, c.UserID = adaNew, "" },
		},
		"another number of someone who is named by the BSUID only": {
			event: change(5, contact.Person{UserID: adaID}, contact.Person{WaID: adaNew, UserID: adaID}), current: current,
			to: contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID}, Unknown: onlyNew.Identities()},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"a BSUID of someone who is named by the number only": {
			event: change(5, onlyNumber, contact.Person{UserID: adaNewID}), current: []contact.Identity{number, parent},
			to: contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.UserIDChanged), Touched: true, EndAt: clock(5),
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaNewID },
		},
		"a BSUID of someone who showed none": {
			had:   func(c *contact.Contact) { c.UserID = "" },
			event: change(5, person, contact.Person{UserID: adaNewID}), current: []contact.Identity{number},
			to: contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.UserIDChanged), Touched: true, EndAt: clock(5),
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaNewID },
		},
		"a late one does not bring back a number that the person has left since": {
			had:   func(c *contact.Contact) { c.WaID = bob },
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{identity(adasContact, contact.WaID, bob), userID},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
		},
		"a late one does not bring back a BSUID that the person has left since": {
			had:     func(c *contact.Contact) { c.UserID = "MY.ada3" },
			event:   change(5, person, contact.Person{UserID: adaNewID}),
			to:      contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)}},
			current: []contact.Identity{number, identity(adasContact, contact.UserID, "MY.ada3")},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.UserIDChanged), Touched: true, EndAt: clock(5),
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
		},
		"a late one of both moves the one that is still the old one": {
			had:     func(c *contact.Contact) { c.WaID = bob },
			event:   change(5, person, contact.Person{WaID: adaNew, UserID: adaNewID}),
			to:      contact.Resolution{Unknown: []contact.Identity{unknown(contact.WaID, adaNew), unknown(contact.UserID, adaNewID)}},
			current: []contact.Identity{identity(adasContact, contact.WaID, bob), userID},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5), End: []contact.Identity{userID},
				Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew)), since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaNewID },
		},
		"the person wrote from the new number before": {
			had:   moved,
			event: change(5, onlyNumber, onlyNew), current: append([]contact.Identity{identity(adasContact, contact.WaID, adaNew)}, current...),
			to: contact.Resolution{ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, adaNew)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5), End: []contact.Identity{number},
			},
		},
		"the new number is somebody else's": {
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{ContactID: bobsContact}, current: current,
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}, EndAt: clock(5),
				End: []contact.Identity{number}, Touched: true,
			},
			becomes: func(c *contact.Contact) { c.WaID = "" },
		},
		"the new number is somebody else's, and nothing else is known of the person": {
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{ContactID: bobsContact}, current: []contact.Identity{number},
			had: func(c *contact.Contact) {
				c.ProfileName, c.DisplayName, c.NameSource, c.UserID = "", ada, contact.NamePhone, ""
			},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}, EndAt: clock(5),
				End: []contact.Identity{number}, Touched: true,
				Add: []contact.Identity{{Kind: contact.OwnKey, Value: "id:" + adasContact.String(), Confirmed: true, ValidFrom: clock(5)}},
			},
			becomes: func(c *contact.Contact) { c.WaID, c.DisplayName, c.NameSource = "", "No number", contact.NameNone },
		},
		"the new number is somebody else's, and the person has another one": {
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{ContactID: bobsContact},
			current: []contact.Identity{number, identity(adasContact, contact.WaID, mexico)},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}, EndAt: clock(5),
				End: []contact.Identity{number}, Touched: true,
			},
			becomes: func(c *contact.Contact) { c.WaID = mexico },
		},
		"the new number is somebody else's, so the new BSUID is not added either": {
			event: change(5, person, contact.Person{WaID: adaNew, UserID: adaNewID}), current: current,
			to: contact.Resolution{ContactID: bobsContact, Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}, EndAt: clock(5),
				End: []contact.Identity{number, userID}, Touched: true,
			},
			becomes: func(c *contact.Contact) { c.WaID, c.UserID = "", "MY.ENT.ada" },
		},
		"the new number is one's own, the new BSUID is somebody else's": {
			event: change(5, contact.Person{UserID: adaID}, contact.Person{WaID: ada, UserID: adaNewID}), current: current,
			to: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}, EndAt: clock(5),
				End: []contact.Identity{userID}, Touched: true,
			},
			becomes: func(c *contact.Contact) { c.UserID = "MY.ENT.ada" },
		},
		"the new number and the new BSUID are two others'": {
			event: change(5, onlyNumber, contact.Person{WaID: adaNew, UserID: adaNewID}), current: current,
			to: contact.Resolution{ContactID: bobsContact, Others: []uuid.UUID{adasContact, carols}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact, carols}, EndAt: clock(5),
				End: []contact.Identity{number}, Touched: true,
			},
			becomes: func(c *contact.Contact) { c.WaID = "" },
		},
		"one from before the person is known is about who had the number before": {
			event: change(-5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{Decision: because(contact.Ignored, contact.NoContact)},
		},
		"one from before the first message is the person's if a form gave the number before it": {
			event: change(-5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{userID, since(-5, number)},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(-5),
				End: []contact.Identity{since(-5, number)}, Add: []contact.Identity{since(-5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"one from before any of several identities of someone who never wrote": {
			had:   func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = uuid.Nil, time.Time{} },
			event: change(-5, person, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{Decision: because(contact.Ignored, contact.NoContact)},
		},
		"one from before the number is known, though the BSUID was": {
			event: change(-5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{since(-9, userID), number},
			want:    contact.Changes{Decision: because(contact.Ignored, contact.NoContact)},
		},
		"one of someone who never wrote": {
			had:   func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = uuid.Nil, time.Time{} },
			event: change(5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()}, current: current,
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(5),
				End: []contact.Identity{number}, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"one of the very second of the first message": {
			event: change(0, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{since(1, number)},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(0),
				End: []contact.Identity{since(1, number)}, Add: []contact.Identity{since(0, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"one from before the first message, of a number that is former already": {
			event: change(-5, onlyNumber, onlyNew), to: contact.Resolution{Unknown: onlyNew.Identities()},
			current: []contact.Identity{userID},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.NumberChanged), Touched: true, EndAt: clock(-5),
				Add: []contact.Identity{since(-5, unknown(contact.WaID, adaNew))},
			},
			becomes: moved,
		},
		"applied already": {
			had:   moved,
			event: change(5, onlyNumber, onlyNew), current: []contact.Identity{identity(adasContact, contact.WaID, adaNew), userID},
			to:   contact.Resolution{ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, adaNew)}},
			want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew), EndAt: clock(5)},
		},
		"applied already, and the person has gone back since": {
			event: change(5, onlyNumber, onlyNew), current: []contact.Identity{identity(adasContact, contact.WaID, bob), userID},
			to:   contact.Resolution{ContactID: adasContact, Known: []contact.Identity{formerly(identity(adasContact, contact.WaID, adaNew), 9)}},
			want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew), EndAt: clock(5)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := known()
			if test.had != nil {
				test.had(&c)
			}
			want := c
			if test.becomes != nil {
				test.becomes(&want)
			}
			require.Equal(t, test.want, contact.DecideChange(&c, test.event, test.to, test.current))
			require.Equal(t, want, c)
		})
	}

	t.Run("a stranger's creates nothing and is judged again later", func(t *testing.T) {
		t.Parallel()
		ch := contact.DecideChange(nil, change(5, onlyNumber, onlyNew), contact.Resolution{Unknown: onlyNew.Identities()}, nil)
		require.Equal(t, contact.Changes{Decision: because(contact.Ignored, contact.NoContact)}, ch)
		require.True(t, ch.Decision.Provisional())
	})
	t.Run("a stranger's does not touch the contact that the new number has", func(t *testing.T) {
		t.Parallel()
		ch := contact.DecideChange(nil, change(5, onlyNumber, onlyNew), contact.Resolution{ContactID: bobsContact}, nil)
		require.Equal(t, contact.Changes{Decision: because(contact.Ignored, contact.NoContact)}, ch)
	})
}
