package web

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// MessageLine is one message of a conversation.
type MessageLine struct {
	service.Message
	Kind string // in words, where there is no text
	Ad   *contact.Referral
}

func (s *Site) messageLine(m service.Message) MessageLine {
	line := MessageLine{Message: m, Ad: m.Referral}
	if m.Text == nil || *m.Text == "" {
		line.Kind = strings.ReplaceAll(m.Type, "_", " ")
	}
	return line
}

// EventLine is something that happened with a contact, in words.
type EventLine struct {
	ID      string
	At      time.Time
	Title   string // what it was, and who did it
	State   string // what became of it
	Class   string // of the state: good, warn or bad; empty: plain
	Why     string
	Changes []FieldChange
	Added   []string // tags
	Removed []string
	History string // the run that decided it, in the Temporal UI
}

// FieldChange is a field that an event gave.
type FieldChange struct{ Label, Was, Now string }

// states are what decisions are called on pages, and how they look.
var states = map[string]struct{ label, class string }{
	string(contact.Created):     {"Created the contact", "good"},
	string(contact.Updated):     {"Changed the contact", "good"},
	string(contact.Attached):    {"Filed with the contact", ""},
	string(contact.Ignored):     {"Changed nothing", ""},
	string(contact.Quarantined): {"Needs a look", "bad"},
	"":                          {"Not decided yet", "warn"},
}

func (v *Visit) eventLines(events []service.Event) []EventLine {
	lines := make([]EventLine, 0, len(events))
	for _, e := range events {
		state := states[contact.OrEmpty(e.Decision)]
		line := EventLine{ID: e.ID.String(), At: e.ReceivedAt, Title: v.eventTitle(e), State: state.label, Class: state.class, Why: whyOf(e)}
		if e.OccurredAt != nil {
			line.At = *e.OccurredAt
		}
		for _, g := range e.Givens() {
			if g.Value == g.Was && g.Value != "" {
				continue
			}
			line.Changes = append(line.Changes, FieldChange{fieldLabel(g.Field), v.shownValue(g.Field, g.Was), v.shownValue(g.Field, g.Value)})
		}
		line.Added, line.Removed = e.Tags()
		if contact.OrEmpty(e.Reason) == string(contact.FieldsChanged) && e.Detail == nil && e.Note() == "" {
			line.Why = "" // the changes say so
		}
		if id := service.EventWorkflow(e); id != nil {
			line.History = v.site.historyURL(*id, contact.OrEmpty(e.RunID))
		}
		lines = append(lines, line)
	}
	return lines
}

// whyOf is why an event was decided as it was, as a sentence.
func whyOf(e service.Event) string {
	why := contact.OrEmpty(e.Detail)
	if why == "" && e.Reason != nil {
		why = contact.Reason(*e.Reason).Words()
	}
	if note := e.Note(); note != "" {
		why = strings.TrimPrefix(why+"; "+note, "; ")
	}
	return sentence(plainly(why))
}

func sentence(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

// titles are what events of people are called, by their kind.
var titles = map[string]string{
	"entry": "Entered", "edit": "Edited", "delete": "Deleted", "merge": "Merged", "unmerge": "Merge taken back", "keep_both": "Kept as two contacts",
	"reconsider": "Suggested as one person again", "add_identity": "Number or user id added", "end_identity": "Number or user id ended",
}

// eventTitle says what an event was, and by whom.
func (v *Visit) eventTitle(e service.Event) string {
	source, by := contact.Source(e.Source), v.callerName(e.By())
	switch {
	case source == contact.SourceMessage:
		return "Message: " + strings.ReplaceAll(e.Kind, "_", " ")
	case titles[e.Kind] != "" && by != "":
		return titles[e.Kind] + " by " + by
	case titles[e.Kind] != "" && source == contact.SourceAPI:
		return titles[e.Kind] + " by the API"
	case titles[e.Kind] != "":
		return titles[e.Kind] + " by hand"
	case source == contact.SourceForm || source == contact.SourceTrigger:
		return sourceLabel(e.Source) + " " + v.originName(source, e.Origin)
	case source == contact.SourceImport:
		return strings.TrimSpace("Import " + v.importName(e.Origin))
	case source == contact.SourceSystem:
		return "WhatsApp: " + strings.ReplaceAll(e.Kind, "_", " ")
	}
	return sourceLabel(e.Source)
}

// callerName is what people call who sent a command.
func (v *Visit) callerName(name string) string {
	slug, person := strings.CutPrefix(name, service.PersonName(""))
	switch {
	case name == "":
		return ""
	case person:
		return v.personName(slug)
	case name == "API_TOKEN":
		return "the API_TOKEN"
	}
	return "an access token"
}

func fieldLabel(field string) string {
	switch field {
	case contact.FieldDisplayName:
		return "Name"
	case contact.FieldRemarks:
		return "Remarks"
	case contact.FieldAssignee:
		return "Assignee"
	}
	return strings.TrimPrefix(field, contact.AttributePrefix)
}

func (v *Visit) shownValue(field, value string) string {
	if field == contact.FieldAssignee {
		return v.personName(value)
	}
	return value
}
