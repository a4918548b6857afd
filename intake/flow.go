package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// FlowForm returns the id of the form that a flow's token names: the token
// itself, or what stands before its first colon, so that a token can be unique
// to a person.
func FlowForm(token string) string {
	id, _, _ := strings.Cut(token, ":")
	return id
}

// ErrNoFlow says that an event carries no flow's reply.
var ErrNoFlow = errors.New("the event carries no flow's reply")

// FlowSubmission returns the form event of a message that carries a flow's
// reply. Who submitted it is who wrote the message, whatever number is among
// the answers, and it happened when the message did.
func FlowSubmission(f Form, message contact.Event, d Definitions) (contact.Event, error) {
	if message.Facts.Flow == nil {
		return contact.Event{}, ErrNoFlow
	}
	a, err := ReadJSON(message.Facts.Flow.Answers)
	if err != nil {
		a = Answers{Raw: json.RawMessage("null")}
		if given := bytes.ToValidUTF8(message.Facts.Flow.Answers, []byte("\uFFFD")); json.Valid(given) {
			a.Raw = given
		}
	}
	person := message.Facts.Person
	raw, err := json.Marshal(stored{Form: f.ID, Answers: a.Raw, Person: &person, MessageID: message.ExternalID})
	if err != nil {
		return contact.Event{}, fmt.Errorf("encode the flow's reply: %w", err)
	}
	return contact.Event{
		ChannelID: f.ChannelID, Origin: f.ID, Source: contact.SourceForm, Kind: KindForm,
		ExternalID: message.ExternalID,
		// The message's own key is as unique as the message, whatever its id is.
		DedupeKey:  contact.DedupeKey(f.ID, "flow", "", []byte(message.DedupeKey)),
		OccurredAt: message.OccurredAt, Priority: message.Priority,
		Facts: f.flowFacts(a, person, d), Raw: raw,
	}, nil
}

func (f Form) flowFacts(a Answers, person contact.Person, d Definitions) contact.Facts {
	facts := contact.Facts{Effect: contact.Creates, Person: person, Fields: f.fill(a, d)}
	if name := f.PhoneAnswer(); name != "" {
		n := a.number(name, f.Country())
		own := n.Digits != "" && contact.FoldNumber(n.Digits) == contact.FoldNumber(person.WaID)
		if n.Problem != Missing && !own {
			facts.Fields.Skipped = append(facts.Fields.Skipped, contact.Skipped{
				Name: clip(name, maxNamed), Why: "who sent the flow's message is known by it",
			})
		}
	}
	facts.Detail = contact.Report(facts.Fields.Skipped)
	if a.Values == nil {
		facts.Detail = "the flow's answers are no JSON object"
	}
	return facts
}
