package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestDedupeKey(t *testing.T) {
	t.Parallel()
	const origin = "106540352242922"
	long := strings.Repeat("x", contact.MaxTextID+1)
	raw := []byte(`{"type":"text"}`)
	key := contact.DedupeKey(origin, "message", "wamid.1", raw)

	t.Run("the same item has the same key, whatever else it says", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, key, contact.DedupeKey(origin, "message", "wamid.1", []byte(`{}`)))
		require.Equal(t, key, contact.DedupeKey(origin, "message", "wamid.1", nil))
	})
	t.Run("another origin, class or id makes another key", func(t *testing.T) {
		t.Parallel()
		require.NotEqual(t, key, contact.DedupeKey("2", "message", "wamid.1", raw))
		require.NotEqual(t, key, contact.DedupeKey(origin, "preference", "wamid.1", raw))
		require.NotEqual(t, key, contact.DedupeKey(origin, "message", "wamid.2", raw))
		require.NotEqual(t, key, contact.DedupeKey(origin, "message", "WAMID.1", raw))
	})
	t.Run("an item without an id is known by all that it says", func(t *testing.T) {
		t.Parallel()
		bare := contact.DedupeKey(origin, "message", "", raw)
		require.Equal(t, bare, contact.DedupeKey(origin, "message", "", []byte(`{"type":"text"}`)))
		require.NotEqual(t, bare, contact.DedupeKey(origin, "message", "", []byte(`{"type": "text"}`)))
		require.NotEqual(t, bare, contact.DedupeKey("2", "message", "", raw))
		require.NotEqual(t, bare, contact.DedupeKey(origin, "preference", "", raw))
	})
	t.Run("an id that reads like a hash is not taken for one", func(t *testing.T) {
		t.Parallel()
		bare := contact.DedupeKey(origin, "message", "", raw)
		hash := bare[strings.LastIndex(bare, "/")+1:]
		require.NotEqual(t, bare, contact.DedupeKey(origin, "message", hash, raw))
	})
	t.Run("keys that are stored stay as they are", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "message/"+origin+"/id:wamid.1", key)
		require.Equal(t, "form%2Frow/a%252Fb/id:50%/off", contact.DedupeKey("a%2Fb", "form/row", "50%/off", raw))
		require.Equal(t, "message/"+origin+"/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
			contact.DedupeKey(origin, "message", "", []byte(`{}`)))
	})
	t.Run("the longest id that is kept is readable in the key", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, contact.DedupeKey(origin, "message", long[1:], raw), long[1:])
	})
	t.Run("a longer id makes a short key, which is still its own", func(t *testing.T) {
		t.Parallel()
		hashed := contact.DedupeKey(origin, "message", long, raw)
		require.LessOrEqual(t, len(hashed), 250)
		require.Equal(t, hashed, contact.DedupeKey(origin, "message", long, []byte(`{}`)))
		require.NotEqual(t, hashed, contact.DedupeKey(origin, "message", long+"x", raw))
		require.NotEqual(t, hashed, contact.DedupeKey(origin, "message", long[1:], raw))
		require.NotEqual(t, hashed, contact.DedupeKey(origin, "message", "", raw))
		require.LessOrEqual(t, len(contact.DedupeKey(origin, "message", strings.Repeat(long, 1000), raw)), 250)
	})
	t.Run("two items have one key only if they are one", func(t *testing.T) {
		t.Parallel()
		// Few letters, so that near misses are drawn: all three may hold anything.
		name := rapid.StringMatching(`([a:/%]|%2F|%25){1,3}`)
		id := rapid.StringMatching(`([a:/]|%2F){0,4}`)
		rapid.Check(t, func(t *rapid.T) {
			type item struct{ origin, priority, id string }
			a := item{name.Draw(t, "origin"), name.Draw(t, "class"), id.Draw(t, "id")}
			b := item{name.Draw(t, "other origin"), name.Draw(t, "other class"), id.Draw(t, "other id")}
			switch rapid.IntRange(0, 3).Draw(t, "near miss") {
			case 0: // the same letters, with another border between them
				b = item{a.origin + a.priority[:1], a.priority[1:], a.id}
			case 1:
				b = item{a.priority, a.origin, a.id}
			case 2:
				b = item{strings.ReplaceAll(a.origin, "/", "%2F"), strings.ReplaceAll(a.priority, "%", "%25"), a.id}
			}
			require.Equal(t, a == b,
				contact.DedupeKey(a.origin, a.priority, a.id, raw) == contact.DedupeKey(b.origin, b.priority, b.id, raw))
		})
	})
}
