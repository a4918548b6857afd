package whatsapp

import (
	"net/url"
	"strings"
	"sync/atomic"
)

// Values are those of a setting that holds several, separated by commas.
func Values(setting string) []string {
	var values []string
	for value := range strings.SplitSeq(setting, ",") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// Secrets are the values of a setting of which any will do: several Meta apps may post
// to one address, and a secret is replaced by having both for a time. They count how
// often each has matched, so that one can see when the former is not needed any more.
type Secrets struct {
	values  []string
	matched []atomic.Uint64
}

// NewSecrets reads a setting. Without a value in it nothing ever matches.
func NewSecrets(setting string) *Secrets {
	values := Values(setting)
	return &Secrets{values: values, matched: make([]atomic.Uint64, len(values))}
}

// Signed reports whether header is the signature of body with any of the secrets, see
// VerifySignature.
func (s *Secrets) Signed(body []byte, header string) bool {
	return s.match(func(secret string) bool { return VerifySignature(secret, body, header) })
}

// Handshake answers as the function of that name does, for any of the verify tokens.
func (s *Secrets) Handshake(query url.Values) (challenge string, ok bool) {
	ok = s.match(func(token string) bool {
		challenge, ok = Handshake(query, token)
		return ok
	})
	return challenge, ok
}

func (s *Secrets) match(matches func(secret string) bool) bool {
	for i, secret := range s.values {
		if matches(secret) {
			s.matched[i].Add(1)
			return true
		}
	}
	return false
}

// Matches tells how often each of them has matched, in the order of the setting.
func (s *Secrets) Matches() []uint64 {
	if s == nil {
		return nil
	}
	counts := make([]uint64, len(s.matched))
	for i := range s.matched {
		counts[i] = s.matched[i].Load()
	}
	return counts
}
