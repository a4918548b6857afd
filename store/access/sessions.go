package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

const (
	// SessionIdle is how long a session lasts in which nothing is asked for.
	SessionIdle = 12 * time.Hour
	// sessionKept is how long it is told afterwards whose a session was.
	sessionKept = 7 * 24 * time.Hour
)

// Owner is whose a session is: a person's, an access token's, or that of who has the
// API_TOKEN.
type Owner struct {
	Person   string
	Token    uuid.UUID
	APIToken string
}

// Session is what is known of somebody who has signed in.
type Session struct {
	ID         uuid.UUID
	Person     *string    // the slug; nil: it was begun with a token
	Token      *uuid.UUID // nil: it is a person's, or begun with the API_TOKEN
	Name       string     // of the person or the token; empty: of the API_TOKEN
	Agent      string
	CreatedAt  time.Time
	LastSeenAt time.Time // to the minute
}

// Known is a session as it is asked for with each request.
type Known struct {
	Session
	Email    string
	Scopes   []string
	Channels []string
	Ended    bool // the rest tells whose it was
}

const sessionColumns = `s.id, s.person, s.token, coalesce(p.name, t.name, '') AS name, s.agent, s.created_at, s.last_seen_at`

const sessionOwners = `
FROM sessions s
LEFT JOIN people p ON p.slug = s.person
LEFT JOIN access_tokens t ON t.id = s.token`

// alive are sessions that have not ended, with the token that they were begun with.
const alive = `s.ended_at IS NULL AND s.last_seen_at > now() - @idle::interval
  AND (s.token IS NULL OR t.revoked_at IS NULL AND coalesce(t.expires_at > now(), true))`

// Begin begins a session and returns its secret, which is not kept. What ended long
// ago is forgotten.
func (a *Access) Begin(ctx context.Context, of Owner, agent string) (secret string, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make a session id: %w", err)
	}
	secret, hash := newSecret()
	values := store.Named{
		"id": id, "hash": hash, "agent": agent, "person": store.Null(of.Person), "token": nil, "proof": nil, "kept": sessionKept,
	}
	switch {
	case of.Token != uuid.Nil:
		values["token"] = of.Token
	case of.Person == "":
		values["proof"] = proof(secret, of.APIToken)
	}
	_, err = a.db.Other.Exec(ctx, `
WITH forgotten AS (
    DELETE FROM sessions WHERE last_seen_at < now() - @kept::interval
)
INSERT INTO sessions (id, hash, person, token, proof, agent)
VALUES (@id, @hash, @person, @token, @proof, @agent)`, values)
	if err != nil {
		return "", fmt.Errorf("begin a session: %w", err)
	}
	return secret, nil
}

// proof shows that a session was begun with the API_TOKEN of the time.
func proof(secret, token string) []byte {
	sum := sha256.Sum256([]byte(secret + "\x00" + token))
	return sum[:]
}

// Session returns the session that has a secret, or ErrNotFound. apiToken is the
// API_TOKEN: a session that was begun with another one has ended.
func (a *Access) Session(ctx context.Context, secret, apiToken string) (Known, error) {
	hash, ok := hashOf(secret)
	if !ok {
		return Known{}, store.ErrNotFound
	}
	type row struct {
		Known
		Proof []byte
		Stale bool
	}
	rows, err := a.db.Intake.Query(ctx, `
SELECT `+sessionColumns+`, coalesce(p.email, '') AS email, coalesce(p.scopes, t.scopes, '{}') AS scopes,
       coalesce(p.channels, t.channels, '{}') AS channels, s.proof,
       NOT (`+alive+`) AS ended, s.last_seen_at < now() - interval '1 minute' AS stale`+sessionOwners+`
WHERE s.hash = @hash`, store.Named{"hash": hash, "idle": SessionIdle})
	found, err := store.CollectOne(rows, err, pgx.RowToStructByName[row], "look a session up")
	if err != nil {
		return Known{}, err
	}
	if found.Proof != nil && (apiToken == "" || subtle.ConstantTimeCompare(found.Proof, proof(secret, apiToken)) != 1) {
		found.Ended = true
	}
	if found.Stale && !found.Ended {
		a.touch(ctx, found.ID)
	}
	return found.Known, nil
}

// touchTimeout is the most that a request waits for its session's time of use to be
// written, which is once a minute.
const touchTimeout = 500 * time.Millisecond

// touch notes that a session was used. If that fails, the next request tries again.
func (a *Access) touch(ctx context.Context, id uuid.UUID) {
	ctx, cancel := context.WithTimeout(ctx, touchTimeout)
	defer cancel()
	_, _ = a.db.Intake.Exec(ctx, `
UPDATE sessions
SET last_seen_at = now()
WHERE id = (
    SELECT id FROM sessions WHERE id = @id AND last_seen_at < now() - interval '1 minute' FOR NO KEY UPDATE SKIP LOCKED
)`, store.Named{"id": id})
}

// Sessions lists those that have not ended, of everybody or of one person, the last
// used first. Those begun with another API_TOKEN are in it until they are idle.
func (a *Access) Sessions(ctx context.Context, person string) ([]Session, error) {
	rows, err := a.db.Other.Query(ctx, `SELECT `+sessionColumns+sessionOwners+`
WHERE `+alive+` AND (@person = '' OR s.person = @person)
ORDER BY s.last_seen_at DESC, s.id DESC`, store.Named{"idle": SessionIdle, "person": person})
	return store.Collect(rows, err, pgx.RowToStructByName[Session], "list sessions")
}

// End ends a session at once; of a person, if one is named, one of that person's. One
// that is not there is ErrNotFound.
func (a *Access) End(ctx context.Context, id uuid.UUID, person string) error {
	tag, err := a.db.Other.Exec(ctx, `
UPDATE sessions SET ended_at = coalesce(ended_at, now()) WHERE id = @id AND (@person = '' OR person = @person)`,
		store.Named{"id": id, "person": person})
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndAll ends all sessions, or those of one person, and tells how many.
func (a *Access) EndAll(ctx context.Context, person string) (int64, error) {
	tag, err := a.db.Other.Exec(ctx, `
UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL AND (@person = '' OR person = @person)`, store.Named{"person": person})
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return tag.RowsAffected(), nil
}
