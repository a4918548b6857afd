package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/temporal"
)

// ContactName is the type of the Contact workflow.
const ContactName = "Contact"

// ContactID returns the id of the workflow that serialises everything about a
// key of a channel. The SDK sends the id in a header too, which takes printable
// ASCII alone: any other byte of a key, and the percent sign, is written %XX.
func ContactID(channel, key string) string {
	var id strings.Builder
	id.WriteString("contact/" + channel + "/")
	for _, b := range []byte(key) {
		if b < ' ' || b > '~' || b == '%' {
			fmt.Fprintf(&id, "%%%02X", b)
		} else {
			id.WriteByte(b)
		}
	}
	return id.String()
}

// WakeSignal asks for one more look. It carries nothing: what is pending is in the
// database.
const WakeSignal = "wake"

// ApplyUpdate waits for the decision of one event.
const ApplyUpdate = "apply"

// The search attributes of contact workflows. The server must know them before
// the first start; EventSource is that of the event that woke the workflow.
var (
	ChannelAttribute  = temporal.NewSearchAttributeKeyKeyword("Channel")
	SourceAttribute   = temporal.NewSearchAttributeKeyKeyword("EventSource")
	ImportIDAttribute = temporal.NewSearchAttributeKeyKeyword("ImportId")
)
