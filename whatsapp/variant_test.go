package whatsapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestOnePersonInTwoSpellings has what names a message's sender in one spelling of the
// number, and the contacts entry in another.
func TestOnePersonInTwoSpellings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, entry, want string }{
		"a plus in the message":             {"+" + ada, ada, ada},
		"a plus in the entry":               {ada, "+" + ada, ada},
		"a plus in both":                    {"+" + ada, "+" + ada, ada},
		"a plus and what people write":      {"+60 12-345 6789", ada, ada},
		"Brazil without the ninth digit":    {"554181381001", "5541981381001", "554181381001"},
		"Brazil with it":                    {"5541981381001", "554181381001", "5541981381001"},
		"Brazil, and a plus":                {"+554181381001", "+5541981381001", "554181381001"},
		"Mexico with the 1":                 {"5215531601020", "525531601020", "5215531601020"},
		"Mexico without it":                 {"525531601020", "5215531601020", "525531601020"},
		"Argentina with the 9":              {"5491123456789", "541123456789", "5491123456789"},
		"Argentina without it, and a plus":  {"541123456789", "+54 9 11 2345-6789", "541123456789"},
		"a number that is in the user id's": {"+" + ada, ada, ada},
	} {
		t.Run(name+" is one person, and the name counts", func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("messages", value(obj{
				"contacts": arr{person(bob, "", "Bob"), person(test.entry, adaID, "Ada")},
				"messages": arr{text("wamid.1", obj{"from": test.from})},
			}))))
			require.Equal(t, contact.Person{WaID: test.want, UserID: adaID, ProfileName: "Ada"}, e.Facts.Person)
		})
	}
	for name, test := range map[string]struct{ from, entry string }{
		"a landline of Brazil is no mobile": {"554133331001", "5541933331001"},
		"numbers that end alike":            {"60123456789", "65123456789"},
		"Benin's old and new are two":       {"22997123456", "2290197123456"},
		"a number is no user id":            {ada, adaID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("messages", value(obj{
				"contacts": arr{person(test.entry, "", "Bob")}, "messages": arr{text("wamid.1", obj{"from": test.from})},
			}))))
			require.Equal(t, contact.Person{WaID: test.from}, e.Facts.Person)
		})
	}
	t.Run("the entry of the very spelling comes before one of another", func(t *testing.T) {
		t.Parallel()
		e := one(t, body(change("messages", value(obj{
			"contacts": arr{person("5541981381001", "", "Bob"), person("554181381001", "", "Ada")},
			"messages": arr{text("wamid.1", obj{"from": "554181381001"})},
		}))))
		require.Equal(t, "Ada", e.Facts.Person.ProfileName)
	})
	t.Run("two user ids are two people, in whatever spelling", func(t *testing.T) {
		t.Parallel()
		e := one(t, body(change("messages", value(obj{
			"contacts": arr{person("5541981381001", bobID, "Bob")},
			"messages": arr{text("wamid.1", obj{"from": "554181381001", "from_user_id": adaID})},
		}))))
		require.Equal(t, contact.Person{WaID: "554181381001", UserID: adaID}, e.Facts.Person)
	})
}

// TestAPlusIsNoPartOfANumber wherever WhatsApp names somebody.
func TestAPlusIsNoPartOfANumber(t *testing.T) {
	t.Parallel()
	item := func(field, list string, o obj) contact.Event {
		return one(t, body(change(field, value(obj{list: arr{o}}))))
	}
	plus := "+" + ada
	require.Equal(t, ada, item("calls", "calls", obj{"id": "1", "from": plus, "timestamp": noon}).Facts.Person.WaID)
	require.Equal(t, ada, item("message_echoes", "message_echoes", obj{"id": "1", "to": plus, "timestamp": noon}).Facts.Person.WaID)
	require.Equal(t, ada, item("user_preferences", "user_preferences", obj{"wa_id": plus, "value": "stop", "timestamp": noon}).Facts.Person.WaID)
	moved := item("messages", "messages", message("wamid.1", "system", obj{"from": plus, "system": obj{"type": "user_changed_number", "wa_id": "+" + bob}}))
	require.Equal(t, ada, moved.Facts.Person.WaID)
	require.Equal(t, bob, moved.Facts.Change.To.WaID)
	b := parse(t, body(change("messages", value(obj{"statuses": arr{obj{"id": "1", "recipient_id": plus, "status": "read", "timestamp": noon}}}))))
	require.Equal(t, ada, b.Statuses[0].Recipient)
	require.Equal(t, "+", item("messages", "messages", text("wamid.1", obj{"from": "+"})).Facts.Person.WaID, "what is no number stays as it was sent")
}

// TestWhatAPersonDidWrite has messages that look like nothing and are somebody's.
func TestWhatAPersonDidWrite(t *testing.T) {
	t.Parallel()
	t.Run("a voice message is audio", func(t *testing.T) {
		t.Parallel()
		e := one(t, messages(message("wamid.1", "voice", obj{"voice": obj{"id": "1"}})))
		require.Equal(t, contact.Creates, e.Facts.Effect)
		require.Equal(t, "audio", e.Kind)
		require.Equal(t, "audio", e.Facts.Message.Type)
	})
	failure := arr{obj{"code": 131051, "title": "Message type unknown"}}
	for name, m := range map[string]obj{
		"errors beside it":      message("wamid.1", "interactive", obj{"errors": failure}),
		"an empty object":       message("wamid.1", "interactive", obj{"errors": failure, "interactive": obj{}}),
		"errors inside":         message("wamid.1", "interactive", obj{"interactive": obj{"errors": failure}}),
		"errors and no bracket": message("wamid.1", "interactive", obj{"errors": failure[0]}),
	} {
		t.Run("interactive without a sub-type: "+name, func(t *testing.T) {
			t.Parallel()
			e := one(t, messages(m))
			require.Equal(t, contact.Creates, e.Facts.Effect)
			require.Equal(t, "interactive", e.Kind)
			require.Equal(t, &contact.Message{ID: "wamid.1", Type: "interactive"}, e.Facts.Message)
		})
	}
	for name, m := range map[string]obj{
		"no errors":                    message("wamid.1", "interactive", obj{"interactive": obj{}, "errors": arr{}}),
		"a sub-type that is not known": message("wamid.1", "interactive", obj{"interactive": obj{"type": "hologram"}, "errors": failure}),
	} {
		t.Run("interactive with "+name+" is quarantined", func(t *testing.T) {
			t.Parallel()
			require.Equal(t, contact.UnknownType, one(t, messages(m)).Facts.Reason)
		})
	}
	t.Run("an answer to a call request stays one", func(t *testing.T) {
		t.Parallel()
		e := one(t, messages(message("wamid.1", "interactive", obj{"interactive": obj{"type": "call_permission_reply"}, "errors": failure})))
		require.Equal(t, contact.CallPermission, e.Facts.Reason)
	})
}

// TestSharedContactInfo has every way in which a person's own number may be on a card.
func TestSharedContactInfo(t *testing.T) {
	t.Parallel()
	const own = "60198765432"
	phones := func(all ...any) obj { return obj{"phones": all} }
	requested := func(card obj) obj { return with(card, obj{"origin": "contact_request"}) }
	cards := func(all ...any) obj {
		m := message("wamid.1", "contacts", obj{"contacts": all, "from_user_id": adaID})
		delete(m, "from")
		return m
	}
	vcard := func(line string) obj {
		return obj{"vcard": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n" + line + "\r\nEND:VCARD"}
	}
	for name, test := range map[string]struct {
		message obj
		want    string
	}{
		"the wa_id":                       {cards(requested(phones(obj{"phone": "+60 19-876 5432", "wa_id": own}))), own},
		"the wa_id of the second phone":   {cards(requested(phones(obj{"phone": "+1 555 010 9999"}, obj{"wa_id": own}))), own},
		"a phone without a wa_id":         {cards(requested(phones(obj{"phone": "+60 19-876 5432"}))), own},
		"a phone of digits alone":         {cards(requested(phones(obj{"phone": own}))), own},
		"phones without brackets":         {cards(requested(obj{"phones": obj{"phone": "+" + own}})), own},
		"a vCard's waid":                  {cards(requested(vcard("item1.TEL;type=CELL;waid=" + own + ":+60 19-876 5432"))), own},
		"a vCard's number":                {cards(requested(vcard("TEL;TYPE=cell:+60 19-876 5432"))), own},
		"a vCard's number as an address":  {cards(requested(vcard("TEL;VALUE=uri:tel:+60-19-876-5432"))), own},
		"a plain line of a vCard":         {cards(requested(vcard("tel:+60198765432"))), own},
		"the origin on the message":       {with(cards(phones(obj{"wa_id": own})), obj{"origin": "contact_request"}), own},
		"one of two cards":                {cards(with(phones(obj{"wa_id": bob}), obj{"origin": "other"}), requested(phones(obj{"wa_id": own}))), own},
		"a wa_id that is a user id":       {cards(requested(phones(obj{"wa_id": adaID, "phone": "+" + own}))), own},
		"the card's origin is believed":   {with(cards(with(phones(obj{"wa_id": bob}), obj{"origin": "other"})), obj{"origin": "contact_request"}), ""},
		"any card":                        {cards(with(phones(obj{"wa_id": bob}), obj{"origin": "other"})), ""},
		"a card of no origin":             {cards(phones(obj{"wa_id": bob})), ""},
		"a number without a country code": {cards(requested(phones(obj{"phone": "019-876 5432"}))), ""},
		"no number":                       {cards(requested(obj{"name": obj{"formatted_name": "Ada"}})), ""},
		"a number in words":               {cards(requested(phones(obj{"phone": "call me"}))), ""},
		"a card that is a string":         {cards("x"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("messages", value(obj{"messages": arr{test.message}}))))
			require.Equal(t, contact.Creates, e.Facts.Effect, "it is a message all the same")
			require.Equal(t, contact.Person{UserID: adaID}, e.Facts.Person)
			require.Equal(t, test.want, e.Facts.Shared)
			if test.want != "" {
				require.Equal(t, []string{adaID, own}, e.Facts.Keys(), "it is decided in the order of both")
				require.Contains(t, e.Facts.Note, "the person shared their own number, +"+own)
			}
		})
	}
	t.Run("the number that they write from is theirs anyway", func(t *testing.T) {
		t.Parallel()
		e := one(t, messages(message("wamid.1", "contacts", obj{"contacts": arr{requested(phones(obj{"wa_id": ada}))}})))
		require.Empty(t, e.Facts.Shared)
	})
	t.Run("a card that cannot be read says so", func(t *testing.T) {
		t.Parallel()
		e := one(t, messages(message("wamid.1", "contacts", obj{"contacts": arr{requested(obj{})}})))
		require.Contains(t, e.Facts.Note, "no phone number on the card")
	})
	t.Run("no other message shares anything", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, one(t, messages(text("wamid.1", obj{"contacts": arr{requested(phones(obj{"wa_id": own}))}}))).Facts.Shared)
	})
}
