package whatsapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestIdentityChanges(t *testing.T) {
	t.Parallel()
	const oldNumber, newNumber = ada, "60199999999"
	const oldID, newID = "MY.old1", "MY.new1"

	for name, test := range map[string]struct {
		kind   string // of the system message
		system obj
		item   obj
		former contact.Person
		to     contact.Person
	}{
		"a number, as it is spelled now": {
			"user_changed_number", obj{"wa_id": newNumber}, nil,
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a number, as it was spelled": {
			"customer_changed_number", obj{"new_wa_id": newNumber, "customer": oldNumber}, obj{"from": newNumber},
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a number in both spellings": {
			"user_changed_number", obj{"wa_id": newNumber, "new_wa_id": "999"}, nil,
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a former number that system names is believed before the sender": {
			"user_changed_number", obj{"wa_id": newNumber, "customer": bob}, nil,
			contact.Person{WaID: bob}, contact.Person{WaID: newNumber},
		},
		"a customer that is the new number is not the former": {
			"user_changed_number", obj{"wa_id": newNumber, "customer": newNumber}, nil,
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a former number that only the words name": {
			"user_changed_number", obj{"wa_id": newNumber, "body": "Ada changed from " + oldNumber + " to " + newNumber}, obj{"from": newNumber},
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a name that looks like the words": {
			"user_changed_number", obj{"wa_id": newNumber, "body": "X changed from 11111 to 22222 changed from +" + oldNumber + " to +" + newNumber}, obj{"from": nil},
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a number with its user ids": {
			"user_changed_number", obj{"wa_id": newNumber, "user_id": newID, "previous_user_id": oldID}, nil,
			contact.Person{WaID: oldNumber, UserID: oldID}, contact.Person{WaID: newNumber, UserID: newID},
		},
		"a number whose former user id is the sender's": {
			"user_changed_number", obj{"wa_id": newNumber, "user_id": newID}, obj{"from_user_id": oldID},
			contact.Person{WaID: oldNumber, UserID: oldID}, contact.Person{WaID: newNumber, UserID: newID},
		},
		"a sender with the new user id": {
			"user_changed_number", obj{"wa_id": newNumber, "user_id": newID}, obj{"from_user_id": newID},
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber, UserID: newID},
		},
		"a sender who is the new number": {
			"user_changed_number", obj{"wa_id": newNumber, "customer": oldNumber}, obj{"from": newNumber, "from_user_id": newID},
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber, UserID: newID},
		},
		"a sender whose user id is in the number's place": {
			"user_changed_number", obj{"wa_id": newNumber, "user_id": newID}, obj{"from": oldID},
			contact.Person{UserID: oldID}, contact.Person{WaID: newNumber, UserID: newID},
		},
		"a number of someone known by user ids only": {
			"user_changed_number", obj{"user_id": newID, "previous_user_id": oldID}, obj{"from": nil},
			contact.Person{UserID: oldID}, contact.Person{UserID: newID},
		},
		"numbers without quotes": {
			"user_changed_number", obj{"wa_id": 60199999999}, nil,
			contact.Person{WaID: oldNumber}, contact.Person{WaID: newNumber},
		},
		"a user id": {
			"user_changed_user_id", obj{"user_id": newID, "previous_user_id": oldID}, obj{"from": nil},
			contact.Person{UserID: oldID}, contact.Person{UserID: newID},
		},
		"a user id of a person with a number": {
			"user_changed_user_id", obj{"user_id": newID, "previous_user_id": oldID}, nil,
			contact.Person{WaID: ada, UserID: oldID}, contact.Person{UserID: newID},
		},
		"a user id whose number system names": {
			"user_changed_user_id", obj{"user_id": newID, "previous_user_id": oldID, "wa_id": bob}, nil,
			contact.Person{WaID: bob, UserID: oldID}, contact.Person{UserID: newID},
		},
		"a user id whose former one is only in from": {
			"user_changed_user_id", obj{"user_id": newID}, obj{"from": oldID},
			contact.Person{UserID: oldID}, contact.Person{UserID: newID},
		},
		"a user id of a person of whom only the number was known": {
			"user_changed_user_id", obj{"user_id": newID}, obj{"from_user_id": newID},
			contact.Person{WaID: ada}, contact.Person{UserID: newID},
		},
	} {
		t.Run(name+" is changed", func(t *testing.T) {
			t.Parallel()
			m := message("wamid.1", "system", obj{"system": with(test.system, obj{"type": test.kind})})
			m = with(m, test.item)
			e := one(t, body(change("messages", value(obj{"messages": arr{m}}))))
			require.Equal(t, contact.Touches, e.Facts.Effect)
			require.Empty(t, e.Facts.Reason)
			require.Equal(t, test.former, e.Facts.Person)
			require.NotNil(t, e.Facts.Change)
			require.Equal(t, test.to, e.Facts.Change.To)
		})
	}
}

func TestIncompleteIdentityChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		system obj
		from   any
		detail string
		about  contact.Person
	}{
		"a number that changed to nothing":             {obj{"type": "user_changed_number"}, ada, "to", contact.Person{WaID: ada}},
		"a number that changed from nothing":           {obj{"type": "user_changed_number", "wa_id": ada}, nil, "from", contact.Person{WaID: ada}},
		"a number that changed from itself":            {obj{"type": "user_changed_number", "wa_id": ada}, ada, "from", contact.Person{WaID: ada}},
		"words that disagree on the new number":        {obj{"type": "user_changed_number", "wa_id": ada, "body": "A changed from 11111 to 22222"}, nil, "from", contact.Person{WaID: ada}},
		"words in the middle of others":                {obj{"type": "user_changed_number", "wa_id": ada, "body": "A changed from 11111 to " + ada + " yesterday"}, nil, "from", contact.Person{WaID: ada}},
		"a user id that changed to nothing":            {obj{"type": "user_changed_user_id", "previous_user_id": adaID}, nil, "to", contact.Person{UserID: adaID}},
		"a user id that changed to a number":           {obj{"type": "user_changed_user_id", "previous_user_id": adaID, "wa_id": ada}, nil, "to", contact.Person{WaID: ada, UserID: adaID}},
		"a user id that changed from itself":           {obj{"type": "user_changed_user_id", "previous_user_id": adaID, "user_id": adaID}, nil, "from", contact.Person{UserID: adaID}},
		"a change that says nothing":                   {obj{"type": "user_changed_number"}, nil, "to", contact.Person{}},
		"a change from nothing to a number of a blank": {obj{"type": "user_changed_number", "wa_id": " "}, ada, "to", contact.Person{WaID: ada}},
	} {
		t.Run(name+" changes nobody", func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("messages", value(obj{
				"messages": arr{message("wamid.1", "system", obj{"from": test.from, "system": test.system})},
			}))))
			require.Equal(t, contact.None, e.Facts.Effect)
			require.Equal(t, contact.IncompleteIdentity, e.Facts.Reason)
			require.True(t, strings.HasSuffix(e.Facts.Detail, "changed "+test.detail), e.Facts.Detail)
			require.Equal(t, test.about, e.Facts.Person)
			require.Nil(t, e.Facts.Change)
		})
	}
}

func TestAChangeTakesNoIdentityFromContacts(t *testing.T) {
	t.Parallel()
	e := one(t, body(change("messages", value(obj{
		"contacts": arr{person(ada, adaID, "Ada")},
		"messages": arr{message("wamid.1", "system", obj{"system": obj{"type": "user_changed_number", "wa_id": bob}})},
	}))))
	require.Equal(t, contact.Person{WaID: ada, ProfileName: "Ada"}, e.Facts.Person)
	require.Equal(t, contact.Person{WaID: bob}, e.Facts.Change.To)
}
