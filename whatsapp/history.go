package whatsapp

import (
	"cmp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// Old messages come when a business connects a number that it already used: chunks of
// threads, each with one person's messages, and the media of some of them later, in
// messages of their own.

// splitChunk adds the messages of a chunk, each with whose thread it is from, and
// reports whether there is any.
func (s *splitter) splitChunk(v envelope, chunk node, known *people) (found bool) {
	for thread := range chunk.get("threads").items() {
		v.thread = threadOf(thread)
		for message := range thread.get("messages").items() {
			found = true
			v.contact = known.of(message, oldMessages.names)
			s.add(v, oldMessages.itemAt, message)
		}
	}
	return found
}

// threadOf is a thread without its messages.
func threadOf(thread node) node {
	var kept strings.Builder
	for _, name := range [...]string{"id", "context"} {
		if value := thread.get(name); value != "" {
			if kept.Len() > 0 {
				kept.WriteByte(',')
			}
			kept.WriteString(`"` + name + `":` + string(value))
		}
	}
	return node("{" + kept.String() + "}")
}

// judgeHistory judges a chunk of which nothing could be taken, as where the business
// shares no history.
func judgeHistory(v *envelope, e *contact.Event) key {
	e.Kind = "history"
	id, _ := identify(v.item, e)
	_ = v.when(v.item.get("timestamp"), e)
	ignore(e, contact.HistorySync)
	if failure := failureTitle(firstOf(v.item.get("errors"))); failure != "" {
		e.Facts.Detail = "no old messages: " + failure
	}
	return key{priority: "history", id: id}
}

// judgeOldMessage judges one old message. What a person wrote is filed with their
// contact; whether it also creates one is for the channel to say, see
// contact.Coexistence.
func judgeOldMessage(v *envelope, e *contact.Event) key {
	e.Source, e.Priority = contact.SourceMessage, contact.Bulk
	id, identified := identify(v.item, e)
	timestamp := v.item.get("timestamp")
	timely := v.when(timestamp, e)
	t := typeOf(v.item)
	e.Kind = contact.HistoryKind(t.kind)
	k := key{priority: "history", id: id}
	if t.kind == contact.MediaPlaceholder {
		t.decision, k = creates, k.with(t.kind) // the media itself comes under the same id
	}
	own := v.fromBusiness()
	n := sender
	if own {
		e.Kind, n = contact.HistoryKind("echo"), addressee
	}
	who, named, problem := v.person(n)
	if !own && problem == "" {
		thread, _ := storable(v.threadPerson())
		who.WaID, who.UserID = cmp.Or(who.WaID, thread.WaID), cmp.Or(who.UserID, thread.UserID)
	}
	e.Facts.Person = who

	switch {
	case !identified:
		refuse(e, contact.MissingID, "the message has no id")
	case v.item.get("group_id").given(), strings.HasSuffix(v.thread.get("id").text(), "@g.us"):
		ignore(e, contact.GroupMessage)
	case own:
		ignore(e, contact.Echo)
	case t.system:
		ignore(e, contact.HistorySync)
	case t.effect == contact.Unjudged:
		refuse(e, contact.UnknownType, t.detail)
	case t.effect != contact.Creates:
		ignore(e, t.reason)
	case !requirePerson(e, named || who.Known(), problem):
	case !timely:
		refuse(e, contact.BadTimestamp, badTimestamp(timestamp))
	default:
		e.Facts.Effect = contact.Touches
		e.Facts.Message = readMessage(v.item, e.ExternalID)
	}
	return k
}

// fromBusiness reports whether the business wrote an old message. The thread says who
// the person is, so whoever else wrote is the business.
func (v *envelope) fromBusiness() bool {
	writer, person := sender.read(v.item), v.threadPerson()
	switch {
	case writer.WaID != "" && person.WaID != "":
		return contact.FoldNumber(writer.WaID) != contact.FoldNumber(person.WaID)
	case writer.UserID != "" && person.UserID != "":
		return writer.UserID != person.UserID
	}
	return byBusiness(v.item, v.metadata)
}

// threadPerson is with whom the conversation was.
func (v *envelope) threadPerson() contact.Person {
	p := subject.read(v.thread.get("context"))
	if p.WaID == "" {
		id, _, _ := strings.Cut(v.thread.get("id").text(), "@")
		p.WaID = digits(notBlank(id))
	}
	return p.Normalise()
}
