package whatsapp

import (
	"strings"

	"github.com/luluchat/contacts/contact"
)

// unnamed reports whether the change does not name its field.
func (v *envelope) unnamed() bool { return strings.TrimSpace(v.field.str()) == "" }

// assume takes the field by what the change's value holds. What holds nothing of any
// field stays without one.
func (v *envelope) assume(value node) {
	if field := fieldOf(value); field != "" {
		v.field, v.assumed = node(`"`+field+`"`), "true"
	}
}

// fieldOf tells a change's field by the lists in its value, those first that only one
// field has.
func fieldOf(value node) string {
	held := map[string]node{}
	for name, member := range value.members() {
		if !member.missing() {
			held[name] = member
		}
	}
	for _, sign := range [...]struct{ list, field string }{
		{"message_echoes", "message_echoes"},
		{"history", "history"},
		{"state_sync", "smb_app_state_sync"},
		{"user_preferences", "user_preferences"},
		{"calls", "calls"},
		{"standby", "standby"},
	} {
		if held[sign.list] != "" {
			return sign.field
		}
	}
	first := firstOf(held["messages"])
	switch {
	case first != "" && byBusiness(first, held["metadata"]):
		return "message_echoes" // what the business wrote must make nobody a contact
	case held["messages"] == "" && firstOf(held["statuses"]).get("type").str() == "call":
		return "calls"
	case held["messages"] != "", held["statuses"] != "", held["contacts"] != "", held["errors"] != "":
		return "messages"
	}
	return ""
}

// byBusiness reports whether the business itself wrote a message: it names whom it is
// to, which one that arrives does not, or the business's number as its sender.
func byBusiness(message, metadata node) bool {
	if message.get("to").given() || message.get("to_user_id").given() {
		return true
	}
	own, ok := contact.Digits(metadata.get("display_phone_number").text())
	from := sender.read(message).WaID
	return ok && from != "" && contact.FoldNumber(from) == contact.FoldNumber(own)
}

// sole judges what a value without a field holds, which an earlier version kept whole,
// if that is one thing.
func (v *envelope) sole(raw []byte) (contact.Event, bool) {
	inner := *v
	inner.assume(v.item)
	if inner.assumed == "" {
		return contact.Event{}, false
	}
	s := splitter{received: v.received}
	s.splitValue(inner, v.item)
	if len(s.batch.Events) != 1 || len(s.batch.Statuses) > 0 {
		return contact.Event{}, false
	}
	ev := s.batch.Events[0]
	ev.Raw = raw
	return ev, true
}
