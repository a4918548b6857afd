package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestOddIdentities has people whom WhatsApp calls by what is no number. What can be
// an identity becomes a contact; none holds anybody else up.
func TestOddIdentities(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	for i, who := range []string{
		"6012ü3942530", "6012\u00a03942530", "%41", "A", "😀", "a/b?c#d", "'", // as WhatsApp said
		"tab\there", strings.Repeat("ü", 100), " ", // no identities
	} {
		w.mustPost(p, w.text(who, fmt.Sprintf("wamid.odd.%d", i), time.Now()))
	}
	w.mustPost(p, w.text("60111111111", "wamid.plain", time.Now()))
	db := w.db()
	w.decided(db)
	require.Equal(t, map[string]int{
		"created/first_message": 8, "quarantined/bad_sender": 2, "quarantined/no_sender": 1,
	}, decisions(t, db))
}
