package service

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
)

const (
	maxPersonName = 100 // runes
	maxEmail      = 254 // bytes; no longer one is delivered to
	// inviteLasts is how long somebody has to choose a password.
	inviteLasts = 72 * time.Hour
)

// ListPeople returns everybody who may sign in, by name. To who is no admin they are
// names alone, and to who sees certain channels alone those who see one of them, too.
func (s *Service) ListPeople(ctx context.Context, who Caller) ([]Person, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	all, err := s.access.People(ctx)
	if err != nil {
		return nil, err
	}
	seen := make([]Person, 0, len(all))
	for _, p := range all {
		if who.shares(p.Channels) {
			seen = append(seen, who.seesOf(p))
		}
	}
	return seen, nil
}

// GetPerson returns one person, as ListPeople does.
func (s *Service) GetPerson(ctx context.Context, who Caller, id string) (Person, error) {
	if err := who.May(ContactsRead); err != nil {
		return Person{}, err
	}
	if !slug.MatchString(id) {
		return Person{}, errNoID
	}
	p, err := s.access.Person(ctx, id)
	if err == nil && !who.shares(p.Channels) {
		err = errNoID
	}
	if err != nil {
		return Person{}, err
	}
	return who.seesOf(p), nil
}

// shares reports whether the caller sees one of a person's channels, where none means
// all.
func (who Caller) shares(channels []string) bool {
	return who.Channels.All() || len(channels) == 0 || slices.ContainsFunc(channels, who.Channels.Has)
}

// seesOf returns a person as the caller may see one.
func (who Caller) seesOf(p Person) Person {
	if who.May(Admin) == nil {
		return p
	}
	return Person{Slug: p.Slug, Name: p.Name, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt}
}

// PutPerson creates a person or changes one, and reports whether it is new. Whom it
// has created has to be invited.
func (s *Service) PutPerson(ctx context.Context, who Caller, in Person) (p Person, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Person{}, false, err
	}
	if err := checkID(in.Slug, "person"); err != nil {
		return Person{}, false, err
	}
	if in, err = s.checkPerson(ctx, who, in); err != nil {
		return Person{}, false, err
	}
	p, created, err = s.access.PutPerson(ctx, in)
	if err != nil {
		return Person{}, false, personError(err)
	}
	s.log.InfoContext(ctx, "person put", "new", created, "scopes", p.Scopes, "channels", p.Channels)
	return p, created, nil
}

// CheckPerson says what is wrong with a person who is to be put, all of it, and puts
// nobody.
func (s *Service) CheckPerson(ctx context.Context, who Caller, in Person) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	_, err := s.checkPerson(ctx, who, in)
	return err
}

// checkPerson returns a person as it is kept: each scope and channel once.
func (s *Service) checkPerson(ctx context.Context, who Caller, in Person) (Person, error) {
	var wrong []FieldError
	note := func(field, format string, args ...any) {
		wrong = append(wrong, FieldError{field, InvalidValue, fmt.Sprintf(format, args...)})
	}
	in.Name = contact.Line(in.Name, maxPersonName+1)
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxPersonName {
		note("name", "name must have 1 to %d characters.", maxPersonName)
	}
	in.Email = strings.TrimSpace(in.Email)
	read, err := mail.ParseAddress(in.Email)
	if err != nil || read.Address != in.Email || len(in.Email) > maxEmail || !utf8.ValidString(in.Email) || strings.ContainsRune(in.Email, 0) {
		note("email", "email must be an email address, such as ada@example.com.")
	}
	given, known := in.Scopes, contact.Scopes()
	if unknown := slices.IndexFunc(given, func(scope string) bool { return !slices.Contains(known, scope) }); len(given) == 0 || unknown >= 0 {
		note("scopes", "scopes must be one or more of %s.", strings.Join(known, ", "))
	}
	in.Scopes = slices.DeleteFunc(known, func(scope string) bool { return !slices.Contains(given, scope) })
	in.Channels = store.SortedUnique(in.Channels)
	if len(in.Channels) > 0 && slices.Contains(in.Scopes, Admin) {
		note("channels", "A person for certain channels cannot have the scope admin, which is for all of them: "+
			"name the scopes that the person needs, such as %s.", ContactsWrite)
	}
	for _, id := range in.Channels {
		_, err := s.mayMakeIn(ctx, who, id)
		switch {
		case err != nil && ErrorOf(err).Code == UnknownChannel:
			note("channels", "There is no channel %q: GET /v1/channels lists those that there are.", contact.Clean(id, maxPersonName))
		case err != nil:
			return in, err
		}
	}
	switch len(wrong) {
	case 0:
		return in, nil
	case 1:
		return in, &Error{Code: InvalidValue, Field: wrong[0].Field, Message: wrong[0].Message}
	}
	var said []string
	for _, w := range wrong {
		said = append(said, w.Message)
	}
	return in, &Error{Code: InvalidValue, Errors: wrong, Message: strings.Join(said, " ")}
}

func personError(err error) error {
	switch {
	case errors.Is(err, access.ErrEmailTaken):
		return &Error{Code: Taken, Field: "email", Message: "Another person has this email address.", Err: err}
	case errors.Is(err, access.ErrLastAdmin):
		return &Error{Code: LastAdmin, Field: "scopes", Err: err,
			Message: "Nobody else has the scope admin. Give it to another person first; somebody has to let people in."}
	}
	return err
}

// DeletePerson removes a person, whose sessions end at once. What the person did stays.
func (s *Service) DeletePerson(ctx context.Context, who Caller, id string) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	if !slug.MatchString(id) {
		return errNoID
	}
	if err := s.access.RemovePerson(ctx, id); err != nil {
		return personError(err)
	}
	s.log.InfoContext(ctx, "person removed")
	return nil
}

// Invitation is a link with which a person chooses a password, once.
type Invitation struct {
	Path      string // below the public address
	ExpiresAt time.Time
}

// InvitePerson makes such a link. It takes the place of an earlier one, and of a
// forgotten password.
func (s *Service) InvitePerson(ctx context.Context, who Caller, id string) (Invitation, error) {
	if err := who.May(Admin); err != nil {
		return Invitation{}, err
	}
	if !slug.MatchString(id) {
		return Invitation{}, errNoID
	}
	secret, until, err := s.access.Invite(ctx, id, access.ToChoosePassword, inviteLasts)
	if err != nil {
		return Invitation{}, err
	}
	s.log.InfoContext(ctx, "person invited", "until", until)
	return Invitation{Path: InvitePath + secret, ExpiresAt: until}, nil
}

// Where links lead to that are good for one use.
const (
	InvitePath = "/app/invite/"
	LinkPath   = "/app/link/"
)
