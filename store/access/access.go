// Package access is who may sign in to the pages: people, what they are invited
// with, and sessions.
package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/luluchat/contacts/store"
)

// Access is the people, invitations and sessions of a database.
type Access struct{ db *store.DB }

// New returns those of a database.
func New(db *store.DB) *Access { return &Access{db} }

// secretBytes is how much chance is in a secret.
const secretBytes = 32

// newSecret returns 256 random bits, and what they are stored and found as.
func newSecret() (secret string, hash []byte) {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails: it ends the program rather
	secret = base64.RawURLEncoding.EncodeToString(random)
	sum := sha256.Sum256([]byte(secret))
	return secret, sum[:]
}

// hashOf returns what a secret is found as. It is not ok if it cannot be one of
// ours, which is told without the database.
func hashOf(secret string) (hash []byte, ok bool) {
	if len(secret) != base64.RawURLEncoding.EncodedLen(secretBytes) {
		return nil, false
	}
	sum := sha256.Sum256([]byte(secret))
	return sum[:], true
}
