package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// SignatureHeader is the HTTP header that carries a body's signature.
const SignatureHeader = "X-Hub-Signature-256"

const signaturePrefix = "sha256="

// Sign returns the value of SignatureHeader for a body: "sha256=" and the
// HMAC-SHA256 of the raw bytes under the app secret, in hex.
func Sign(secret string, body []byte) string {
	return signaturePrefix + hex.EncodeToString(mac(secret, body))
}

// VerifySignature reports whether header is the signature of body. The body
// must be the bytes as they arrived. An empty secret verifies nothing: a
// forgotten setting must not open the recorder. The comparison takes the same time
// wherever the difference is.
func VerifySignature(secret string, body []byte, header string) bool {
	claimed, ok := digest(header)
	return ok && secret != "" && hmac.Equal(claimed, mac(secret, body))
}

// IsSignature reports whether header can be the signature of a body. If it cannot,
// the body need not be read.
func IsSignature(header string) bool {
	_, ok := digest(header)
	return ok
}

func digest(header string) ([]byte, bool) {
	written, found := strings.CutPrefix(header, signaturePrefix)
	if !found || len(written) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	claimed, err := hex.DecodeString(written)
	return claimed, err == nil
}

func mac(secret string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}
