package api_test

import "github.com/google/uuid"

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
	}
}
