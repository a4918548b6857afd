package service

import (
	"context"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// TriedForm is what a contact would be given by a submission.
type TriedForm struct {
	WaID    string            // empty: nobody can be told by it
	Problem string            // why it would need a look; empty: it would not
	Fields  map[string]string // by target
	Unused  []string          // answers that go nowhere
	Skipped []contact.Skipped // answers that do not fit
}

// TryForm reads a submission as the form would, and records nothing.
func (s *Service) TryForm(ctx context.Context, who Caller, id, contentType string, body []byte) (TriedForm, error) {
	if err := who.May(ContactsRead); err != nil {
		return TriedForm{}, err
	}
	form, err := s.GetForm(ctx, who, id)
	if err != nil {
		return TriedForm{}, err
	}
	answers, err := form.Read(contentType, body)
	if err != nil {
		return TriedForm{}, &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	number, definitions, err := s.judged(ctx, form.ChannelID, form.Number(answers))
	if err != nil {
		return TriedForm{}, err
	}
	ev, err := intake.FormSubmission(form.Form, intake.Submission{Answers: answers, Number: number, Once: "try", At: now()}, definitions)
	if err != nil {
		return TriedForm{}, err
	}
	out := TriedForm{WaID: ev.Facts.Person.WaID, Fields: fieldsByTarget(ev.Facts.Fields), Unused: []string{}, Skipped: []contact.Skipped{}}
	if ev.Facts.Effect == contact.Unjudged {
		out.Problem = ev.Facts.Reason.Words() + ": " + ev.Facts.Detail
	}
	if ev.Facts.Fields != nil {
		out.Skipped = append(out.Skipped, ev.Facts.Fields.Skipped...)
	}
	for name := range answers.Values {
		if !form.Uses(name) {
			out.Unused = append(out.Unused, name)
		}
	}
	slices.Sort(out.Unused)
	return out, nil
}

// fieldsByTarget writes what was given as a form names it.
func fieldsByTarget(given *contact.Fields) map[string]string {
	out := map[string]string{}
	if given == nil {
		return out
	}
	for _, f := range contact.NamedFields(contact.SourceForm) {
		if f.Kind != contact.IsText {
			continue
		}
		if value := *f.Given(given); value != nil {
			out[f.NameFor(contact.SourceForm)] = *value
		}
	}
	if len(given.AddTags) > 0 {
		out[intake.TargetTags] = strings.Join(given.AddTags, ", ")
	}
	if given.Consent != nil {
		out[contact.FieldConsent] = map[bool]string{true: "yes", false: "no"}[given.Consent.Given]
	}
	for name, value := range given.Attributes {
		out[contact.AttributePrefix+name] = strings.Trim(string(value), `"`)
	}
	return out
}
