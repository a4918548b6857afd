package contact_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestMend has a person say who somebody is.
func TestMend(t *testing.T) {
	t.Parallel()
	own, other := uuid.UUID{1}, uuid.UUID{2}
	identity := func(of uuid.UUID, kind contact.IdentityKind, value string, confirmed bool, from, to int) contact.Identity {
		i := contact.Identity{ContactID: of, Kind: kind, Value: value, Confirmed: confirmed, ValidFrom: clock(from)}
		if to > 0 {
			i.ValidTo = clock(to)
		}
		return i
	}
	number := identity(own, contact.WaID, "60123456789", true, 1, 0)
	lead := identity(own, contact.WaID, "525512345678", false, 1, 0)
	user := identity(own, contact.UserID, "MY.1", true, 2, 0)
	former := identity(own, contact.WaID, "60123456700", true, 0, 3)
	foreign := identity(other, contact.WaID, "60198765432", true, 1, 0)
	mexican := identity(other, contact.WaID, "5215587654321", true, 1, 0)
	given := func(kind contact.IdentityKind, value string) contact.Identity {
		return contact.Identity{Kind: kind, Value: value, Confirmed: kind != contact.WaID, ValidFrom: clock(5)}
	}
	add := func(kind contact.IdentityKind, value string) contact.Command {
		return contact.Command{Add: &contact.Named{Kind: kind, Value: value}}
	}
	end := func(kind contact.IdentityKind, value string) contact.Command {
		return contact.Command{End: &contact.Named{Kind: kind, Value: value}}
	}
	right := func(value string) contact.Command { return contact.Command{Number: value} }

	for name, c := range map[string]struct {
		command    contact.Command
		current    []contact.Identity
		stored     []contact.Identity
		reason     contact.Reason
		add, end   []contact.Identity
		revive     []contact.Identity
		waID, user string
	}{
		"a user id is added":                   {command: add(contact.UserID, "MY.7"), current: []contact.Identity{number}, reason: contact.IdentityAdded, add: []contact.Identity{given(contact.UserID, "MY.7")}, waID: "60123456789", user: "MY.7"},
		"a further number does not show":       {command: add(contact.WaID, "60123456711"), current: []contact.Identity{number}, reason: contact.IdentityAdded, add: []contact.Identity{given(contact.WaID, "60123456711")}, waID: "60123456789"},
		"a first number shows":                 {command: add(contact.WaID, "60123456711"), current: []contact.Identity{user}, reason: contact.IdentityAdded, add: []contact.Identity{given(contact.WaID, "60123456711")}, waID: "60123456711", user: "MY.1"},
		"what is known is nothing new":         {command: add(contact.WaID, "60123456789"), current: []contact.Identity{number}, waID: "60123456789"},
		"nor is a variant of it":               {command: add(contact.WaID, "5215512345678"), current: []contact.Identity{lead}, waID: "525512345678"},
		"what is another's is refused":         {command: add(contact.WaID, "60198765432"), current: []contact.Identity{number}, stored: []contact.Identity{foreign}, reason: contact.IdentityTaken, waID: "60123456789"},
		"so is a variant of it":                {command: right("525587654321"), current: []contact.Identity{number}, stored: []contact.Identity{mexican}, reason: contact.IdentityTaken, waID: "60123456789"},
		"what was another's is free":           {command: add(contact.WaID, "60198765432"), current: []contact.Identity{number}, stored: []contact.Identity{identity(other, contact.WaID, "60198765432", true, 1, 2)}, reason: contact.IdentityAdded, add: []contact.Identity{given(contact.WaID, "60198765432")}, waID: "60123456789"},
		"what it had is its own again":         {command: add(contact.WaID, "60123456700"), current: []contact.Identity{number}, stored: []contact.Identity{former}, reason: contact.IdentityAdded, revive: []contact.Identity{former}, waID: "60123456789"},
		"but not if somebody had it since":     {command: add(contact.WaID, "60123456700"), current: []contact.Identity{number}, stored: []contact.Identity{former, identity(other, contact.WaID, "60123456700", true, 3, 4)}, reason: contact.IdentityAdded, add: []contact.Identity{given(contact.WaID, "60123456700")}, waID: "60123456789"},
		"a number ends":                        {command: end(contact.WaID, "60123456789"), current: []contact.Identity{number, user}, reason: contact.IdentityEnded, end: []contact.Identity{number}, user: "MY.1"},
		"a user id ends":                       {command: end(contact.UserID, "MY.1"), current: []contact.Identity{number, user}, reason: contact.IdentityEnded, end: []contact.Identity{user}, waID: "60123456789"},
		"so does the last":                     {command: end(contact.WaID, "60123456789"), current: []contact.Identity{number}, reason: contact.IdentityEnded, end: []contact.Identity{number}, add: []contact.Identity{{Kind: contact.OwnKey, Value: "id:" + own.String(), Confirmed: true, ValidFrom: clock(5)}}},
		"and the contact has one key alone":    {command: end(contact.WaID, "60123456789"), current: []contact.Identity{number, identity(own, contact.OwnKey, "id:"+own.String(), true, 1, 0)}, reason: contact.IdentityEnded, end: []contact.Identity{number}},
		"who has none is given a number":       {command: right("60123456711"), current: []contact.Identity{identity(own, contact.OwnKey, "id:"+own.String(), true, 1, 0)}, reason: contact.NumberCorrected, add: []contact.Identity{given(contact.WaID, "60123456711")}, waID: "60123456711"},
		"what has ended has ended":             {command: end(contact.WaID, "60123456700"), current: []contact.Identity{number}, waID: "60123456789"},
		"a number is corrected":                {command: right("60123456711"), current: []contact.Identity{number, user}, reason: contact.NumberCorrected, add: []contact.Identity{given(contact.WaID, "60123456711")}, end: []contact.Identity{number}, waID: "60123456711", user: "MY.1"},
		"and corrected back":                   {command: right("60123456700"), current: []contact.Identity{number}, stored: []contact.Identity{former}, reason: contact.NumberCorrected, revive: []contact.Identity{former}, end: []contact.Identity{number}, waID: "60123456700"},
		"the right one is there already":       {command: right("60123456711"), current: []contact.Identity{number, identity(own, contact.WaID, "60123456711", true, 3, 0)}, reason: contact.NumberCorrected, end: []contact.Identity{number}, waID: "60123456711"},
		"a lead's spelling is corrected":       {command: right("5215512345678"), current: []contact.Identity{lead}, reason: contact.NumberCorrected, add: []contact.Identity{given(contact.WaID, "5215512345678")}, end: []contact.Identity{lead}, waID: "5215512345678"},
		"WhatsApp's spelling is not":           {command: right("525512345678"), current: []contact.Identity{identity(own, contact.WaID, "5215512345678", true, 1, 0)}, waID: "5215512345678"},
		"who has no number gets one":           {command: right("60123456711"), current: []contact.Identity{user}, reason: contact.NumberCorrected, add: []contact.Identity{given(contact.WaID, "60123456711")}, waID: "60123456711", user: "MY.1"},
		"the right one is not another's":       {command: right("60198765432"), current: []contact.Identity{number}, stored: []contact.Identity{foreign}, reason: contact.IdentityTaken, waID: "60123456789"},
		"no identity is named":                 {command: contact.Command{}, current: []contact.Identity{number}, waID: "60123456789"},
		"a former parent's id shows no longer": {command: end(contact.ParentUserID, "MY.ENT.1"), current: []contact.Identity{number, identity(own, contact.ParentUserID, "MY.ENT.1", true, 1, 0)}, reason: contact.IdentityEnded, end: []contact.Identity{identity(own, contact.ParentUserID, "MY.ENT.1", true, 1, 0)}, waID: "60123456789"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who := contact.Contact{ID: own, NameSource: contact.NamePhone}
			for _, i := range c.current {
				if i.Kind == contact.WaID && who.WaID == "" {
					who.WaID = i.Value
				}
				if i.Kind == contact.UserID || i.Kind == contact.ParentUserID {
					who.UserID = i.Value
				}
			}
			ev := contact.Event{Source: contact.SourceManual, OccurredAt: clock(5), Facts: contact.Facts{Command: &c.command}}
			ch := contact.Mend(&who, ev, c.current, append(c.stored, c.current...))
			require.Equal(t, c.reason, ch.Decision.Reason)
			require.Equal(t, []any{c.add, c.end, c.revive}, []any{ch.Add, ch.End, ch.Revive})
			require.Equal(t, []string{c.waID, c.user}, []string{who.WaID, who.UserID})
			refused := c.reason == contact.IdentityTaken
			require.Equal(t, c.reason != "" && !refused, ch.Decision.Kind == contact.Updated)
			require.Equal(t, refused, ch.Decision.Kind == contact.Ignored)
		})
	}
}
