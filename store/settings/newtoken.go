package settings

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// NewToken is a token as it is asked for.
type NewToken struct {
	Name      string
	Scopes    []string
	Channels  []string   // for which alone it is; none: for all, and for what belongs to no channel
	ExpiresAt *time.Time // nil: never
}

// TokenError says in words, fit for whoever asked, why a token cannot be made.
type TokenError struct{ Detail string }

func (e *TokenError) Error() string { return e.Detail }

func tokenError(format string, args ...any) error { return &TokenError{fmt.Sprintf(format, args...)} }

const (
	maxTokenName = 100 // runes
	// maxChannelID is the longest id that a channel can have, in bytes.
	maxChannelID = 64
	// lastYear is the last in which RFC 3339 can tell a time.
	lastYear = 9999
)

// CreateToken makes a token and returns it with its secret, which is not kept
// and cannot be had again. The error is a *TokenError if what is asked for will not
// do.
func (s *Settings) CreateToken(ctx context.Context, in NewToken) (t Token, secret string, err error) {
	if in, err = s.checkToken(ctx, in); err != nil {
		return Token{}, "", err
	}
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // never fails: it ends the program rather
	secret = tokenMark + base64.RawURLEncoding.EncodeToString(random)
	hash, _ := TokenHash(secret)
	id, err := uuid.NewV7()
	if err != nil {
		return Token{}, "", fmt.Errorf("make a token id: %w", err)
	}
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO access_tokens (id, name, prefix, hash, scopes, channels, expires_at)
VALUES (@id, @name, @prefix, @hash, @scopes, coalesce(@channels::text[], '{}'), @expires)
RETURNING `+tokenColumns,
		store.Named{
			"id": id, "name": in.Name, "prefix": secret[:tokenPrefix], "hash": hash, "scopes": in.Scopes,
			"channels": in.Channels, "expires": in.ExpiresAt,
		})
	if t, err = store.CollectOne(rows, err, pgx.RowToStructByName[Token], "create a token"); err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

// checkToken returns what is asked for as it is stored: each scope and channel
// once, the scopes in the order of Scopes, the channels in theirs.
func (s *Settings) checkToken(ctx context.Context, in NewToken) (NewToken, error) {
	in.Name = strings.TrimSpace(contact.Clean(in.Name, maxTokenName+1))
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxTokenName || strings.ContainsFunc(in.Name, unicode.IsControl) {
		return in, tokenError("A token needs a name of 1 to %d characters, on one line, that says who uses it.", maxTokenName)
	}
	given, known := in.Scopes, strings.Join(contact.Scopes(), ", ")
	for _, scope := range given {
		if !slices.Contains(contact.Scopes(), scope) {
			return in, tokenError("There is no scope %q. The scopes are %s.", contact.Clean(scope, maxTokenName), known)
		}
	}
	if len(given) == 0 {
		return in, tokenError("A token needs at least one scope: %s.", known)
	}
	in.Scopes = slices.DeleteFunc(contact.Scopes(), func(s string) bool { return !slices.Contains(given, s) })
	in.Channels = store.SortedUnique(in.Channels)
	if len(in.Channels) > 0 && slices.Contains(in.Scopes, contact.ScopeAdmin) {
		return in, tokenError("A token for certain channels cannot have the scope admin, which is for all of them: name the scopes that it needs, such as %s.",
			contact.ScopeContactsWrite)
	}
	if err := checkExpiry(in.ExpiresAt); err != nil {
		return in, err
	}
	return in, s.checkChannels(ctx, in.Channels)
}

func checkExpiry(at *time.Time) error {
	switch {
	case at == nil:
	case !at.After(time.Now()):
		return tokenError("A token must expire in the future: %s is not.", at.UTC().Format(time.RFC3339))
	case at.UTC().Year() > lastYear:
		return tokenError("A token must expire before the year %d, or never.", lastYear+1)
	}
	return nil
}

// checkChannels returns an error unless there are channels with these ids. A token for
// one that is misspelt would see nothing, and its maker would not be told why.
func (s *Settings) checkChannels(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if id != contact.Clean(id, maxChannelID) { // it cannot even be asked for
			return noSuchChannel(contact.Clean(id, maxChannelID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := s.db.Other.Query(ctx, `
SELECT given.id
FROM unnest(@ids::text[]) AS given (id)
WHERE NOT EXISTS (SELECT FROM channels c WHERE c.id = given.id)
ORDER BY given.id`, store.Named{"ids": ids})
	missing, err := store.Collect(rows, err, pgx.RowTo[string], "look the channels of a token up")
	if err == nil && len(missing) > 0 {
		err = noSuchChannel(missing[0])
	}
	return err
}

func noSuchChannel(id string) error {
	return tokenError("There is no channel %q: GET /v1/channels lists those that there are.", id)
}
