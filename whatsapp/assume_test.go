package whatsapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestAChangeWithoutAField has what each field's value holds, and no field.
func TestAChangeWithoutAField(t *testing.T) {
	t.Parallel()
	in := func(list string, item obj) obj { return value(obj{list: arr{item}}) }
	echo := with(text("wamid.1", nil), obj{"from": "60300000001", "to": ada})
	for name, test := range map[string]struct {
		value any
		field string
		want  contact.Effect
	}{
		"a message":                     {in("messages", text("wamid.1", nil)), "messages", contact.Creates},
		"a message under standby":       {obj{"metadata": metadata(), "standby": obj{"messages": arr{text("wamid.1", nil)}}}, "standby", contact.Creates},
		"an echo":                       {in("message_echoes", echo), "message_echoes", contact.None},
		"an echo among messages":        {in("messages", echo), "message_echoes", contact.None},
		"the business's own message":    {in("messages", text("wamid.1", obj{"from": "60300000001"})), "message_echoes", contact.Unjudged}, // it does not say to whom
		"the same number with a plus":   {in("messages", text("wamid.1", obj{"from": "+60300000001"})), "message_echoes", contact.Unjudged},
		"an old message":                {in("history", obj{"threads": arr{obj{"id": ada, "messages": arr{text("wamid.1", nil)}}}}), "history", contact.Touches},
		"an entry of the address book":  {in("state_sync", obj{"contact": obj{"phone_number": ada}}), "smb_app_state_sync", contact.None},
		"a preference":                  {in("user_preferences", obj{"wa_id": ada, "value": "stop", "timestamp": noon}), "user_preferences", contact.Touches},
		"a call":                        {in("calls", obj{"id": "1", "from": ada, "timestamp": noon}), "calls", contact.None},
		"the status of a call":          {in("statuses", obj{"type": "call", "id": "1", "recipient_id": ada, "status": "RINGING", "timestamp": noon}), "calls", contact.None},
		"an error of the platform":      {in("errors", obj{"code": 1}), "messages", contact.None},
		"contacts alone":                {in("contacts", person(ada, "", "Ada")), "messages", contact.None},
		"a message without metadata":    {obj{"messages": arr{text("wamid.1", nil)}}, "messages", contact.Creates},
		"one message and no brackets":   {obj{"messages": text("wamid.1", nil)}, "messages", contact.Creates},
		"a message of an unknown value": {obj{"tomorrow": 1, "messages": arr{text("wamid.1", nil)}}, "messages", contact.Creates},
	} {
		for _, field := range []any{nil, "", " ", 5} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e := one(t, body(with(obj{"field": field, "value": test.value}, nil)))
				require.Equal(t, test.want, e.Facts.Effect)
				require.Contains(t, e.Facts.Note, "by what it holds it was read as "+test.field)
				named := one(t, body(change(test.field, test.value)))
				require.Equal(t, named.DedupeKey, e.DedupeKey, "with its field it is the same event")
				named.Raw, named.Facts.Note, e.Raw, e.Facts.Note = nil, "", nil, ""
				require.Equal(t, named, e)
			})
		}
	}
	t.Run("a status is counted", func(t *testing.T) {
		t.Parallel()
		b := parse(t, body(obj{"value": in("statuses", obj{"id": "1", "recipient_id": ada, "status": "read", "timestamp": noon})}))
		require.Empty(t, b.Events)
		require.Len(t, b.Statuses, 1)
	})
	t.Run("what holds nothing of any field is quarantined", func(t *testing.T) {
		t.Parallel()
		for _, v := range []any{value(nil), value(obj{"tomorrow": arr{text("wamid.1", nil)}}), obj{}, "x", obj{"messages": (arr)(nil)}} {
			require.Equal(t, contact.UnknownType, one(t, body(obj{"value": v})).Facts.Reason)
		}
	})
	t.Run("what an earlier version kept whole is judged when it is replayed", func(t *testing.T) {
		t.Parallel()
		kept := encode(t, obj{"at": "value", "metadata": metadata(), "item": in("messages", text("wamid.1", nil))})
		e, err := Reparse(kept, received)
		require.NoError(t, err)
		require.Equal(t, contact.Creates, e.Facts.Effect)
		require.Equal(t, "wamid.1", e.ExternalID)
		require.Equal(t, kept, e.Raw)

		two := encode(t, obj{"at": "value", "item": obj{"messages": arr{text("wamid.1", nil), text("wamid.2", nil)}}})
		e, err = Reparse(two, received)
		require.NoError(t, err)
		require.Equal(t, contact.UnknownType, e.Facts.Reason, "one event cannot stand for two messages")
	})
}

// TestListsWithoutBrackets has an object in the place of each list.
func TestListsWithoutBrackets(t *testing.T) {
	t.Parallel()
	wanted := one(t, messages(text("wamid.1", nil)))
	in := func(v any) obj { return change("messages", v) }
	v := value(obj{"contacts": arr{person(ada, "", "Ada")}, "messages": arr{text("wamid.1", nil)}})
	entry := func(changes any) obj { return obj{"id": account, "changes": changes} }
	whole := func(entry any) obj { return obj{"object": "whatsapp_business_account", "entry": entry} }
	for name, b := range map[string]obj{
		"entry":    whole(entry(arr{in(v)})),
		"changes":  whole(arr{entry(in(v))}),
		"messages": whole(arr{entry(arr{in(with(v, obj{"messages": text("wamid.1", nil)}))})}),
		"contacts": whole(arr{entry(arr{in(with(v, obj{"contacts": person(ada, "", "Ada")}))})}),
		"all of them": whole(entry(in(with(v, obj{
			"contacts": person(ada, "", "Ada"), "messages": text("wamid.1", nil),
		})))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, wanted, one(t, b))
		})
	}
	t.Run("a status", func(t *testing.T) {
		t.Parallel()
		b := parse(t, body(change("messages", value(obj{"statuses": obj{"id": "1", "recipient_id": ada, "status": "read", "timestamp": noon}}))))
		require.Len(t, b.Statuses, 1)
	})
	t.Run("an empty one is an entry with nothing in it", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, contact.NotAboutAContact, one(t, obj{"entry": obj{}}).Facts.Reason)
	})
	t.Run("a message that was kept as a list of none is judged when it is replayed", func(t *testing.T) {
		t.Parallel()
		e, err := Reparse(encode(t, obj{"at": "messages", "field": "messages", "metadata": metadata(), "item": text("wamid.1", nil)}), received)
		require.NoError(t, err)
		require.Equal(t, contact.Creates, e.Facts.Effect)
	})
}
