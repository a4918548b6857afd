package access

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

const (
	// PostKept is how long a form is kept that was sent when the session had ended.
	PostKept = time.Hour
	// maxPosts bounds how many are kept at once: anybody can send one.
	maxPosts = 1000
)

// ErrTooManyPosts says that as many forms are kept as may be.
var ErrTooManyPosts = errors.New("as many posts are kept as may be")

// KeepPost keeps a form that was sent without a session, and returns the secret with
// which it can be read once. Without the secret nobody can read it.
func (a *Access) KeepPost(ctx context.Context, owner string, post []byte) (secret string, err error) {
	secret, hash := newSecret()
	tag, err := a.db.Other.Exec(ctx, `
WITH late AS (
    DELETE FROM kept_posts WHERE created_at < now() - @kept::interval
)
INSERT INTO kept_posts (hash, owner, sealed)
SELECT @hash, @owner, @sealed
WHERE (SELECT count(*) FROM kept_posts) < @max`, store.Named{
		"hash": hash, "owner": store.Null(owner), "sealed": sealer(secret).Seal(nil, nonce[:], post, nil), "kept": PostKept, "max": maxPosts,
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("keep a post: %w", err)
	case tag.RowsAffected() == 0:
		return "", ErrTooManyPosts
	}
	return secret, nil
}

// TakePost returns a form that was kept, and whose it was, and forgets it: it is taken
// once. One that is not there is ErrNotFound.
func (a *Access) TakePost(ctx context.Context, secret string) (owner string, post []byte, err error) {
	hash, ok := hashOf(secret)
	if !ok {
		return "", nil, store.ErrNotFound
	}
	type row struct {
		Owner  *string
		Sealed []byte
	}
	rows, err := a.db.Other.Query(ctx, `
DELETE FROM kept_posts WHERE hash = @hash AND created_at >= now() - @kept::interval RETURNING owner, sealed`,
		store.Named{"hash": hash, "kept": PostKept})
	found, err := store.CollectOne(rows, err, pgx.RowToStructByName[row], "take a post")
	if err != nil {
		return "", nil, err
	}
	post, err = sealer(secret).Open(nil, nonce[:], found.Sealed, nil)
	if err != nil {
		return "", nil, fmt.Errorf("open a post: %w", err)
	}
	return store.OrEmpty(found.Owner), post, nil
}

// nonce is always the same: each key seals one thing.
var nonce [12]byte

// sealer encrypts with a key that follows from a secret, other than its hash does.
func sealer(secret string) cipher.AEAD {
	key := sha256.Sum256([]byte("kept post\x00" + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // of a length of keys, which is right
	}
	sealed, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // of a size of blocks, which is right
	}
	return sealed
}
