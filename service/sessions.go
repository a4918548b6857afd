package service

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
)

// ListSessions returns everybody who is signed in, the last seen first.
func (s *Service) ListSessions(ctx context.Context, who Caller) ([]Session, error) {
	if err := who.May(Admin); err != nil {
		return nil, err
	}
	return s.access.Sessions(ctx, "")
}

// EndSession signs somebody out at once.
func (s *Service) EndSession(ctx context.Context, who Caller, id uuid.UUID) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	if err := s.access.End(ctx, id, ""); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "session ended", "session", id)
	return nil
}

// EndSessions signs everybody out, or one person, and tells how many sessions that were.
func (s *Service) EndSessions(ctx context.Context, who Caller, person string) (int64, error) {
	if err := who.May(Admin); err != nil {
		return 0, err
	}
	if person != "" && !slug.MatchString(person) {
		return 0, parameter("person", "person must be the short name of a person: GET /v1/people lists them.")
	}
	n, err := s.access.EndAll(ctx, person)
	if err == nil {
		s.log.InfoContext(ctx, "sessions ended", "of_one_person", person != "", "sessions", n)
	}
	return n, err
}

// SignedIn is who has signed in to the pages, by the secret that a browser has.
type SignedIn struct {
	Caller
	Session Session
	Email   string // of a person
	secret  string
}

// errSessionEnded is the answer to a secret that is no session's, or not any more.
var errSessionEnded = &Error{Code: Unauthenticated, Message: "You are signed out. Sign in to go on."}

// RestoreSession tells whose session has a secret. Of one that has ended it still tells
// whose it was, beside the error.
func (s *Service) RestoreSession(ctx context.Context, secret string) (SignedIn, error) {
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	known, err := s.access.Session(ctx, secret, s.token)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return SignedIn{}, errSessionEnded
	case err != nil:
		return SignedIn{}, err
	}
	in := SignedIn{Session: known.Session, Email: known.Email, secret: secret}
	in.Name = nameOfSession(known.Session)
	if known.Ended {
		return in, errSessionEnded
	}
	if in.Scopes, in.Channels = known.Scopes, AllChannels(); len(known.Channels) > 0 {
		in.Channels = OnlyChannels(known.Channels...)
	}
	if known.Person == nil && known.Token == nil {
		in.Scopes = []string{Admin}
	}
	return in, nil
}

// nameOfSession is the name of its caller: a token's is that of the token.
func nameOfSession(of Session) string {
	switch {
	case of.Person != nil:
		return PersonName(*of.Person)
	case of.Token != nil:
		return of.Token.String()
	}
	return apiToken
}

// PersonName is the name of a caller who is a person.
func PersonName(slug string) string { return "person/" + slug }

// SignOut ends one's own session.
func (s *Service) SignOut(ctx context.Context, in SignedIn) error {
	err := s.access.End(ctx, in.Session.ID, "")
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// OwnSessions returns those of the person who asks. A token's holder has no other.
func (s *Service) OwnSessions(ctx context.Context, in SignedIn) ([]Session, error) {
	if in.Session.Person == nil {
		return []Session{in.Session}, nil
	}
	return s.access.Sessions(ctx, *in.Session.Person)
}

// EndOwnSession ends a session of the person who asks.
func (s *Service) EndOwnSession(ctx context.Context, in SignedIn, id uuid.UUID) error {
	if in.Session.Person == nil {
		if id != in.Session.ID {
			return errNoID
		}
		return s.access.End(ctx, id, "")
	}
	return s.access.End(ctx, id, *in.Session.Person)
}

// KeepPost keeps a form that was sent without a session until its sender has signed in.
// owner is whose session it was, nobody's if that is not known. The form can be read
// with the secret alone.
func (s *Service) KeepPost(ctx context.Context, owner SignedIn, post []byte) (secret string, err error) {
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	return s.access.KeepPost(ctx, owner.Name, post)
}

// ErrNotYours says that a form was sent by somebody else than who has signed in.
var ErrNotYours = errors.New("somebody else sent the form")

// TakePost returns a form that was kept, once, to who has signed in; the error is
// ErrNotYours if it was sent in somebody else's session, and then it is gone, too.
func (s *Service) TakePost(ctx context.Context, in SignedIn, secret string) ([]byte, error) {
	owner, post, err := s.access.TakePost(ctx, secret)
	switch {
	case err != nil:
		return nil, err
	case owner != "" && owner != in.Name:
		return nil, ErrNotYours
	}
	return post, nil
}

// PostKept is how long a form is kept.
const PostKept = access.PostKept

// SessionIdle is how long a session lasts in which nothing is asked for.
const SessionIdle time.Duration = access.SessionIdle
