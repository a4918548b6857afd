package whatsapp

import (
	"strconv"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// Status is a report on a message that the business sent.
type Status struct {
	PhoneNumberID string    // the channel
	Recipient     string    // as WhatsApp wrote it: a wa_id, or the user id of people without one
	MessageID     string    // the business's own message
	Status        string    // sent, delivered, read, failed, …
	At            time.Time // to the second
	ErrorCode     int       // of the first error, 0 if there is none
	ErrorTitle    string
}

// recipient says how a status names its person.
var recipient = naming{"recipient_id", "recipient_user_id", "recipient_parent_user_id"}

// readStatus reads an item of statuses[]. The reason is empty if it is well
// formed, otherwise detail says the reason in words; what could be read is
// returned all the same.
func readStatus(v *envelope) (s Status, reason contact.Reason, detail string) {
	id := v.item.get("id").str()
	timestamp := v.item.get("timestamp")
	at, _, timely := v.moment(timestamp)
	failure := firstOf(v.item.get("errors"))
	// A code that is no 32-bit number is none that WhatsApp knows.
	code, err := strconv.ParseInt(failure.get("code").text(), 10, 32)
	if err != nil {
		code = 0
	}
	s = Status{
		PhoneNumberID: v.origin(),
		Recipient:     digits(notBlank(v.item.get(recipient.waID).text())),
		MessageID:     contact.Clean(id, contact.MaxTextID),
		Status:        contact.Clean(v.item.get("status").str(), maxKind),
		At:            at,
		ErrorCode:     int(code),
		ErrorTitle:    failureTitle(failure),
	}
	if s.Recipient == "" {
		s.Recipient = notBlank(v.item.get(recipient.userID).text())
	}
	_, problem := storable(contact.Person{WaID: s.Recipient})
	switch {
	case !v.item.isObject():
		return s, contact.NotAnObject, "the status is not an object"
	case strings.TrimSpace(id) == "":
		return s, contact.MissingID, "the status does not name its message"
	case strings.TrimSpace(s.Status) == "":
		return s, contact.UnknownType, "the status does not say which"
	case s.Recipient == "":
		return s, contact.NoSender, "the status names no recipient"
	case problem != "":
		return s, contact.BadSender, problem
	case !timely:
		return s, contact.BadTimestamp, badTimestamp(timestamp)
	}
	return s, "", ""
}

// judgeStatus judges a status that cannot be counted, because it is malformed.
func judgeStatus(v *envelope, e *contact.Event) key {
	e.Kind = "status"
	s, reason, detail := readStatus(v)
	e.ExternalID, e.OccurredAt = s.MessageID, s.At
	e.Facts.Person, _, _ = v.person(recipient)
	if reason == "" { // it can be read after all: replayed with newer rules
		ignore(e, contact.NotAboutAContact)
		return key{priority: "status"}
	}
	refuse(e, reason, detail)
	return key{} // one message has several statuses, so its id does not tell them apart
}

func firstOf(array node) node {
	for element := range array.items() {
		return element
	}
	return ""
}
