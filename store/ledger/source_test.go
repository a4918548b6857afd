package ledger_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestAnEventOfALaterVersionIsSetAside puts an event into the queue whose way in
// this version does not know: no value may rank as a profile's by mistake.
func TestAnEventOfALaterVersionIsSetAside(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ev := contacttest.Text("later", 1, contact.Person{WaID: "60123456789"})
	ev.Source, ev.OccurredAt = "telepathy", time.Now()
	f.Record(ev)
	next, err := f.Ledger.Lookup(t.Context(), contacttest.Shop, "60123456789")
	require.NoError(t, err)
	require.True(t, next.Unreadable)
}
