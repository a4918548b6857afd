package whatsapp_test

import (
	"fmt"

	"github.com/luluchat/contacts/whatsapp"
)

// A batch is cut into its items, and each is judged alone: the second message
// below has no id, so it will be quarantined, and the first one is none the worse.
func ExampleParse() {
	body := []byte(`{
		"object": "whatsapp_business_account",
		"entry": [{"id": "200000000000001", "changes": [{"field": "messages", "value": {
			"metadata": {"phone_number_id": "100000000000001"},
			"contacts": [{"wa_id": "60123456789", "profile": {"name": "Aisha"}}],
			"messages": [
				{"id": "wamid.1", "from": "60123456789", "timestamp": "1760000000", "type": "text", "text": {"body": "hi"}},
				{"from": "60123456789", "timestamp": "1760000001", "type": "text", "text": {"body": "hello?"}}
			]
		}}]}]
	}`)
	batch, err := whatsapp.Parse(body)
	if err != nil {
		fmt.Println(err) // it is no webhook
		return
	}
	for _, event := range batch.Events {
		fmt.Printf("%s %q %s %q\n", event.Kind, event.ExternalID, event.Facts.Effect, event.Facts.Reason)
	}
	// Output:
	// text "wamid.1" creates ""
	// text "" unjudged "missing_id"
}
