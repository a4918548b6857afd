package contact_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// known returns Ada's contact: she wrote at noon.
func known() contact.Contact {
	return contact.Contact{
		ID: adasContact, ChannelID: "sales", Source: contact.SourceMessage, CreatedByEvent: eventID(0),
		WaID: ada, UserID: adaID, DisplayName: "Ada", NameSource: contact.NameProfile,
		ProfileName: "Ada", ProfileNameAt: clock(0),
		FirstMessageID: eventID(0), FirstMessageAt: clock(0), LastConversedAt: clock(0), Version: 1,
	}
}

// adas is a resolution that led to her.
func adas(unknown ...contact.Identity) contact.Resolution {
	return contact.Resolution{ContactID: adasContact, Unknown: unknown}
}

// decision is one row of a table: an event about Ada, and everything that may
// come of it.
type decision struct {
	had     func(c *contact.Contact) // what is different about her contact
	event   contact.Event
	found   contact.Resolution
	want    contact.Changes
	becomes func(c *contact.Contact) // what changes of her contact: this and nothing else
}

func (d decision) test(t *testing.T) {
	t.Parallel()
	c := known()
	if d.had != nil {
		d.had(&c)
	}
	if d.event.Facts.Fields != nil {
		c.Show() // the store does, when it reads the claims
	}
	want := detached(c)
	if d.becomes != nil {
		d.becomes(&want)
	}
	require.Equal(t, d.want, contact.Decide(&c, d.event, d.found))
	require.Equal(t, want, c)
}

// detached returns a copy that shares nothing with the contact.
func detached(c contact.Contact) contact.Contact {
	c.Claims, c.Tags, c.Attributes = slices.Clone(c.Claims), slices.Clone(c.Tags), maps.Clone(c.Attributes)
	return c
}

func because(d contact.DecisionKind, r contact.Reason) contact.Decision {
	return contact.Decision{Kind: d, Reason: r}
}

// claims tells what sources have said of Ada's contact before.
func claims(said ...contact.Claim) func(c *contact.Contact) {
	return func(c *contact.Contact) { c.Claims = said }
}
