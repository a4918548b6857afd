package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// ErrKeyReused says that an Idempotency-Key stands for another request.
var ErrKeyReused = errors.New("the idempotency key stands for another request")

// KeyKept is how long an Idempotency-Key stands for one request.
const KeyKept = 30 * 24 * time.Hour

// Hash returns a keyed hash of parts, which depends on where each of them ends.
// It is made with the installation's secret, which is read once.
func (db *DB) Hash(ctx context.Context, parts ...[]byte) ([]byte, error) {
	secret, err := db.secret.read(ctx, db)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, secret)
	for _, part := range parts {
		_ = binary.Write(mac, binary.BigEndian, uint64(len(part))) // a hash takes everything
		_, _ = mac.Write(part)
	}
	return mac.Sum(nil), nil
}

// secret is the installation's, once it was read.
type secret struct{ known atomic.Pointer[[]byte] }

func (k *secret) read(ctx context.Context, db *DB) ([]byte, error) {
	if known := k.known.Load(); known != nil {
		return *known, nil
	}
	var read []byte
	if err := db.Intake.QueryRow(ctx, `SELECT secret FROM installation`).Scan(&read); err != nil {
		return nil, fmt.Errorf("read the installation's secret: %w", err)
	}
	k.known.Store(&read)
	return read, nil
}

// claimKeySQL notes what a key stands for, unless that is known, and tells
// whether it stands for this request. Of two requests under one key at the same
// time the second waits for the first one's end. A key that is older than it is
// kept stands for nothing any more, whether it was purged or not.
const claimKeySQL = `
INSERT INTO idempotency_keys AS k (key, request)
VALUES (@key, @request)
ON CONFLICT (key) DO UPDATE
SET request = CASE WHEN k.created_at <= now() - @kept::interval THEN excluded.request ELSE k.request END,
    created_at = CASE WHEN k.created_at <= now() - @kept::interval THEN excluded.created_at ELSE k.created_at END
RETURNING request = @request`

// ClaimKey adds to a batch that the key must stand for the request.
func ClaimKey(b *pgx.Batch, k contact.Idempotency) {
	b.Queue(claimKeySQL, Named{"key": k.Key, "request": k.Request, "kept": KeyKept}).QueryRow(func(row pgx.Row) error {
		var ours bool
		if err := row.Scan(&ours); err != nil {
			return err
		}
		if !ours {
			return ErrKeyReused
		}
		return nil
	})
}

// purgedAtOnce bounds how many keys one look deletes.
const purgedAtOnce = 1000

// PurgeKeys forgets keys that stand for nothing any more, some at a time.
func (db *DB) PurgeKeys(ctx context.Context) error {
	_, err := db.Other.Exec(ctx, `
DELETE FROM idempotency_keys
WHERE key = ANY(ARRAY(
    SELECT key
    FROM idempotency_keys
    WHERE created_at <= now() - @kept::interval
    ORDER BY created_at
    LIMIT @limit
    FOR UPDATE SKIP LOCKED))`,
		Named{"kept": KeyKept, "limit": purgedAtOnce})
	if err != nil {
		return fmt.Errorf("purge idempotency keys: %w", err)
	}
	return nil
}
