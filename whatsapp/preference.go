package whatsapp

import "github.com/luluchat/contacts/contact"

// judgePreference judges an item of user_preferences[]: a person who stops or
// resumes marketing messages.
func judgePreference(v *envelope, e *contact.Event) key {
	value := v.item.get("value").str()
	e.Kind = subKind("preference", value)
	timestamp := v.item.get("timestamp")
	timely := v.when(timestamp, e)
	who, named, problem := v.person(subject)
	e.Facts.Person = who

	category := v.item.get("category")
	marketing := category.missing() || category.str() == "marketing_messages"
	out := value == "stop"
	switch {
	case !requirePerson(e, named, problem):
	case !marketing || !out && value != "resume":
		ignore(e, contact.UnknownPreference)
	case !timely: // without a time it cannot be told which preference is the newer
		refuse(e, contact.BadTimestamp, badTimestamp(timestamp))
	default:
		e.Facts.Effect, e.Facts.OptOut = contact.Touches, &out
	}
	return key{priority: "preference"}
}
