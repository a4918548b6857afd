package settings

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Token is an access token without its secret, which nobody has but its holder.
type Token struct {
	ID         uuid.UUID
	Name       string
	Prefix     string // how the secret begins, for people to tell tokens apart
	Scopes     []string
	Channels   []string // for which alone it is; none: for all, and for what belongs to no channel
	CreatedAt  time.Time
	ExpiresAt  *time.Time // nil: it does not
	LastUsedAt *time.Time // to the minute
	RevokedAt  *time.Time
}

const tokenColumns = `id, name, prefix, scopes, channels, created_at, expires_at, last_used_at, revoked_at`

// A secret is tokenMark and 256 random bits. The mark tells people, and the
// scanners that look for leaked secrets, what they have found.
const (
	tokenMark   = "lc_"
	tokenBytes  = 32
	tokenPrefix = 6 // characters shown, the mark included
)

// TokenHash returns what a secret is stored and found as. It is not ok if the
// secret cannot be one of ours, which is told without the database.
func TokenHash(secret string) (hash []byte, ok bool) {
	if len(secret) != len(tokenMark)+base64.RawURLEncoding.EncodedLen(tokenBytes) || !strings.HasPrefix(secret, tokenMark) {
		return nil, false
	}
	sum := sha256.Sum256([]byte(secret))
	return sum[:], true
}

// Tokens lists every token, the revoked and expired ones too, oldest first.
func (s *Settings) Tokens(ctx context.Context) ([]Token, error) {
	rows, err := s.db.Other.Query(ctx, `SELECT `+tokenColumns+` FROM access_tokens ORDER BY created_at, id`)
	return store.Collect(rows, err, pgx.RowToStructByName[Token], "list tokens")
}

// RevokeToken ends a token at once and for good. Revoking it again changes
// nothing; a token that never was is ErrNotFound.
func (s *Settings) RevokeToken(ctx context.Context, id uuid.UUID) error {
	tag, err := s.db.Other.Exec(ctx, `
UPDATE access_tokens
SET revoked_at = coalesce(revoked_at, now())
WHERE id = @id`,
		store.Named{"id": id})
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("revoke token %s: %w", id, err)
	}
	return nil
}

// ExpiredError says that a token has expired, and when.
type ExpiredError struct{ At time.Time }

func (e *ExpiredError) Error() string {
	return "the token expired at " + e.At.UTC().Format(time.RFC3339)
}

// TokenByHash returns the token with that hash. The error is ErrNotFound if there is
// none or it is revoked, and an *ExpiredError if it has expired.
//
// There is no cache before it: the look-up is one probe of a unique index, far
// less than what the request goes on to do, and a revoked token is refused from
// the next request on, by every process.
func (s *Settings) TokenByHash(ctx context.Context, hash []byte) (Token, error) {
	type row struct {
		Token
		Expired bool
		Stale   bool
	}
	rows, err := s.db.Intake.Query(ctx, `
SELECT `+tokenColumns+`, coalesce(expires_at <= now(), false) AS expired,
       coalesce(last_used_at < now() - interval '1 minute', true) AS stale
FROM access_tokens
WHERE hash = @hash AND revoked_at IS NULL`,
		store.Named{"hash": hash})
	found, err := store.CollectOne(rows, err, pgx.RowToStructByName[row], "look a token up")
	if err != nil {
		return Token{}, err
	}
	if found.Expired {
		return Token{}, &ExpiredError{At: *found.ExpiresAt}
	}
	if found.Stale {
		s.touchToken(ctx, found.ID)
	}
	return found.Token, nil
}

// touchTimeout is the most that a request waits for its token's time of use to
// be written, which is once a minute and normally takes a millisecond.
const touchTimeout = 500 * time.Millisecond

// touchToken notes that a token was used. Of many requests at once one writes
// and the others pass by. A failure is nobody's concern: the token is good, and
// the next request tries again.
func (s *Settings) touchToken(ctx context.Context, id uuid.UUID) {
	ctx, cancel := context.WithTimeout(ctx, touchTimeout)
	defer cancel()
	_, _ = s.db.Intake.Exec(ctx, `
UPDATE access_tokens
SET last_used_at = now()
WHERE id = (
    SELECT id
    FROM access_tokens
    WHERE id = @id AND coalesce(last_used_at < now() - interval '1 minute', true)
    FOR NO KEY UPDATE SKIP LOCKED
)`,
		store.Named{"id": id})
}
