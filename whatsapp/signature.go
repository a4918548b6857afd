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
	digest, found := strings.CutPrefix(header, signaturePrefix)
	if secret == "" || !found || len(digest) != hex.EncodedLen(sha256.Size) {
		return false
	}
	claimed, err := hex.DecodeString(digest)
	return err == nil && hmac.Equal(claimed, mac(secret, body))
}

func mac(secret string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}
