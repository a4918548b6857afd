package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/luluchat/contacts/contact"
)

// KindForm is the kind of every form event.
const KindForm = "form"

// SubmissionID is the answer by which a sender makes a submission that it sends
// twice one event.
const SubmissionID = "submission_id"

// Submission is what was sent to a form.
type Submission struct {
	Answers Answers
	Number  Number // as the caller judged Form.Number
	// Signed is the body as it arrived if a signature vouched for it, else nil.
	Signed []byte
	Hash   string // a keyed hash of the answers: nobody can try phone numbers out against it
	Once   string // unique for what is taken in once: makes a submission without an id an event of its own
	At     time.Time
}

// stored is the raw item of a form event. It holds all that judging it anew
// needs, besides the form and the attributes of that day.
type stored struct {
	Form    string          `json:"form"`
	Answers json.RawMessage `json:"answers"`
	// Of a flow's reply alone: who sent it, and with which message.
	Person    *contact.Person `json:"person,omitempty"`
	MessageID string          `json:"message_id,omitempty"`
	// Of a lead of Facebook's alone.
	Lead *Lead `json:"lead,omitempty"`
}

// FormSubmission returns the event of a submission. One without a usable number
// is to be quarantined; its fields are filled all the same, so that a replay
// only has to name the person.
//
// What makes two submissions one event: the same submission_id and the same
// answers; the same id with other answers is a later word. Without one, a
// body that arrives again with its signature is the same event, for nothing in
// a signed body tells a repetition by the sender from one by an eavesdropper; a
// form tool whose people may give identical answers sends a submission_id. A
// body without a signature is an event of its own each time, for two people may
// well answer the same.
func FormSubmission(f Form, s Submission, d Definitions) (contact.Event, error) {
	facts := f.facts(s.Answers, s.Number, d)
	id := s.Answers.text(SubmissionID)
	ev := contact.Event{
		ChannelID: f.ChannelID, Origin: f.ID, Source: contact.SourceForm, Kind: KindForm,
		ExternalID: clip(id, contact.MaxTextID), OccurredAt: s.At, Facts: facts,
	}
	switch {
	case id != "":
		ev.DedupeKey = contact.DedupeKey(f.ID, KindForm, s.Hash, nil) // the id is among the answers
	case s.Signed != nil:
		ev.DedupeKey = contact.DedupeKey(f.ID, KindForm, "", s.Signed)
	default:
		ev.DedupeKey = contact.DedupeKey(f.ID, "form_event", s.Once, nil)
	}
	var err error
	ev.Raw, err = json.Marshal(stored{Form: f.ID, Answers: s.Answers.Raw})
	if err != nil {
		return contact.Event{}, fmt.Errorf("encode the submission: %w", err)
	}
	return ev, nil
}

// RepeatsItself reports whether a submission that is sent again as it is makes no
// other event, for what is in it.
func RepeatsItself(s Submission) bool { return s.Signed != nil || s.Answers.text(SubmissionID) != "" }

// facts are what a submission says, and of whom.
func (f Form) facts(a Answers, n Number, d Definitions) contact.Facts {
	facts := WithNumber(contact.Facts{Effect: contact.Creates, Fields: f.fill(a, d)}, n, f.PhoneAnswer())
	if n.Usable() {
		facts.Person = contact.Person{WaID: n.Digits, Unconfirmed: true}
		return facts
	}
	facts.Effect, facts.Reason = contact.Unjudged, contact.BadPhone
	if n.Problem == Missing || n.Problem == "" {
		facts.Reason = contact.NoPhone
	}
	facts.Detail = f.refusal(n) + and(facts.Detail)
	return facts
}

func (f Form) refusal(n Number) string {
	name := f.PhoneAnswer()
	switch {
	case name == "":
		return "no answer of this form goes to phone; it is kept, and can be replayed with a number"
	case n.Problem == "":
		return "the phone number is missing"
	}
	return "the phone number (" + clip(name, maxNamed) + ") " + n.Words()
}

func and(detail string) string {
	if detail == "" {
		return ""
	}
	return "; " + detail
}

// ErrUnreadable says that a stored item is no form event's.
var ErrUnreadable = errors.New("no form event's raw item")

// StoredAnswers returns the answers in a form event's raw item.
func StoredAnswers(raw []byte) (Answers, error) {
	_, a, err := unstore(raw)
	return a, err
}

func unstore(raw []byte) (stored, Answers, error) {
	var s stored
	if err := json.Unmarshal(raw, &s); err != nil || s.Form == "" {
		return stored{}, Answers{}, ErrUnreadable
	}
	a, err := ReadJSON(s.Answers)
	if err != nil && s.MessageID != "" {
		a, err = Answers{Raw: s.Answers}, nil // a flow may have answered anything
	}
	if err != nil {
		return stored{}, Answers{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return s, a, nil
}

// ReparseForm judges a form event's raw item anew, with the form and the
// attributes as they are now. number is the one to use: a correction, or
// Form.Number of the StoredAnswers. The event's id, dedupe key, outside id and
// time never change, and are not set.
func ReparseForm(raw []byte, f Form, d Definitions, number Number) (contact.Event, error) {
	s, a, err := unstore(raw)
	if err != nil {
		return contact.Event{}, err
	}
	ev := contact.Event{
		ChannelID: f.ChannelID, Origin: f.ID, Source: contact.SourceForm, Kind: KindForm, Raw: raw,
	}
	if s.Lead != nil {
		ev.Kind = KindLead
	}
	if s.Person != nil {
		ev.Facts = f.flowFacts(a, *s.Person, d)
	} else {
		ev.Facts = f.facts(a, number, d)
	}
	return ev, nil
}
