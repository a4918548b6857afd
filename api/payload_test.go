package api_test

import (
	"maps"
	"strconv"
	"time"
)

type (
	object = map[string]any
	list   = []any
)

// at is a Unix time so many seconds after 2025-10-09T09:08:20Z, as WhatsApp
// writes it.
func at(seconds int) string {
	return strconv.FormatInt(time.Date(2025, 10, 9, 9, 8, 20+seconds, 0, time.UTC).Unix(), 10)
}

// body is a webhook of one number.
func body(phoneNumberID string, changes ...any) string {
	all := list{}
	for _, c := range changes {
		change := c.(object)
		change["value"].(object)["metadata"] = object{"display_phone_number": "60300000001", "phone_number_id": phoneNumberID}
		all = append(all, change)
	}
	return encode(object{"object": "whatsapp_business_account", "entry": list{object{"id": "520000000000001", "changes": all}}})
}

func change(field string, value object) any { return object{"field": field, "value": value} }

// messages is a change with messages of people whose profiles are given by
// wa_id.
func messages(profiles map[string]string, all ...any) any {
	people := list{}
	for waID, name := range profiles {
		people = append(people, object{"wa_id": waID, "profile": object{"name": name}})
	}
	return change("messages", object{"messaging_product": "whatsapp", "contacts": people, "messages": all})
}

func text(from, id string, seconds int) object {
	return object{"from": from, "id": id, "timestamp": at(seconds), "type": "text", "text": object{"body": "Text of " + id}}
}

// with returns the item with more members.
func with(item object, more object) object {
	item = maps.Clone(item)
	maps.Copy(item, more)
	return item
}

func referral(source string) object {
	return object{"referral": object{
		"source_id": source, "source_type": "ad", "source_url": "https://fb.me/" + source, "headline": "Buy " + source, "body": "…",
	}}
}

// one is a webhook with one text message to the shop.
func one(from, id string, seconds int) string {
	return body(shopNumber, messages(nil, text(from, id, seconds)))
}
