package service

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// The scopes that use cases need.
const (
	ContactsRead  = contact.ScopeContactsRead
	ContactsWrite = contact.ScopeContactsWrite
	Imports       = contact.ScopeImports
	Triggers      = contact.ScopeTriggers
	Admin         = contact.ScopeAdmin
)

// Caller is who asks. The zero Caller is nobody known: only the use cases that
// check a signature serve it.
type Caller struct {
	// Name tells callers apart for good: a token's id, or API_TOKEN. It is empty for
	// who has shown no token.
	Name string
	// Scopes are what the caller's token may be used for; nil without a token.
	Scopes []string
	// Channels are those of which the caller sees things, and in which the caller may
	// make some. The zero Channels are none.
	Channels Channels
}

// May returns nil if the caller has the scope, or one that includes it. Else the
// error is an *Error with the code Unauthenticated or InsufficientScope.
//
// Every use case calls it first. Who serves a use case may call it before that:
// who may not do something need not send all that it takes.
func (who Caller) May(scope string) error {
	switch {
	case covers(who.Scopes, scope):
		return nil
	case who.Name == "":
		return errNoToken
	}
	return &Error{Code: InsufficientScope, Scope: scope, Message: fmt.Sprintf(
		"This needs a token with the scope %s; the one sent has %s.", scope, strings.Join(who.Scopes, ", "))}
}

// covers reports whether the granted scopes include the needed one: admin
// implies every other, and writing contacts implies reading them.
func covers(granted []string, needed string) bool {
	return slices.Contains(granted, needed) ||
		slices.Contains(granted, Admin) ||
		needed == ContactsRead && slices.Contains(granted, ContactsWrite)
}

// owner owns the idempotency keys that a caller sends. The API_TOKEN is one
// token, whatever it is at the time.
func (who Caller) owner() string { return "token/" + who.Name }

// recordTimeout bounds how long a sender waits for the database before it is
// told to come again.
const recordTimeout = 5 * time.Second

var (
	errNoToken = &Error{
		Code:    Unauthenticated,
		Message: "Send a token: Authorization: Bearer <token>. It is the API_TOKEN, or one made by `contacts token create`.",
	}
	errBadToken = &Error{Code: InvalidToken, Message: "This token is unknown or revoked."}
)

// apiToken is the name of who has the API_TOKEN.
const apiToken = "API_TOKEN"

// Authenticate tells who has a token, which may be empty. The API_TOKEN is known
// without the database: who holds it gets through to the use case, and to its
// answer, when the database is unavailable.
func (s *Service) Authenticate(ctx context.Context, token string) (Caller, error) {
	if token == "" {
		return Caller{}, errNoToken
	}
	if same(token, s.token) {
		return Caller{Name: apiToken, Scopes: []string{Admin}, Channels: AllChannels()}, nil
	}
	// Looked up by its SHA-256: how long the index takes depends on the hash, and
	// nobody can work from that towards a token.
	hash, ok := settings.TokenHash(token)
	if !ok {
		return Caller{}, errBadToken
	}
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	known, err := s.settings(itself).TokenByHash(ctx, hash)
	var expired *settings.ExpiredError
	switch {
	case errors.Is(err, store.ErrNotFound):
		return Caller{}, errBadToken
	case errors.As(err, &expired):
		return Caller{}, &Error{Code: InvalidToken, Err: err,
			Message: "This token expired at " + clock(expired.At) + ". Ask whoever gave it to you for another one."}
	case err != nil:
		return Caller{}, err
	}
	return callerWith(known), nil
}

// callerWith is the holder of a token. One that names no channels is for all.
func callerWith(t Token) Caller {
	who := Caller{Name: t.ID.String(), Scopes: t.Scopes, Channels: AllChannels()}
	if len(t.Channels) > 0 {
		who.Channels = OnlyChannels(t.Channels...)
	}
	return who
}

// same compares secrets in a time that depends on neither. An empty secret
// matches nothing.
func same(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1 && want != ""
}
