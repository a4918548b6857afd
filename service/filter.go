package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// ReadContactFilter reads what narrows a list of contacts, and its order, from the query
// of an address. ContactFilter.Values writes it there.
func ReadContactFilter(query url.Values) (ContactFilter, error) { return contact.ReadFilter(query) }

// ReadContactFilterJSON reads the same from JSON, by which something is done: what is not
// known is refused.
func ReadContactFilterJSON(b json.RawMessage) (f ContactFilter, err error) {
	err = json.Unmarshal(b, &f)
	var wrong contact.WrongFilters
	if err != nil && !errors.As(err, &wrong) {
		return f, &Error{Code: Malformed, Field: "filter", Err: err, Message: `filter must be a JSON object, such as {"tag": ["fair"]}.`}
	}
	return f, err
}

// mostCounted is how many contacts are counted one by one.
const mostCounted = 10_000

// Count is how many contacts a filter finds.
type Count struct {
	Contacts int64
	Exact    bool // else it is an estimate, of more than are counted
}

// CountContacts counts the contacts that a filter finds.
func (s *Service) CountContacts(ctx context.Context, who Caller, f ContactFilter) (Count, error) {
	if err := who.May(ContactsRead); err != nil {
		return Count{}, err
	}
	f, err := s.findable(ctx, f)
	if err != nil {
		return Count{}, err
	}
	count, exact, err := s.book(who).CountContacts(ctx, f, mostCounted)
	return Count{count, exact}, tooWide(f, err)
}

// onPages is how much work counting is for a page of contacts, which has to be there at
// once. Ten thousand by an index cost less; what has to be looked at one by one does not.
var onPages = book.Effort{Most: mostCounted, Few: 1000, Dear: 2500}

// CountForPage counts the contacts that a filter finds, for a page that shows some of
// them: where counting takes long it is an estimate from 1,000 on. Everybody, or a channel,
// is one where PostgreSQL knows of 100,000.
func (s *Service) CountForPage(ctx context.Context, who Caller, f ContactFilter) (Count, error) {
	if err := who.May(ContactsRead); err != nil {
		return Count{}, err
	}
	f, err := s.findable(ctx, f)
	if err != nil {
		return Count{}, err
	}
	count, exact, err := s.book(who).CountWithin(ctx, f, onPages)
	return Count{count, exact}, tooWide(f, err)
}

// CountBothForPage is CountForPage of a filter, and of all who are searched for by it.
func (s *Service) CountBothForPage(ctx context.Context, who Caller, f ContactFilter) (found, all Count, err error) {
	if err := who.May(ContactsRead); err != nil {
		return found, all, err
	}
	if f, err = s.findable(ctx, f); err != nil {
		return found, all, err
	}
	a, b, err := s.book(who).CountBoth(ctx, f, onPages)
	return Count(a), Count(b), tooWide(f, err)
}

// CountByChannelForPage counts for a page what a filter finds in each channel. It reports
// whether all are counted: if there are more than that, only some are.
func (s *Service) CountByChannelForPage(ctx context.Context, who Caller, f ContactFilter) (found map[string]int64, all bool, err error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, false, err
	}
	if f, err = s.findable(ctx, f); err != nil {
		return nil, false, err
	}
	found, all, err = s.book(who).CountByChannel(ctx, f, onPages)
	return found, all, tooWide(f, err)
}

// findable reads the values of a filter's attributes as these are defined. The names of
// attributes must be known: without one that is misspelt is everybody.
func (s *Service) findable(ctx context.Context, f ContactFilter) (ContactFilter, error) {
	names := f.AttributesWithout()
	if !f.NeedsAttributes() && len(names) == 0 {
		return f, nil
	}
	definitions, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return f, err
	}
	f.Attributes = slices.Clone(f.Attributes)
	var wrong contact.WrongFilters
	for _, name := range names {
		if _, defined := definitions[name]; !defined {
			wrong = append(wrong, contact.WrongFilter{Name: "without", Message: "without=" + contact.AttributeFilterPrefix + name +
				": there is no attribute of this name. GET /v1/attributes lists them."})
		}
	}
	for i := range f.Attributes {
		a := &f.Attributes[i]
		a.Number = definitions[a.Name] == intake.TypeNumber
		name := contact.AttributeFilterPrefix + a.Name
		for _, v := range []struct {
			suffix string
			value  *string
		}{{"", &a.Is}, {".gte", &a.From}, {".lte", &a.To}} {
			if *v.value == "" {
				continue
			}
			if why := findableValue(definitions, a.Name, v.suffix != "", v.value); why != "" {
				wrong = append(wrong, contact.WrongFilter{Name: name + v.suffix, Message: name + v.suffix + ": " + why + "."})
			}
		}
	}
	if len(wrong) > 0 {
		return f, wrong
	}
	return f, nil
}

// findableValue writes a value as those that are stored, or says why it is none.
func findableValue(definitions intake.Definitions, name string, ranges bool, value *string) (why string) {
	read, why := definitions.Value(name, *value)
	switch {
	case why != "":
		return why
	case ranges && definitions[name] == intake.TypeString:
		return "the attribute is a text, and only numbers and dates have a range"
	}
	*value = cellOf(read)
	if *value == "" {
		return "there is nothing in it"
	}
	return ""
}

// tooWide says which filter to narrow where reading took too long, and what to wait for
// where contacts are still being prepared.
func tooWide(f ContactFilter, err error) error {
	name := f.Costly()
	switch {
	case errors.Is(err, store.ErrPreparing):
		return &Error{Code: Busy, RetryAfter: preparing, Err: err, Message: "Contacts from before the last upgrade are still being " +
			"prepared for this filter or order, which takes some minutes: a list would leave them out. " +
			"Please try again after Retry-After seconds, or ask without it."}
	case !errors.Is(err, store.ErrSlow) || name == "":
		return err
	}
	return &Error{Code: Slow, Field: name, RetryAfter: retryAfter, Err: err, Message: fmt.Sprintf(
		"This took longer than reading may. What %s lets through is found by looking at contacts one by one: narrow it, or add a filter "+
			"that finds few, such as tag, assignee, ad_id, attr.<name> or a later created_after%s.", name, inOrder(f))}
}

// inOrder adds what the order of a list has to do with it.
func inOrder(f ContactFilter) string {
	if f.Sort == "" || f.Sort == contact.ByCreated {
		return ""
	}
	return ", or leave sort=" + string(f.Sort) + " out, since filters have an index in the order of -created"
}

// preparing is how long a caller is asked to wait while contacts are being prepared.
const preparing = 6 * retryAfter

// wrongFilters is the error of a filter that cannot be read.
func wrongFilters(wrong contact.WrongFilters) *Error {
	e := &Error{Code: InvalidParameter, Field: wrong[0].Name, Message: wrong.Error(), Err: wrong}
	for _, w := range wrong {
		e.Errors = append(e.Errors, FieldError{w.Name, InvalidParameter, w.Message})
	}
	return e
}

var _ json.Unmarshaler = (*ContactFilter)(nil) // what is asked for by JSON bears the same filter
