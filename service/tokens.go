package service

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store/settings"
)

// ListTokens returns every token, the revoked and expired ones too.
func (s *Service) ListTokens(ctx context.Context, who Caller) ([]Token, error) {
	if err := who.May(Admin); err != nil {
		return nil, err
	}
	return s.settings(who).Tokens(ctx)
}

// CreateToken makes a token, and returns it with its secret, this once.
func (s *Service) CreateToken(ctx context.Context, who Caller, in NewToken) (t Token, secret string, err error) {
	if err := who.May(Admin); err != nil {
		return Token{}, "", err
	}
	t, secret, err = s.settings(who).CreateToken(ctx, in)
	var bad *settings.TokenError
	switch {
	case errors.As(err, &bad):
		return Token{}, "", &Error{Code: InvalidValue, Message: bad.Detail, Err: err}
	case err != nil:
		return Token{}, "", err
	}
	s.log.InfoContext(ctx, "token created", "token", t.ID, "scopes", t.Scopes, "channels", t.Channels, "expires_at", t.ExpiresAt)
	return t, secret, nil
}

// RevokeToken ends a token at once and for good.
func (s *Service) RevokeToken(ctx context.Context, who Caller, id uuid.UUID) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	if err := s.settings(who).RevokeToken(ctx, id); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "token revoked", "token", id)
	return nil
}
