package service

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
)

// How long a password is that somebody chooses.
const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes
)

// What a password is hashed with: argon2id with the parameters that OWASP names for
// this much memory. Each hash has its own beside it, so that they can be raised later.
const (
	argonMemory  = 19 << 10 // KB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
)

// passwords hashes passwords, few at a time: each takes 19 MB.
type passwords struct{ room *semaphore.Weighted }

// hashedAtOnce is how many passwords are hashed at once.
const hashedAtOnce = 2

func newPasswords() passwords { return passwords{semaphore.NewWeighted(hashedAtOnce)} }

// hash returns a password as it is kept.
func (p passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails: it ends the program rather
	key, err := p.key(ctx, password, salt, argonTime, argonMemory, argonThreads)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// matches reports whether a password is the one that was hashed. Where none was, it
// takes as long, and does not match.
func (p passwords) matches(ctx context.Context, password string, hashed *string) (bool, error) {
	var memory, time uint32 = argonMemory, argonTime
	var threads uint8 = argonThreads
	salt, want := make([]byte, argonSalt), []byte(nil)
	if hashed != nil {
		var version int
		parts := strings.Split(*hashed, "$")
		if len(parts) != 6 || parts[1] != "argon2id" {
			return false, fmt.Errorf("read a hashed password: it is no argon2id")
		}
		_, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &threads)
		if err == nil {
			salt, err = base64.RawStdEncoding.DecodeString(parts[4])
		}
		if err == nil {
			want, err = base64.RawStdEncoding.DecodeString(parts[5])
		}
		if err != nil || version != argon2.Version {
			return false, fmt.Errorf("read a hashed password: version %d: %w", version, err)
		}
	}
	if len(password) > maxPassword {
		password = ""
	}
	key, err := p.key(ctx, password, salt, time, memory, threads)
	if err != nil {
		return false, err
	}
	return len(want) > 0 && subtle.ConstantTimeCompare(key, want) == 1, nil
}

func (p passwords) key(ctx context.Context, password string, salt []byte, time, memory uint32, threads uint8) ([]byte, error) {
	if err := p.room.Acquire(ctx, 1); err != nil {
		return nil, &Error{Code: Busy, RetryAfter: retryAfter, Err: err, Message: "Many people are signing in just now. Please try again."}
	}
	defer p.room.Release(1)
	return argon2.IDKey([]byte(password), salt, time, memory, threads, argonKey), nil
}
