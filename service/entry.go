package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// Entry is what somebody entered of a contact, as JSON, member by member: what is
// not there stays as it is, null clears.
type Entry map[string]json.RawMessage

// The members that entries may have. A misspelt one must not be lost in silence.
var (
	newMembers  = slices.Concat([]string{"channel_id", "phone", "wa_id", "default_country"}, names(callersFields), []string{"source"})
	editMembers = append(names(callersFields), "opted_out", "phone")
)

func names(fields []contact.Field) (all []string) {
	for _, f := range fields {
		all = append(all, f.Name)
	}
	return all
}

// only returns an error if the entry has other members than these.
func (in Entry) only(members []string) error {
	for name := range in {
		if !slices.Contains(members, name) {
			name = contact.Clean(name, 64)
			return &Error{Code: UnknownField, Field: name, Message: fmt.Sprintf("There is no %q here; there is: %s.", name, strings.Join(members, ", "))}
		}
	}
	return nil
}

// CreateContact is manual entry and the API: it creates one contact or updates
// the one that is there, and ranks as a person's own word.
func (s *Service) CreateContact(ctx context.Context, who Caller, in Entry, r Request) (Applied, error) {
	if err := who.May(contact.SourceAPI.Scope()); err != nil {
		return Applied{}, err
	}
	if err := in.only(newMembers); err != nil {
		return Applied{}, err
	}
	source := contact.SourceAPI
	var channelID, given string
	var named whom
	for _, member := range []struct {
		name string
		into *string
	}{
		{"channel_id", &channelID}, {"source", &given}, {"phone", &named.phone}, {"wa_id", &named.waID}, {"default_country", &named.country},
	} {
		value, there := in[member.name]
		if there && json.Unmarshal(value, member.into) != nil {
			return Applied{}, invalid(member.name, "%s must be a string.", member.name)
		}
	}
	switch given {
	case "", string(contact.SourceAPI):
	case string(contact.SourceManual):
		source = contact.SourceManual
	default:
		return Applied{}, invalid("source", "source must be manual or api.")
	}
	channel, err := s.mayTakeIn(ctx, who, channelID)
	if err != nil {
		return Applied{}, err
	}
	var wrong wrongs
	number, err := s.person(ctx, channel, named)
	if err = wrong.add(err); err != nil {
		return Applied{}, err
	}
	fields, err := s.fields(ctx, in)
	if err = wrong.add(err); err != nil {
		return Applied{}, err
	}
	if err := wrong.err(); err != nil {
		return Applied{}, err
	}
	body, err := plain(in)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "entry", asked{Body: body}}
	if r.New {
		switch there, err := s.book(who).ByNumber(ctx, channelID, number.Digits); {
		case err == nil:
			return s.again(ctx, from, alreadyThere(there))
		case !errors.Is(err, store.ErrNotFound):
			return Applied{}, err
		}
	}
	applied, err := s.apply(ctx, from, channelID, source, intake.WithNumber(contact.Facts{
		Effect: contact.Creates, Person: contact.Person{WaID: number.Digits, Unconfirmed: true}, Fields: fields,
	}, number, "phone"))
	if err != nil {
		return Applied{}, err
	}
	out, err := s.result(ctx, who, applied)
	out.Understood = number.Understood()
	return out, err
}

// alreadyThere refuses a new contact who is there.
func alreadyThere(c Contact) *Error {
	return &Error{Code: AlreadyThere, Field: "phone", ContactID: &c.ID,
		Message: "There is a contact with this number already: open that one, and change it."}
}

// EditContact is a person's edit. A phone corrects the number that the contact shows. version is the one that was edited; nil if it
// does not matter.
func (s *Service) EditContact(ctx context.Context, who Caller, id uuid.UUID, version *int64, in Entry, r Request) (Applied, error) {
	if err := who.May(contact.SourceManual.Scope()); err != nil {
		return Applied{}, err
	}
	if err := in.only(editMembers); err != nil {
		return Applied{}, err
	}
	fields, err := s.fields(ctx, in)
	if err != nil {
		return Applied{}, err
	}
	facts := contact.Facts{Fields: fields}
	if given, there := in["opted_out"]; there {
		if json.Unmarshal(given, &facts.OptOut) != nil || facts.OptOut == nil {
			return Applied{}, invalid("opted_out", "opted_out must be true or false.")
		}
	}
	body, err := plain(in)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "edit", asked{ID: id.String(), Version: version, Body: body}}
	command := contact.Command{Contact: id, IfVersion: version}
	given, there := in["phone"]
	if !there {
		return s.command(ctx, from, command, facts)
	}
	var phone string
	if json.Unmarshal(given, &phone) != nil || string(given) == "null" {
		return Applied{}, invalid("phone", "phone must be a number as people write it. To have a contact do without its number, end that identity.")
	}
	row, err := s.book(who).Contact(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	if facts, command.Number, err = s.withNumber(ctx, who, row, phone, facts); err != nil {
		return Applied{}, err
	}
	return s.mend(ctx, from, row, command, facts, "phone")
}

// DeleteContact removes a person and leaves a tombstone without personal data.
// version is as for EditContact. The decision's kind is contact.Pending if
// nobody decided in time; who was deleted already is deleted.
func (s *Service) DeleteContact(ctx context.Context, who Caller, id uuid.UUID, version *int64, r Request) (contact.Decision, error) {
	if err := who.May(ContactsWrite); err != nil {
		return contact.Decision{}, err
	}
	applied, err := s.send(ctx, origin{who, r, "delete", asked{ID: id.String(), Version: version}},
		contact.Command{Contact: id, IfVersion: version, Delete: true}, contact.Facts{})
	if errors.Is(err, book.ErrDeleted) {
		return contact.Decision{Kind: contact.Ignored, Reason: contact.NoContact, ContactID: id}, nil
	}
	if err == nil {
		err = refusal(applied.Decision)
	}
	return applied.Decision, err
}
