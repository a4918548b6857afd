package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestAnEventOfALaterVersionIsSetAside puts an event into the queue whose way in
// this version does not know: no value may rank as a profile's by mistake.
func TestAnEventOfALaterVersionIsSetAside(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ev := text("later", 1, contact.Person{WaID: "60123456789"})
	ev.Source, ev.OccurredAt = "telepathy", time.Now()
	f.record(ev)
	next, err := f.Lookup(t.Context(), shop, "60123456789")
	require.NoError(t, err)
	require.True(t, next.Unreadable)
}
