package service

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// PublicForm is a form as anybody sees it who may fill it in.
type PublicForm struct {
	ID, Name  string
	Business  string // the name of its channel
	Country   string // of numbers without a country code; empty: they need one
	ThanksURL string // where people are led afterwards; empty: a page of ours
	Questions []FormQuestion
}

// FormQuestion is one of those that a public form asks.
type FormQuestion struct {
	Name   string // of the answer
	Label  string
	Target string
	Type   intake.AttributeType // of an attribute; else empty
}

// Honeypot is a field that people do not see. Programs that fill in whatever there is
// fill it in, and nothing of what they send is kept.
const Honeypot = "website"

// keyField is a field with a key for one submission, so that a double click makes one.
const keyField = "idempotency_key"

// errNoPublicForm is the same for a form that is not there and one that is not public.
var errNoPublicForm = &Error{Code: NotFound, Message: "There is no form here that could be filled in. Ask whoever gave you this address."}

// errClosedForm tells whoever would fill in a form that is disabled, or whose channel is.
var errClosedForm = &Error{Code: Disabled, Message: "This form is closed: nothing can be sent with it for now. Ask whoever gave you this address."}

// GetPublicForm returns a form that anybody may fill in.
func (s *Service) GetPublicForm(ctx context.Context, id string) (PublicForm, error) {
	form, definitions, err := s.publicForm(ctx, id)
	if err != nil {
		return PublicForm{}, err
	}
	channel, err := s.settings(itself).Channel(ctx, form.ChannelID)
	return PublicForm{
		ID: form.ID, Name: form.Name, Business: channel.Name, Country: form.Country(), ThanksURL: store.OrEmpty(form.ThanksURL),
		Questions: questions(form.Fields, definitions),
	}, err
}

func (s *Service) publicForm(ctx context.Context, id string) (Form, intake.Definitions, error) {
	if !slug.MatchString(id) {
		return Form{}, nil, errNoPublicForm
	}
	form, err := s.settings(itself).Form(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return Form{}, nil, errNoPublicForm
	case err != nil:
		return Form{}, nil, err
	case !form.IsPublic():
		return Form{}, nil, errNoPublicForm
	case closedForm(form) != nil:
		return Form{}, nil, errClosedForm
	}
	definitions, err := s.settings(itself).Definitions(ctx)
	return form, definitions, err
}

// questions are those of a form, the number first, then the others in the order of an
// export's columns.
func questions(fields map[string]string, definitions intake.Definitions) []FormQuestion {
	order := func(target string) int {
		if strings.HasPrefix(target, contact.AttributePrefix) {
			return len(contact.NamedFields(contact.SourceForm))
		}
		return slices.IndexFunc(contact.NamedFields(contact.SourceForm), func(f contact.Field) bool { return f.NameFor(contact.SourceForm) == target })
	}
	names := slices.SortedFunc(maps.Keys(fields), func(a, b string) int {
		if by := order(fields[a]) - order(fields[b]); by != 0 {
			return by
		}
		return strings.Compare(a, b)
	})
	var all []FormQuestion
	for _, name := range names {
		q := FormQuestion{Name: name, Label: LabelOf(name), Target: fields[name]}
		if attribute, ok := strings.CutPrefix(q.Target, contact.AttributePrefix); ok {
			q.Type = definitions[attribute]
		}
		all = append(all, q)
	}
	return all
}

// LabelOf writes the name of an answer as people would: full_name is Full name.
func LabelOf(name string) string {
	words := strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(name)), " ")
	if words == "" {
		return name
	}
	first := []rune(words)[:1]
	return strings.ToUpper(string(first)) + string([]rune(words)[1:])
}

// SubmitPublicForm takes in what somebody filled in, on the form's page or on another
// site. Whoever gave a number that cannot be used is there to write another one, and is
// asked for it: nothing is kept then.
func (s *Service) SubmitPublicForm(ctx context.Context, id string, values url.Values) error {
	form, definitions, err := s.publicForm(ctx, id)
	if err != nil {
		return err
	}
	if _, asked := form.Fields[Honeypot]; !asked && values.Get(Honeypot) != "" {
		s.NoteSubmission(id, RefusedHoneypot) // who fills it in is told nothing
		return nil
	}
	given := maps.Clone(values)
	for _, own := range []string{Honeypot, keyField} {
		if _, asked := form.Fields[own]; !asked {
			delete(given, own)
		}
	}
	if key := values.Get(keyField); key != "" && !given.Has(intake.SubmissionID) {
		given.Set(intake.SubmissionID, key)
	}
	answers, err := intake.ReadForm(given)
	if err != nil {
		return &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	number, err := s.number(ctx, form.ChannelID, form.Number(answers))
	if err != nil {
		return err
	}
	if name := form.PhoneAnswer(); name != "" && !number.Usable() {
		s.NoteSubmission(id, RefusedNumber)
		return &Error{Code: UnusableNumber, Field: name, Message: mendNumber(number)}
	}
	sender := ctx
	ctx, cancel := recording(ctx)
	defer cancel()
	_, err = s.take(ctx, sender, Submission{Form: id, Request: Request{Route: "POST /f/{id}"}}, submitted{form, answers, number, definitions})
	if err == nil {
		s.NoteSubmission(id, "")
	}
	return err
}

// mendNumber says to whoever wrote a number what to write instead.
func mendNumber(n intake.Number) string {
	if n.Problem == intake.Missing || n.Problem == "" {
		return "Write your phone number, such as +60 12-345 6789."
	}
	wrong, _, _ := strings.Cut(n.Words(), ":") // what follows is for whoever set the form up
	wrong, _, _ = strings.Cut(wrong, ",")
	return "This phone number cannot be used: it " + wrong + ". Write it with its country code, such as +60 12-345 6789."
}
