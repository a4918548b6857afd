package whatsapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestPersonOfAMessage(t *testing.T) {
	t.Parallel()
	const parent = "MY.ENT.lovelace"
	bare := func(more obj) obj { return text("wamid.1", with(obj{"from": nil}, more)) }

	for name, test := range map[string]struct {
		message  obj
		contacts any
		want     contact.Person
	}{
		"a number with its profile":               {text("wamid.1", nil), arr{person(ada, "", "Ada")}, contact.Person{WaID: ada, ProfileName: "Ada"}},
		"a number that came without quotes":       {bare(obj{"from": 60123456789}), arr{obj{"wa_id": 60123456789, "profile": obj{"name": "Ada"}}}, contact.Person{WaID: ada, ProfileName: "Ada"}},
		"a number that no country knows":          {bare(obj{"from": "000"}), nil, contact.Person{WaID: "000"}},
		"no contacts at all":                      {text("wamid.1", nil), nil, contact.Person{WaID: ada}},
		"contacts of a wrong type":                {text("wamid.1", nil), (arr)(nil), contact.Person{WaID: ada}},
		"no profile":                              {text("wamid.1", nil), arr{obj{"wa_id": ada}}, contact.Person{WaID: ada}},
		"a profile of a wrong type":               {text("wamid.1", nil), arr{obj{"wa_id": ada, "profile": "Ada"}}, contact.Person{WaID: ada}},
		"a blank name":                            {text("wamid.1", nil), arr{person(ada, "", " \t ")}, contact.Person{WaID: ada}},
		"a name of nothing but NULs":              {text("wamid.1", nil), arr{person(ada, "", " \x00 \x00")}, contact.Person{WaID: ada}},
		"a name with space around it":             {text("wamid.1", nil), arr{person(ada, "", " Ada L. ")}, contact.Person{WaID: ada, ProfileName: "Ada L."}},
		"a name that is too long":                 {text("wamid.1", nil), arr{person(ada, "", strings.Repeat("é", 600))}, contact.Person{WaID: ada, ProfileName: strings.Repeat("é", contact.MaxName)}},
		"a username":                              {text("wamid.1", nil), arr{obj{"wa_id": ada, "user_id": adaID, "profile": obj{"username": "ada"}}}, contact.Person{WaID: ada, UserID: adaID, Username: "ada"}},
		"all three identities":                    {text("wamid.1", obj{"from_user_id": adaID, "from_parent_user_id": parent}), nil, contact.Person{WaID: ada, UserID: adaID, ParentUserID: parent}},
		"all three from the contact":              {text("wamid.1", nil), arr{obj{"wa_id": ada, "user_id": adaID, "parent_user_id": parent}}, contact.Person{WaID: ada, UserID: adaID, ParentUserID: parent}},
		"a user id alone":                         {bare(obj{"from_user_id": adaID}), arr{person("", adaID, "Ada")}, contact.Person{UserID: adaID, ProfileName: "Ada"}},
		"a user id that brings a number":          {bare(obj{"from_user_id": adaID}), arr{person(ada, adaID, "Ada")}, contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}},
		"a user id in the number's place":         {bare(obj{"from": adaID}), arr{person("", adaID, "Ada")}, contact.Person{UserID: adaID, ProfileName: "Ada"}},
		"a user id in both numbers' places":       {bare(obj{"from": adaID}), arr{person(adaID, "", "Ada")}, contact.Person{UserID: adaID, ProfileName: "Ada"}},
		"a user id in the contact's number":       {bare(obj{"from_user_id": adaID}), arr{person(adaID, "", "Ada")}, contact.Person{UserID: adaID, ProfileName: "Ada"}},
		"a parent id in the number's place":       {bare(obj{"from": parent}), arr{person(parent, "", "Ada")}, contact.Person{ParentUserID: parent, ProfileName: "Ada"}},
		"a parent id alone":                       {bare(obj{"from_parent_user_id": parent}), nil, contact.Person{ParentUserID: parent}},
		"the message's own word before":           {text("wamid.1", obj{"from_user_id": adaID}), arr{person(ada, bobID, "Ada")}, contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}},
		"nobody named, one contact":               {bare(nil), arr{person(ada, adaID, "Ada")}, contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}},
		"nobody named, two contacts":              {bare(nil), arr{person(ada, "", "Ada"), person(bob, "", "Bob")}, contact.Person{}},
		"another person's contact":                {text("wamid.1", nil), arr{person(bob, bobID, "Bob")}, contact.Person{WaID: ada}},
		"another person's contact by user id":     {bare(obj{"from_user_id": adaID}), arr{person(bob, bobID, "Bob")}, contact.Person{UserID: adaID}},
		"another person's contact, only a parent": {bare(obj{"from_parent_user_id": parent}), arr{person(bob, bobID, "Bob")}, contact.Person{ParentUserID: parent}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("messages", value(obj{"contacts": test.contacts, "messages": arr{test.message}}))))
			require.Equal(t, test.want, e.Facts.Person)
			require.NotContains(t, string(e.Raw), "Bob", "nobody else's data is kept with it")
			if test.want.Known() {
				require.Equal(t, contact.Creates, e.Facts.Effect)
			} else {
				require.Equal(t, contact.NoSender, e.Facts.Reason)
			}
		})
	}
}

func TestSeveralPeopleInOneBatch(t *testing.T) {
	t.Parallel()
	b := parse(t, body(change("messages", value(obj{
		// Behind the messages they belong to, and in another order.
		"messages": arr{
			text("wamid.1", nil),
			text("wamid.2", obj{"from": bob}),
			text("wamid.3", obj{"from": nil, "from_user_id": "US.carol"}),
			text("wamid.4", obj{"from": "447000000000"}),
			text("wamid.5", obj{"from": nil}),
		},
		"contacts": arr{person("", "US.carol", "Carol"), person(bob, bobID, "Bob"), person(ada, adaID, "Ada")},
	}))))
	require.Len(t, b.Events, 5)
	require.Equal(t, contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}, b.Events[0].Facts.Person)
	require.Equal(t, contact.Person{WaID: bob, UserID: bobID, ProfileName: "Bob"}, b.Events[1].Facts.Person)
	require.Equal(t, contact.Person{UserID: "US.carol", ProfileName: "Carol"}, b.Events[2].Facts.Person)
	require.Equal(t, contact.Person{WaID: "447000000000"}, b.Events[3].Facts.Person)
	require.Equal(t, contact.NoSender, b.Events[4].Facts.Reason)
}

func TestEveryEntryChangeAndMessageIsFound(t *testing.T) {
	t.Parallel()
	entry := func(changes ...any) obj { return obj{"id": account, "changes": changes} }
	messages := func(all ...any) obj { return change("messages", value(obj{"messages": all})) }
	b := parse(t, obj{"object": "whatsapp_business_account", "entry": arr{
		entry(messages(text("1", nil), text("2", nil)), messages(text("3", nil))),
		entry(messages(text("4", nil))),
	}})
	require.Equal(t, []string{"1", "2", "3", "4"}, ids(b.Events, contact.Creates))

	t.Run("even behind a repeated name", func(t *testing.T) {
		t.Parallel()
		list := func(id string) string { return `"messages":[` + string(encode(t, text(id, nil))) + `]` }
		b, err := Parse([]byte(`{"entry":[{"changes":[{"field":"messages","value":{` + list("1") + `,` + list("2") + `}}],` +
			`"changes":[{"field":"messages","value":{` + list("3") + `},"value":{` + list("4") + `}}]}],` +
			`"entry":[{"changes":[{"field":"messages","value":{` + list("5") + `}}]}]}`))
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2", "3", "4", "5"}, ids(b.Events, contact.Creates))
	})
}

func TestPeopleOfOtherItems(t *testing.T) {
	t.Parallel()
	contacts := arr{person(ada, adaID, "Ada"), person(bob, bobID, "Bob")}
	item := func(field, list string, o obj) contact.Person {
		return one(t, body(change(field, value(obj{"contacts": contacts, list: arr{o}})))).Facts.Person
	}
	wantAda := contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}
	call := obj{"id": "1", "from": ada, "to": "60300000001", "timestamp": noon}

	require.Equal(t, wantAda, item("calls", "calls", with(call, obj{"direction": "USER_INITIATED"})))
	require.Equal(t, wantAda, item("calls", "calls", with(call, obj{"direction": "BUSINESS_INITIATED", "from": "60300000001", "to": ada})))
	require.Equal(t, contact.Person{WaID: "60300000001"}, item("calls", "calls", with(call, obj{"from": "60300000001", "to": ada})),
		"a call of no direction does not mix its two parties")
	require.Equal(t, wantAda, item("message_echoes", "message_echoes", obj{"id": "1", "from": "60300000001", "to": ada, "timestamp": noon}))
	require.Equal(t, wantAda, item("user_preferences", "user_preferences", obj{"user_id": adaID, "value": "stop", "timestamp": noon}))
	require.Equal(t, contact.Person{WaID: "601", Unconfirmed: true}, item("smb_app_state_sync", "state_sync", obj{"contact": obj{"phone_number": "+601"}}))
	require.Equal(t, contact.Person{}, item("smb_app_state_sync", "state_sync", obj{"contact": obj{"phone_number": "6\x001"}}))
	require.Equal(t, contact.Person{}, item("history", "history", obj{"threads": arr{}}))
}
