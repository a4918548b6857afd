package service

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
)

// Content is what a person wrote or answered. It is shown of quarantined and dismissed
// events alone, which nobody can judge who does not see it.
type Content struct {
	Text    string // of a message
	Answers []Answer
}

// Answer is one answer to a form, or one value that an integration, a file or a caller
// gave.
type Answer struct{ Name, Value string }

// ContentOf returns what a person wrote or answered with a quarantined or dismissed event;
// nil for any other, and where nothing of it can be read or it was erased.
func ContentOf(e Event) *Content {
	if e.Raw == nil || store.OrEmpty(e.Decision) != string(contact.Quarantined) && e.Dismissal == nil {
		return nil
	}
	var c Content
	switch contact.Source(e.Source) {
	case contact.SourceMessage, contact.SourceSystem:
		c.Text = whatsapp.Written([]byte(*e.Raw))
	case contact.SourceForm:
		if answers, err := intake.StoredAnswers([]byte(*e.Raw)); err == nil {
			c.Answers = answersOf(answers.Values)
		}
	case contact.SourceTrigger:
		var call struct{ Fields map[string]any }
		if json.Unmarshal([]byte(*e.Raw), &call) == nil {
			c.Answers = answersOf(call.Fields)
		}
	default:
		c.Answers = givenBy(store.OrEmpty(e.Facts))
	}
	if c.Text == "" && len(c.Answers) == 0 {
		return nil
	}
	return &c
}

// maxAnswer is how much of an answer is shown, in runes.
const maxAnswer = 4096

func answersOf(values map[string]any) (answers []Answer) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text, isText := values[name].(string)
		if !isText && values[name] != nil {
			encoded, err := json.Marshal(values[name])
			if err != nil {
				continue
			}
			text = string(encoded)
		}
		answers = append(answers, Answer{contact.Clean(name, contact.MaxName), contact.Clean(text, maxAnswer)})
	}
	return answers
}

// givenBy are the person and the values that facts name.
func givenBy(facts string) (answers []Answer) {
	var f contact.Facts
	if json.Unmarshal([]byte(facts), &f) != nil {
		return nil
	}
	add := func(name, value string) {
		if value != "" {
			answers = append(answers, Answer{name, contact.Clean(value, maxAnswer)})
		}
	}
	add("wa_id", f.Person.WaID)
	add("user_id", f.Person.UserID)
	if f.Fields == nil {
		return answers
	}
	for _, field := range contact.FieldsOf(contact.SourceAPI) {
		if field.Kind == contact.IsText {
			add(field.Name, store.OrEmpty(*field.Given(f.Fields)))
		}
	}
	add("tags", strings.Join(f.Fields.AddTags, ", "))
	for _, name := range slices.Sorted(maps.Keys(f.Fields.Attributes)) {
		add(contact.AttributePrefix+name, cellOf(f.Fields.Attributes[name]))
	}
	return answers
}

// The corrections that a replay takes.
const (
	FixPhone   = "phone"
	FixCountry = "default_country"
	FixChannel = "channel_id"
)

// Fix is what would help a quarantined event.
type Fix struct {
	Correction string // that a replay takes; empty: none would help
	Message    string // a sentence: what to do
}

// FixOf returns what would help a quarantined event; nil for any other.
func FixOf(e Event) *Fix {
	if store.OrEmpty(e.Decision) != string(contact.Quarantined) {
		return nil
	}
	if e.Erased || isEmpty(e) {
		return &Fix{Message: "Nothing is left of it: its words were erased."}
	}
	switch reason := contact.Reason(store.OrEmpty(e.Reason)); reason {
	case contact.NoPhone:
		return &Fix{FixPhone, "Replay it with the person's phone number, as people write it."}
	case contact.BadPhone:
		if intake.LacksCountry(store.OrEmpty(e.Detail)) {
			return &Fix{FixCountry, "Replay it with the country that the number is of, or with the number and its country code."}
		}
		return &Fix{FixPhone, "Replay it with a phone number that can be used."}
	case contact.AmbiguousPhone:
		return &Fix{FixPhone, "Replay it with the number exactly as the right contact has it."}
	case contact.UnknownChannel:
		return &Fix{FixChannel, fmt.Sprintf("Add a channel with the phone_number_id %s: then it is judged by itself. Or replay it with the channel that it belongs to.", e.Origin)}
	case contact.ChannelDisabled:
		return &Fix{Message: fmt.Sprintf("Enable the channel %s: then it is judged by itself. If that channel is deleted, bring it back, or add another one with the phone_number_id %s.", store.OrEmpty(e.ChannelID), e.Origin)}
	case contact.FormDisabled:
		return &Fix{Message: fmt.Sprintf("Enable the form %s, and its channel: then it is judged by itself.", e.Origin)}
	case contact.UnknownType:
		return &Fix{Message: "Replay it once this program knows the type. If it says who wrote, the contact can be made by hand."}
	case contact.UnmappedForm:
		return &Fix{Message: "Add a form with the shape facebook and this form's facebook_form_id, map its questions, and replay it."}
	case contact.LeadUnavailable:
		return &Fix{Message: "See what Facebook says in detail, such as a token of the page that has no right to read leads. Then replay it."}
	case contact.TooManyItems, contact.Unreadable, contact.Failed:
		return &Fix{Message: "Replay it as it is. If it ends here again, the log says why."}
	}
	return &Fix{Message: "What WhatsApp sent cannot be used, and no correction helps. Delete it if nobody needs it."}
}
