package api_test

import (
	"strings"

	"github.com/google/uuid"
)

// filterCalls narrow and count contacts.
func (w *world) filterCalls() []call {
	return []call{
		{op: "listContacts", name: "by everything else", status: 200, query: "tag=vip&tag=fair&tag_any=vip&not_tag=lost&without=tag&without=attr.city" +
			"&assignee=kumar&import=" + uuid.NewString() + "&outcome=created&opted_out=false&wrote=true&conversed_after=2025-10-09&conversed_before=2100-01-01" +
			"&zone=Asia/Kuala_Lumpur&attr.city=Ipoh&attr.budget.gte=1&attr.budget.lte=3"},
		{op: "listContacts", name: "by the last message", status: 200, query: "sort=-conversed&limit=1"},
		{op: "listContacts", name: "by name", status: 200, query: "sort=name&limit=1"},
		{op: "listContacts", name: "an order that is none", status: 400, query: "sort=created"},
		{op: "listContacts", name: "a flag that is none", status: 400, query: "wrote=perhaps"},
		{op: "listContacts", name: "an attribute that is none", status: 400, query: "attr.shoe_size=44", fits: true},
		{op: "listContacts", name: "an outcome of no import", status: 400, query: "outcome=created", fits: true},
		{op: "countContacts", status: 200, query: "channel_id=" + w.channel + "&wrote=true"},
		{op: "countContacts", name: "a zone that is none", status: 400, query: "zone=Mars", fits: true},
		{op: "exportContactsCSV", name: "certain columns", status: 200, query: "columns=display_name,assignee,attributes.city"},
		{op: "exportContactsXLSX", name: "a column that is none", status: 400, query: "columns=name", fits: true},
		{op: "readNumber", status: 200, query: "channel_id=" + w.channel + "&phone=%2B60198765432"},
		{op: "readNumber", name: "of nobody", status: 200, query: "channel_id=" + w.channel + "&phone=019-876+5499&default_country=MY"},
		{op: "readNumber", name: "of no channel of the token", status: 404, query: "channel_id=nothing&phone=%2B60198765432", header: bearer(w.confined(w.channel))},
		{op: "readNumber", name: "that cannot be used", status: 422, query: "channel_id=" + w.channel + "&phone=nobody", fits: true},
		{op: "createContact", name: "who is to be new", status: 409, header: tokenWith("If-None-Match", "*"),
			body: encode(object{"channel_id": w.channel, "phone": "60198765432"})},
		{op: "listEvents", name: "by reason and origin", status: 200, query: "decision=quarantined&reason=bad_phone&origin=nothing"},
		{op: "listEvents", name: "an unknown reason", status: 400, query: "reason=lost"},
		{op: "replayEvents", name: "counted", status: 202, body: `{"filter": {"reason": "no_phone", "source": "form"}, "correction": {"default_country": "MY"}, "dry_run": true}`},
		{op: "replayEvents", name: "of nothing", status: 202, body: `{"filter": {"origin": "nothing"}}`},
		{op: "replayEvents", name: "no JSON", status: 400, body: `{`},
		{op: "replayEvents", name: "an unknown member", status: 400, body: `{"filters": {}}`},
		{op: "replayEvents", name: "an unknown filter", status: 400, body: `{"filter": {"kind": "text"}}`},
		{op: "replayEvents", status: 413, body: `{"correction": {"phone": "` + strings.Repeat("1", 1<<20) + `"}}`},
		{op: "replayEvents", status: 404, body: `{"correction": {"channel_id": "nothing"}}`, header: bearer(w.confined(w.channel))},
		{op: "replayEvents", name: "a country that is none", status: 422, body: `{"correction": {"default_country": "Malaysia"}}`, fits: true},
		{op: "dismissEvents", name: "counted", status: 200, body: `{"filter": {"reason": "no_phone", "source": "form"}, "reason": "Spam", "dry_run": true}`},
		{op: "dismissEvents", name: "one by one", status: 200, body: `{"filter": {"id": ["0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c12"]}, "reason": "Spam"}`},
		{op: "dismissEvents", name: "no JSON", status: 400, body: `{`},
		{op: "dismissEvents", name: "an unknown filter", status: 400, body: `{"filter": {"kind": "text"}, "reason": "Spam"}`},
		{op: "dismissEvents", status: 413, body: `{"reason": "` + strings.Repeat("1", 1<<20) + `"}`},
		{op: "dismissEvents", name: "without a reason", status: 422, body: `{"filter": {"origin": "nothing"}}`},
		{op: "dismissEvents", name: "of what is decided", status: 422, body: `{"filter": {"decision": "created"}, "reason": "Spam"}`},
		{op: "undismissEvents", status: 200, body: `{"filter": {"origin": "nothing"}}`},
		{op: "undismissEvents", name: "counted", status: 200, body: `{"filter": {"dismissed": true}, "dry_run": true}`},
		{op: "undismissEvents", name: "no JSON", status: 400, body: `{`},
		{op: "undismissEvents", status: 413, body: `{"filter": {"origin": "` + strings.Repeat("1", 1<<20) + `"}}`},
		{op: "undismissEvents", status: 422, body: `{"filter": {"decision": "created"}}`},
		{op: "replayEvents", name: "a channel that is none", status: 422, body: `{"correction": {"channel_id": "nothing"}}`, fits: true},
	}
}
