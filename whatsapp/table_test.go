package whatsapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestWhatMakesAContact has every row of the table of that name.
func TestWhatMakesAContact(t *testing.T) {
	t.Parallel()
	sub := func(kind, subType string, more obj) obj {
		return message("wamid.1", kind, obj{kind: with(obj{"type": subType}, more)})
	}
	listed := func(field, list string, item obj) obj {
		return body(change(field, value(obj{list: arr{item}})))
	}
	echo := with(text("wamid.1", nil), obj{"from": "60300000001", "to": ada})

	type row struct {
		body   obj
		kind   string
		effect contact.Effect
		reason contact.Reason
		source contact.Source
	}
	msg := func(m obj, kind string, effect contact.Effect, reason contact.Reason) row {
		return row{messages(m), kind, effect, reason, contact.SourceMessage}
	}
	sys := func(b obj, kind string, effect contact.Effect, reason contact.Reason) row {
		return row{b, kind, effect, reason, contact.SourceSystem}
	}
	rows := map[string]row{
		"interactive button_reply creates": msg(sub("interactive", "button_reply", obj{"button_reply": obj{"title": "Yes"}}), "interactive.button_reply", contact.Creates, ""),
		"interactive list_reply creates":   msg(sub("interactive", "list_reply", obj{"list_reply": obj{"title": "Two"}}), "interactive.list_reply", contact.Creates, ""),
		"interactive nfm_reply creates":    msg(sub("interactive", "nfm_reply", obj{"nfm_reply": obj{"response_json": "{}"}}), "interactive.nfm_reply", contact.Creates, ""),
		"interactive product creates":      msg(sub("interactive", "product", nil), "interactive.product", contact.Creates, ""),
		"interactive without a sub-type is told by its object": msg(
			message("wamid.1", "interactive", obj{"interactive": obj{"list_reply": obj{"title": "Two"}}}), "interactive.list_reply", contact.Creates, ""),
		"interactive that says nothing is quarantined":   msg(message("wamid.1", "interactive", nil), "interactive", contact.Unjudged, contact.UnknownType),
		"interactive of a new sub-type is quarantined":   msg(sub("interactive", "hologram", nil), "interactive.hologram", contact.Unjudged, contact.UnknownType),
		"interactive call_permission_reply creates none": msg(sub("interactive", "call_permission_reply", nil), "interactive.call_permission_reply", contact.Touches, contact.CallPermission),

		"unsupported creates":                    msg(message("wamid.1", "unsupported", obj{"errors": arr{obj{"code": 131051}}}), "unsupported", contact.Creates, ""),
		"unsupported of another sub-type too":    msg(sub("unsupported", "video_note", nil), "unsupported.video_note", contact.Creates, ""),
		"unsupported of a text that is no name":  msg(sub("unsupported", "Hello, Grace", nil), "unsupported", contact.Creates, ""),
		"unsupported edit creates none":          msg(sub("unsupported", "edit", nil), "unsupported.edit", contact.Touches, contact.Edit),
		"unsupported poll_update creates none":   msg(sub("unsupported", "poll_update", nil), "unsupported.poll_update", contact.Touches, contact.PollUpdate),
		"unsupported pin creates none":           msg(sub("unsupported", "pin", nil), "unsupported.pin", contact.Touches, contact.Pin),
		"unsupported reaction creates none":      msg(sub("unsupported", "reaction", nil), "unsupported.reaction", contact.Touches, contact.Reaction),
		"an unknown type is quarantined":         msg(message("wamid.1", "hologram", nil), "hologram", contact.Unjudged, contact.UnknownType),
		"a reaction creates none":                msg(message("wamid.1", "reaction", obj{"reaction": obj{"message_id": "wamid.0", "emoji": "👍"}}), "reaction", contact.Touches, contact.Reaction),
		"a removed reaction creates none":        msg(message("wamid.1", "reaction", obj{"reaction": obj{"message_id": "wamid.0"}}), "reaction", contact.Touches, contact.Reaction),
		"an edit creates none":                   msg(message("wamid.1", "edit", nil), "edit", contact.Touches, contact.Edit),
		"a revoke creates none":                  msg(message("wamid.1", "revoke", nil), "revoke", contact.Touches, contact.Revoke),
		"request_welcome creates none":           msg(message("wamid.1", "request_welcome", nil), "request_welcome", contact.Touches, contact.ChatOpened),
		"a group message is no contact's":        msg(text("wamid.1", obj{"group_id": "g1"}), "text", contact.None, contact.GroupMessage),
		"a group message of an unknown type too": msg(message("wamid.1", "hologram", obj{"group_id": "g1"}), "hologram", contact.None, contact.GroupMessage),
		"a group system message too":             sys(messages(message("wamid.1", "system", obj{"group_id": "g1"})), "system", contact.None, contact.GroupMessage),
		"a group that is told otherwise":         msg(text("wamid.1", obj{"group_id": obj{"id": "g1"}}), "text", contact.None, contact.GroupMessage),
		"an empty group_id is no group":          msg(text("wamid.1", obj{"group_id": ""}), "text", contact.Creates, ""),
		"a system number change updates":         sys(messages(sub("system", "user_changed_number", obj{"wa_id": bob})), "number_change", contact.Touches, ""),
		"a system user id change updates":        sys(messages(sub("system", "user_changed_user_id", obj{"user_id": bobID})), "user_id_change", contact.Touches, ""),
		"another system message is a notice":     sys(messages(sub("system", "customer_identity_changed", nil)), "system.customer_identity_changed", contact.None, contact.SystemNotice),
		"a platform error is nobody's":           sys(listed("messages", "errors", obj{"code": 131000, "title": "Something went wrong"}), "platform_error", contact.None, contact.PlatformError),

		"a call creates none":              sys(listed("calls", "calls", obj{"id": "wacid.1", "from": ada, "to": "60300000001", "event": "connect", "timestamp": noon}), "call", contact.None, contact.Call),
		"a call's status is no message's":  sys(listed("calls", "statuses", obj{"id": "wacid.1", "recipient_id": ada, "status": "RINGING", "timestamp": noon}), "call_status", contact.None, contact.Call),
		"an smb echo creates none":         sys(listed("smb_message_echoes", "message_echoes", echo), "echo.text", contact.None, contact.Echo),
		"an echo creates none":             sys(listed("message_echoes", "message_echoes", echo), "echo.text", contact.None, contact.Echo),
		"an echo in messages creates none": sys(listed("smb_message_echoes", "messages", echo), "echo.text", contact.None, contact.Echo),
		"a group echo is no contact's":     sys(listed("message_echoes", "message_echoes", with(echo, obj{"group_id": "g1"})), "echo.text", contact.None, contact.GroupMessage),
		"history without messages is none": sys(listed("history", "history", obj{"errors": arr{obj{"code": 2593109}}}), "history", contact.None, contact.HistorySync),
		"the address book creates none":    sys(listed("smb_app_state_sync", "state_sync", obj{"type": "contact", "contact": obj{"full_name": "Ada", "phone_number": ada}, "action": "add"}), "address_book", contact.None, contact.AddressBookSync),

		"stopping marketing updates":          sys(listed("user_preferences", "user_preferences", obj{"wa_id": ada, "category": "marketing_messages", "value": "stop", "timestamp": noon}), "preference.stop", contact.Touches, ""),
		"resuming marketing updates":          sys(listed("user_preferences", "user_preferences", obj{"wa_id": ada, "value": "resume", "timestamp": noon}), "preference.resume", contact.Touches, ""),
		"another value is an unknown wish":    sys(listed("user_preferences", "user_preferences", obj{"wa_id": ada, "value": "pause", "timestamp": noon}), "preference.pause", contact.None, contact.UnknownPreference),
		"another category is an unknown wish": sys(listed("user_preferences", "user_preferences", obj{"wa_id": ada, "category": "calls", "value": "stop", "timestamp": noon}), "preference.stop", contact.None, contact.UnknownPreference),
		"a preference of nobody":              sys(listed("user_preferences", "user_preferences", obj{"value": "stop", "timestamp": noon}), "preference.stop", contact.Unjudged, contact.NoSender),
		"a preference of no time":             sys(listed("user_preferences", "user_preferences", obj{"wa_id": ada, "value": "stop"}), "preference.stop", contact.Unjudged, contact.BadTimestamp),

		"a number without messages":      sys(body(change("messages", value(nil))), "messages", contact.None, contact.NotAboutAContact),
		"contacts without messages":      sys(body(change("messages", value(obj{"contacts": arr{person(ada, "", "Ada")}}))), "messages", contact.None, contact.NotAboutAContact),
		"another product's change":       sys(with(messages(text("wamid.1", nil)), obj{"object": "page"}), "messages", contact.None, contact.NotWhatsApp),
		"an object that is not a string": sys(with(messages(text("wamid.1", nil)), obj{"object": 7}), "messages", contact.None, contact.NotWhatsApp),
		"an entry without changes":       sys(obj{"entry": arr{obj{"id": account}}}, "entry", contact.None, contact.NotAboutAContact),
		"another product's entry":        sys(obj{"object": "page", "entry": arr{obj{"id": account, "messaging": arr{}}}}, "entry", contact.None, contact.NotWhatsApp),
	}
	for _, kind := range []string{"text", "image", "audio", "video", "document", "sticker", "location", "contacts", "order", "button"} {
		rows[kind+" creates"] = msg(message("wamid.1", kind, obj{kind: obj{}}), kind, contact.Creates, "")
		rows[kind+" creates under standby too"] = row{
			body(change("standby", obj{"metadata": metadata(), "standby": obj{"messages": arr{message("wamid.1", kind, nil)}}})),
			kind, contact.Creates, "", contact.SourceMessage,
		}
	}
	for _, field := range []string{"account_update", "account_alerts", "message_template_status_update", "phone_number_quality_update", "security", "flows", "a_field_of_tomorrow"} {
		rows[field+" concerns no contact"] = sys(body(change(field, obj{"event": "X", "messages": arr{text("wamid.1", nil)}})), field, contact.None, contact.NotAboutAContact)
		rows[field+" with a value that is no object neither"] = sys(body(change(field, "x")), field, contact.None, contact.NotAboutAContact)
		rows[field+" without a value neither"] = sys(body(obj{"field": field}), field, contact.None, contact.NotAboutAContact)
	}

	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, r.body)
			require.Equal(t, r.effect, e.Facts.Effect)
			require.Equal(t, r.reason, e.Facts.Reason)
			require.Equal(t, r.kind, e.Kind)
			require.Equal(t, r.source, e.Source)
			require.Equal(t, r.effect == contact.Creates, e.Facts.Message != nil, "only what creates has a message")
			if r.effect == contact.Creates {
				require.Equal(t, "wamid.1", e.ExternalID)
				require.Equal(t, ada, e.Facts.Person.WaID)
				require.Equal(t, time.Unix(1790000000, 0).UTC(), e.OccurredAt)
				require.Equal(t, "message/"+channel+"/id:wamid.1", e.DedupeKey)
			}
		})
	}
}

func TestStatusesAreNoEvents(t *testing.T) {
	t.Parallel()
	b := parse(t, body(change("messages", value(obj{"statuses": arr{
		obj{"id": "wamid.1", "recipient_id": ada, "status": "sent", "timestamp": noon},
	}}))))
	require.Empty(t, b.Events)
	require.Equal(t, []Status{{
		PhoneNumberID: channel, Recipient: ada, MessageID: "wamid.1", Status: "sent", At: time.Unix(1790000000, 0).UTC(),
	}}, b.Statuses)
}

func TestOptOut(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"stop": true, "resume": false} {
		t.Run(word+" is kept as such", func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("user_preferences", value(obj{
				"contacts":         arr{person(ada, adaID, "Ada")},
				"user_preferences": arr{obj{"wa_id": ada, "detail": "x", "category": "marketing_messages", "value": word, "timestamp": 1790000000}},
			}))))
			require.NotNil(t, e.Facts.OptOut)
			require.Equal(t, want, *e.Facts.OptOut)
			require.Equal(t, contact.Person{WaID: ada, UserID: adaID, ProfileName: "Ada"}, e.Facts.Person)
		})
	}
}
