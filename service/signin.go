package service

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
)

// What signing in comes to. Whoever calls these counts how often it fails.

// errNoMatch is the answer to a wrong password and to an address that nobody has: who
// tries addresses out learns nothing.
var errNoMatch = &Error{Code: InvalidToken, Field: "password", Message: "This email address and password do not belong together. " +
	"If you have forgotten the password, ask an admin of yours for a new link."}

// SignInWithPassword begins a session of whoever has an email address and password.
// agent is the browser, in words.
func (s *Service) SignInWithPassword(ctx context.Context, email, password, agent string) (secret string, err error) {
	known, err := s.access.Credentials(ctx, contact.Clean(email, maxEmail))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	right, err := s.passwords.matches(ctx, password, known.Password)
	switch {
	case err != nil:
		return "", err
	case !right:
		return "", errNoMatch
	}
	return s.access.Begin(ctx, access.Owner{Person: known.Slug}, agentOf(agent))
}

// SignInWithToken begins a session that ends with a token.
func (s *Service) SignInWithToken(ctx context.Context, token, agent string) (secret string, err error) {
	who, err := s.Authenticate(ctx, token)
	if err != nil {
		e := *ErrorOf(err)
		e.Field = "token"
		return "", &e
	}
	of := access.Owner{APIToken: token}
	if id, err := uuid.Parse(who.Name); err == nil { // it is a token that was made, and no API_TOKEN
		of = access.Owner{Token: id}
	}
	return s.access.Begin(ctx, of, agentOf(agent))
}

// Verified is whom an OpenID Connect issuer vouches for.
type Verified struct{ Issuer, Subject, Email string }

// SignInVerified begins a session of the person whom an issuer vouches for.
func (s *Service) SignInVerified(ctx context.Context, v Verified, agent string) (secret string, err error) {
	person, err := s.access.Verified(ctx, v.Issuer+" "+v.Subject, v.Email)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", &Error{Code: InvalidToken, Err: err, Message: fmt.Sprintf(
			"Nobody here has the email address %s. Ask an admin of yours to add you with it.", contact.Clean(v.Email, maxEmail))}
	case err != nil:
		return "", err
	}
	return s.access.Begin(ctx, access.Owner{Person: person}, agentOf(agent))
}

// errUsedLink is the answer to a link that was used, has expired or never was.
var errUsedLink = &Error{Code: NotFound, Message: "This link was used already, or is too old. Ask an admin of yours for another one."}

func usedLink(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errUsedLink
	}
	return err
}

// Invited returns whom an invitation is for. It can be used afterwards.
func (s *Service) Invited(ctx context.Context, link string) (Person, error) {
	p, err := s.access.Invited(ctx, link, access.ToChoosePassword)
	return p, usedLink(err)
}

// AcceptInvitation uses an invitation up: its person has this password from then on,
// and a session begins. Every other one of that person ends.
func (s *Service) AcceptInvitation(ctx context.Context, link, password, agent string) (secret string, err error) {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return "", invalid("password", "A password must have %d characters or more, and this one has %d.", minPassword, n)
	case len(password) > maxPassword:
		return "", invalid("password", "A password may have %d bytes at most, and this one has %d.", maxPassword, len(password))
	}
	if _, err := s.Invited(ctx, link); err != nil {
		return "", err
	}
	hashed, err := s.passwords.hash(ctx, password)
	if err != nil {
		return "", err
	}
	person, err := s.access.ChoosePassword(ctx, link, hashed)
	if err != nil {
		return "", usedLink(err)
	}
	s.log.InfoContext(ctx, "password chosen")
	return s.access.Begin(ctx, access.Owner{Person: person}, agentOf(agent))
}

// linkLasts is how long somebody has to follow a link that signs in.
const linkLasts = 24 * time.Hour

// firstPerson is who there is in a new installation for one machine.
var firstPerson = Person{Slug: "owner", Name: "Owner", Email: "owner@localhost", Scopes: []string{Admin}}

// SignInLink makes a link that signs an admin in, once: the first person, who is made
// where there is nobody yet. It is for the commands that run everything on one machine.
func (s *Service) SignInLink(ctx context.Context, who Caller) (Invitation, error) {
	if err := who.May(Admin); err != nil {
		return Invitation{}, err
	}
	people, err := s.access.People(ctx)
	if err != nil {
		return Invitation{}, err
	}
	if len(people) == 0 {
		if _, _, err := s.access.PutPerson(ctx, firstPerson); err != nil {
			return Invitation{}, err
		}
		people = []Person{firstPerson}
	}
	for _, p := range people {
		if !covers(p.Scopes, Admin) {
			continue
		}
		secret, until, err := s.access.Invite(ctx, p.Slug, access.ToSignIn, linkLasts)
		return Invitation{Path: LinkPath + secret, ExpiresAt: until}, err
	}
	return Invitation{}, &Error{Code: NotFound, Message: "Nobody has the scope admin. Add somebody with `contacts people put`."}
}

// LinkWorks returns whom a link would sign in. It can be used afterwards.
func (s *Service) LinkWorks(ctx context.Context, link string) (Person, error) {
	p, err := s.access.Invited(ctx, link, access.ToSignIn)
	return p, usedLink(err)
}

// SignInWithLink uses a link up that signs in.
func (s *Service) SignInWithLink(ctx context.Context, link, agent string) (secret string, err error) {
	person, err := s.access.UseLink(ctx, link)
	if err != nil {
		return "", usedLink(err)
	}
	return s.access.Begin(ctx, access.Owner{Person: person}, agentOf(agent))
}

// agentOf is a browser as it is kept.
func agentOf(given string) string { return contact.Line(given, maxPersonName) }
