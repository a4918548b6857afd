package whatsapp

import "github.com/luluchat/contacts/contact"

// judgeMessage judges an item of messages[], the only kind of item that can
// create a contact. Whatever is wrong with it, all that can be read of it is
// filled in, so that it can be found.
func judgeMessage(v *envelope, e *contact.Event) key {
	e.Source = contact.SourceMessage
	id, identified := identify(v.item, e)
	timestamp := v.item.get("timestamp")
	timely := v.when(timestamp, e)
	t := typeOf(v.item)
	e.Kind = t.kind

	var change identityChange
	who, named, problem := v.person(sender)
	if t.system {
		e.Source = contact.SourceSystem
		// Most name nobody outside system, which is then the change's to judge.
		named = true
	}
	if t.change != noChange {
		change = readChange(v, t.change)
		who, problem = change.about, change.problem
	}
	e.Facts.Person = who

	switch {
	case !identified:
		refuse(e, contact.MissingID, "the message has no id")
	case v.item.get("group_id").given():
		ignore(e, contact.GroupMessage)
	case t.effect == contact.Unjudged:
		refuse(e, contact.UnknownType, t.detail)
	case !requirePerson(e, named, problem):
	case change.incomplete != "":
		ignore(e, contact.IncompleteIdentity)
		e.Facts.Detail = change.incomplete
	case !timely:
		refuse(e, contact.BadTimestamp, badTimestamp(timestamp))
	default:
		e.Facts.Effect, e.Facts.Reason = t.effect, t.reason
		if t.change != noChange {
			e.Facts.Change = &contact.IdentityChange{To: change.to}
		}
		if t.effect == contact.Creates {
			e.Facts.Message = readMessage(v.item, e.ExternalID)
			e.Facts.Flow = readFlow(v.item)
			if t.kind == "contacts" {
				readShared(v.item, e)
			}
		}
	}
	return key{priority: "message", id: id}
}
