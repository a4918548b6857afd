package whatsapp

import "github.com/luluchat/contacts/contact"

// judgeCall judges an item of calls[]: about the person at the other end, and
// never a reason for a contact.
func judgeCall(v *envelope, e *contact.Event) key {
	e.Kind = "call"
	party := sender
	if v.item.get("direction").str() == "BUSINESS_INITIATED" {
		party = addressee
	}
	k := judgeAside(v, e, "call", party, contact.Call)
	// A call comes at least twice, when it starts and when it ends, under one id.
	return k.with(v.item.get("event").str())
}

// judgeCallStatus judges an item of statuses[] of the field calls: how a call
// that the business made is getting on.
func judgeCallStatus(v *envelope, e *contact.Event) key {
	e.Kind = "call_status"
	k := judgeAside(v, e, "call", recipient, contact.Call)
	return k.with(v.item.get("status").str())
}

// judgeEcho judges what the business itself wrote, in another app. The person is
// whom it was sent to.
func judgeEcho(v *envelope, e *contact.Event) key {
	e.Kind = subKind("echo", v.item.get("type").str())
	return judgeAside(v, e, "echo", addressee, contact.Echo)
}

// judgeAside judges items that concern no contact, yet must name one thing, one
// person and one time to be of any use when somebody asks what arrived.
func judgeAside(v *envelope, e *contact.Event, priority string, n naming, reason contact.Reason) key {
	id, identified := identify(v.item, e)
	timestamp := v.item.get("timestamp")
	timely := v.when(timestamp, e)
	who, named, problem := v.person(n)
	e.Facts.Person = who

	switch {
	case !identified:
		refuse(e, contact.MissingID, "the item has no id")
	case v.item.get("group_id").given():
		ignore(e, contact.GroupMessage)
	case !requirePerson(e, named, problem):
	case !timely:
		refuse(e, contact.BadTimestamp, badTimestamp(timestamp))
	default:
		ignore(e, reason)
	}
	return key{priority: priority, id: id}
}

// with tells apart several items that share an id.
func (k key) with(step string) key {
	if k.id != "" && step != "" {
		k.id += "/" + step
	}
	return k
}
