package whatsapp

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/url"
)

// Handshake answers the GET by which WhatsApp verifies a webhook's address. If
// ok, the answer is 200 with the bare challenge as its body, otherwise 403. An
// empty verifyToken accepts nobody.
func Handshake(query url.Values, verifyToken string) (challenge string, ok bool) {
	// Hashed first, because comparing strings of different lengths is quick and
	// would tell how long the token is.
	got := sha256.Sum256([]byte(query.Get("hub.verify_token")))
	want := sha256.Sum256([]byte(verifyToken))
	same := subtle.ConstantTimeCompare(got[:], want[:]) == 1
	if verifyToken == "" || !same || query.Get("hub.mode") != "subscribe" {
		return "", false
	}
	return query.Get("hub.challenge"), true
}
