package service

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// theRule is what most questions come down to.
const theRule = "Only a message that the person sends creates a contact: clicking an ad or opening the chat does not."

// summary is a trail that is told in a few sentences for the person who asks.
type summary struct {
	q  book.Question
	t  book.Trail
	in Channels // on which that person sees something
	// channel is what people call a channel, by its id.
	channel func(id string) string
}

func (s summary) words() string {
	t, said := s.t, []string{s.opening()}
	if t.DeletedAt != nil {
		return said[0]
	}
	if waiting := pending(t.Events); waiting != nil {
		said = append(said, fmt.Sprintf(
			"What arrived at %s is recorded and pending: it waits for its decision and will not be lost.", clock(waiting.ReceivedAt)))
	}
	if len(t.Elsewhere) > 0 {
		said = append(said, fmt.Sprintf("Something has arrived on another channel, %s: ask about that one.", strings.Join(s.channels(t.Elsewhere), ", ")))
	}
	if len(t.Contacts) == 0 {
		last := lastDecision(t.Events)
		if last != nil {
			why := contact.Reason(store.OrEmpty(last.Reason)).Words()
			if note := last.Note(); note != "" {
				why += "; " + note
			}
			said = append(said, fmt.Sprintf("%s: %s.", lastWords(*last.Decision), why))
		}
		unusable := last != nil && (*last.Decision == string(contact.Quarantined) || last.Dismissal != nil)
		if pending(t.Events) == nil && !unusable && !strings.Contains(strings.Join(said, " "), "only a message") {
			said = append(said, theRule)
		}
	}
	if len(t.Contacts) > 0 {
		if word := marketing(t.Contacts[0]); word != "" {
			said = append(said, word)
		}
	}
	if len(t.Contacts) > 0 {
		if t.Contacts[0].OptedOutAt != nil && optedOutBefore(t.Events) {
			said = append(said, "They had done so before they were erased, and that stays.")
		}
		said = append(said, mended(t.Events)...)
		if c := t.Contacts[0]; c.WaID == nil && c.UserID == nil {
			said = append(said, "It has no number any more: nothing that arrives is told to be theirs, until it is given one or merged.")
		}
	}
	if len(t.Contacts) > 1 {
		said = append(said, fmt.Sprintf("%d contacts answer to it; they are listed.", len(t.Contacts)))
	}
	if len(t.Statuses) > 0 {
		said = append(said, delivery(t.Statuses[0]))
	}
	return strings.Join(said, " ")
}

// channels is what people call several.
func (s summary) channels(ids []string) []string {
	named := make([]string, len(ids))
	for i, id := range ids {
		named[i] = s.channel(id)
	}
	return named
}

// lastWords begins the sentence about the last event that was decided, where nobody is a
// contact.
func lastWords(decision string) string {
	switch contact.DecisionKind(decision) {
	case contact.Ignored:
		return "The last that was decided made no contact"
	case contact.Quarantined:
		return "The last that was decided needs a look"
	}
	return "The last that was decided is " + decision
}

func (s summary) opening() string {
	q, t, where := s.q, s.t, "on any channel"
	switch {
	case q.ChannelID != "":
		where = "on channel " + s.channel(q.ChannelID)
	case !s.in.All():
		where = "on any of your channels"
	}
	switch {
	case t.DeletedAt != nil:
		return fmt.Sprintf("The %s was deleted at %s: its words are gone, its decisions stay.", subject(q), clock(*t.DeletedAt))
	case t.MergedInto != uuid.Nil && len(t.Contacts) > 0:
		return fmt.Sprintf("The %s was merged into %s on channel %s.", subject(q), called(t.Contacts[0]), s.channel(t.Contacts[0].ChannelID))
	case len(t.Contacts) > 0:
		c := t.Contacts[0]
		return fmt.Sprintf("%s is a contact on channel %s, created at %s by %s.",
			called(c), s.channel(c.ChannelID), clock(c.CreatedAt), wayIn(c, t.Events))
	case len(t.Others) > 0:
		return fmt.Sprintf("There is no such contact %s, but there is one on channel %s: %s.",
			where, s.channel(t.Others[0].ChannelID), called(t.Others[0]))
	case len(t.Events) > 0:
		return fmt.Sprintf("%s about %s, but there is no contact %s.", arrived(len(t.Events)), subject(q), where)
	}
	return fmt.Sprintf("Nothing has arrived about %s %s.", subject(q), where)
}

func arrived(events int) string {
	if events == 1 {
		return "Something has arrived"
	}
	return fmt.Sprintf("%d events have arrived", events)
}

// called is how a sentence names a contact.
func called(c book.ContactRow) string {
	switch contact.NameSource(c.NameSource) {
	case contact.NameNone:
		return "Somebody without a name or number"
	case contact.NamePhone:
		return intake.International(c.DisplayName)
	}
	return c.DisplayName
}

// marketing says whether the person may be written to with offers; empty if nobody
// said anything of it.
func marketing(c book.ContactRow) string {
	var agreed string
	if s := c.Consent; s != nil {
		agreed = "agreed to marketing messages"
		if !s.Given {
			agreed = "did not agree to marketing messages, or took it back,"
		}
		agreed += fmt.Sprintf(" at %s (%s)", clock(s.At), contact.Source(s.Source).Words())
	}
	switch {
	case c.OptedOutAt != nil && agreed != "":
		return fmt.Sprintf("The person stopped marketing messages at %s, which counts above all else, and %s.", clock(*c.OptedOutAt), agreed)
	case c.OptedOutAt != nil:
		return fmt.Sprintf("The person stopped marketing messages at %s.", clock(*c.OptedOutAt))
	case agreed != "":
		return "The person " + agreed + "."
	}
	return ""
}

// optedOutBefore reports whether a contact began as one that had opted out.
func optedOutBefore(events []book.EventRow) bool {
	return slices.ContainsFunc(events, func(e book.EventRow) bool { return strings.Contains(e.Note(), contact.OptedOutBefore) })
}

// mended tells in a sentence each what people last did about who the contact is: of an
// identity, and of merges.
func mended(events []book.EventRow) (said []string) {
	const most = 3
	for _, e := range slices.Backward(events) {
		reason := contact.Reason(store.OrEmpty(e.Reason))
		switch reason {
		case contact.Merged, contact.Unmerged, contact.KeptBoth, contact.Reconsidered, contact.IdentityEnded, contact.NumberCorrected:
		case contact.IdentityAdded:
			if e.Source != string(contact.SourceManual) { // what WhatsApp tells is no news
				continue
			}
		default:
			continue
		}
		words := reason.Words()
		if note := e.Note(); note != "" {
			words += ": " + note
		}
		said = append(said, fmt.Sprintf("At %s %s.", clock(e.ReceivedAt), words))
		if len(said) == most {
			break
		}
	}
	slices.Reverse(said)
	return said
}

// wayIn is by what a contact was created, in words.
func wayIn(c book.ContactRow, events []book.EventRow) string {
	for _, e := range events {
		if e.Decision == nil || *e.Decision != string(contact.Created) || e.ContactID == nil || *e.ContactID != c.ID {
			continue
		}
		if words, special := contact.KindWords(e.Kind); special {
			return words
		}
	}
	return contact.Source(c.Source).Words()
}

func subject(q book.Question) string {
	switch {
	case q.Lead:
		return "lead " + q.MessageID
	case q.MessageID != "":
		return "message " + q.MessageID
	case q.UserID != "":
		return "user id " + q.UserID
	case q.ContactID != uuid.Nil:
		return "contact " + q.ContactID.String()
	}
	return "number " + intake.International(q.Phone)
}

func delivery(s book.StatusRow) string {
	said := fmt.Sprintf("The last that WhatsApp told of a message to %s is %s, at %s", intake.International(s.Recipient), s.Status, clock(s.At))
	if s.ErrorTitle != nil {
		said += " (" + *s.ErrorTitle + ")"
	}
	return said + "."
}

func pending(events []book.EventRow) *book.EventRow {
	for i := range events {
		if events[i].Decision == nil {
			return &events[i]
		}
	}
	return nil
}

func lastDecision(events []book.EventRow) *book.EventRow {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Decision != nil {
			return &events[i]
		}
	}
	return nil
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
