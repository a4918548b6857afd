package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/whatsapp"
)

// TestATypeOfNothing sends types of which nothing can be stored.
func TestATypeOfNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"", "\x00", "\x00\x00"} {
		name, err := json.Marshal(kind)
		require.NoError(t, err)
		for _, item := range []string{
			`{"from": "60123456789", "id": "wamid.1", "timestamp": "1504902988", "type": ` + string(name) + `}`,
			`{"type": ` + string(name) + `}`,
		} {
			batch, err := whatsapp.Parse([]byte(`{"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
"messaging_product": "whatsapp", "metadata": {"phone_number_id": "410000000000001"}, "messages": [` + item + `]}}]}]}`))
			require.NoError(t, err)
			require.Len(t, batch.Events, 1)
			require.Equal(t, "unknown", batch.Events[0].Kind)
			require.Equal(t, contact.Unjudged, batch.Events[0].Facts.Effect, "it needs a look")
		}
	}
}
