package workflows

import "go.temporal.io/sdk/temporal"

// ContactName is the type of the Contact workflow.
const ContactName = "Contact"

// ContactID returns the id of the workflow that serialises everything about a
// key of a channel.
func ContactID(channel, key string) string { return "contact/" + channel + "/" + key }

// WakeSignal asks for one more look. It carries nothing: what is owed is in the
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
