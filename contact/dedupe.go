package contact

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

var noSlash = strings.NewReplacer("%", "%25", "/", "%2F")

// DedupeKey returns the key that makes an event unique for ever: where it came
// from, what class of item it is, and the outside's own id – or, for an item
// without a usable one, the hash of the item itself.
func DedupeKey(origin, priority, externalID string, raw []byte) string {
	id := "id:" + externalID
	if externalID == "" || len(externalID) > MaxTextID {
		// A long id would not fit an index page, and would fail the whole batch.
		hashed := raw
		if externalID != "" {
			hashed = []byte(externalID)
		}
		sum := sha256.Sum256(hashed)
		id = "sha256:" + hex.EncodeToString(sum[:])
	}
	// Both may come from outside: a slash in one must not look like the next part.
	return noSlash.Replace(priority) + "/" + noSlash.Replace(origin) + "/" + id
}
