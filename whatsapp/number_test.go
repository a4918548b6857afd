package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/whatsapp"
)

// TestMetasTest is that of Meta's own settings, for any field.
func TestMetasTest(t *testing.T) {
	t.Parallel()
	value := func(account, number, item string) []byte {
		return []byte(`{"object": "whatsapp_business_account", "entry": [{"id": "` + account + `", "changes": [{"field": "messages", "value": {
"messaging_product": "whatsapp", "metadata": {"display_phone_number": "16505551111", "phone_number_id": "` + number + `"}, ` + item + `}}]}]}`)
	}
	const message = `"contacts": [{"profile": {"name": "test user name"}, "wa_id": "16315551181"}],
"messages": [{"from": "16315551181", "id": "ABGGFlA5Fpa", "timestamp": "1504902988", "type": "text", "text": {"body": "this is a text message"}}]`
	t.Run("its message is ignored, and its number is nobody's", func(t *testing.T) {
		t.Parallel()
		batch, err := whatsapp.Parse(value("0", "123456123", message))
		require.NoError(t, err)
		require.Len(t, batch.Events, 1)
		require.Equal(t, contact.None, batch.Events[0].Facts.Effect)
		require.Equal(t, contact.MetasTest, batch.Events[0].Facts.Reason)
		require.True(t, whatsapp.IsTest(batch.Events[0]))
		require.Empty(t, batch.Numbers)
		again, err := whatsapp.Reparse(batch.Events[0].Raw, batch.Events[0].OccurredAt)
		require.NoError(t, err)
		require.True(t, whatsapp.IsTest(again), "also when it is judged again")
	})
	t.Run("whatever is malformed in it", func(t *testing.T) {
		t.Parallel()
		batch, err := whatsapp.Parse(value("0", "123456123", `"messages": [{"type": "hologram"}]`))
		require.NoError(t, err)
		require.True(t, whatsapp.IsTest(batch.Events[0]), "it needs no look")
	})
	t.Run("a message to a number is one, and tells of it", func(t *testing.T) {
		t.Parallel()
		for _, ids := range [][2]string{{"7001", "123456123"}, {"0", "410000000000001"}} {
			batch, err := whatsapp.Parse(value(ids[0], ids[1], message))
			require.NoError(t, err)
			require.Equal(t, contact.Creates, batch.Events[0].Facts.Effect)
			require.Equal(t, []whatsapp.Number{{PhoneNumberID: ids[1], Displayed: "16505551111", AccountID: ids[0], Wrote: true}}, batch.Numbers)
		}
	})
	t.Run("a status tells of the number, and that nobody wrote", func(t *testing.T) {
		t.Parallel()
		batch, err := whatsapp.Parse(value("7001", "410000000000001", `"statuses": [{"id": "wamid.1", "status": "sent", "timestamp": "1504902988", "recipient_id": "16315551181"}]`))
		require.NoError(t, err)
		require.Len(t, batch.Numbers, 1)
		require.False(t, batch.Numbers[0].Wrote)
	})
}
