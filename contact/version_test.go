package contact_test

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// TestVersionsCountJustWhatAPersonSees lets anything happen to two people who
// share numbers and BSUIDs. What lets a page that was read a while ago notice
// that the contact has moved on is that nothing shown changes without a new
// version, and that nobody is told so for nothing.
func TestVersionsCountJustWhatAPersonSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := book{}
		for n, ev := range rapid.SliceOfN(rapid.Custom(anything), 1, 12).Draw(t, "events") {
			ev.ID = eventID(n + 1000)
			before := map[uuid.UUID]string{}
			versions := map[uuid.UUID]int64{}
			for _, c := range b.contacts {
				before[c.ID], versions[c.ID] = b.shown(c), c.Version
			}
			b.apply(ev)
			for _, c := range b.contacts {
				require.NotEmpty(t, c.DisplayName, "nobody is ever nameless")
				switch was, known := before[c.ID]; {
				case !known:
					require.EqualValues(t, 1, c.Version)
				case was != b.shown(c):
					require.Equal(t, versions[c.ID]+1, c.Version, "from %s to %s", was, b.shown(c))
				default:
					require.Equal(t, versions[c.ID], c.Version, "still %s", was)
				}
			}
		}
	})
}

// shown is all that a person sees of a contact and that messages alone do not
// change.
func (b *book) shown(c *contact.Contact) string {
	attributes := c.Attributes
	if len(attributes) == 0 {
		attributes = nil
	}
	s, err := json.Marshal([]any{
		c.WaID, c.UserID, c.Username, c.DisplayName, c.NameSource, c.ProfileName, c.OptedOutAt,
		c.Texts, attributes, b.tags[c.ID],
	})
	if err != nil {
		panic(err)
	}
	return string(s)
}

// anything draws an event of any source. Identities, names, values and times are
// few, so that they meet.
func anything(t *rapid.T) contact.Event {
	one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	at := rapid.IntRange(0, 9).Draw(t, "at")
	p := contact.Person{
		WaID: one("number", "", mexico, mexicoWith, ada), UserID: one("BSUID", "", adaID, adaNewID),
		ParentUserID: one("parent's", "", "", adaParent),
	}
	if !p.Known() {
		p.WaID = ada
	}
	switch one("what", "message", "touch", "preference", "fields", "fields") {
	case "message":
		p.ProfileName, p.Username = one("name", "", "Ada", "Countess"), one("username", "", "ada", "countess")
		return message(at, p)
	case "touch":
		p.ProfileName, p.Username = one("name", "", "Ada", "Countess"), one("username", "", "ada", "countess")
		return touch(at, contact.Reaction, p)
	case "preference":
		return preference(at, rapid.Bool().Draw(t, "stop"), p)
	}
	source := contact.Source(one("source", "manual", "api", "import", "form", "trigger"))
	ev := gives(at, source, contact.Fields{
		DisplayName: drawn(t, "name", "", "Ada", "Countess"), Remarks: drawn(t, "remarks", "", "late"), Assignee: drawn(t, "assignee", "", "bob"),
	})
	if value := one("attribute", "", "null", `"a"`, `1`); value != "" {
		ev.Facts.Fields.Attributes = map[string]json.RawMessage{"plan": json.RawMessage(value)}
	}
	switch one("tags", "", "add", "remove") {
	case "add":
		ev.Facts.Fields.AddTags = []string{one("tag", "vip", "VIP", "new")}
	case "remove":
		ev.Facts.Fields.RemoveTags = []string{one("tag", "vip", "VIP", "new")}
	}
	if field := one("clear", "", contact.FieldDisplayName, contact.FieldRemarks, contact.AttributePrefix+"plan"); field != "" {
		ev.Facts.Fields.Clear = []string{field}
	}
	p.Unconfirmed = true
	ev.Facts.Person = p
	if contact.ClaimSource(source) == contact.NameManual && rapid.Bool().Draw(t, "with opt-out") {
		optOut := rapid.Bool().Draw(t, "stop")
		ev.Facts.OptOut = &optOut
	}
	return ev
}

// drawn draws a value, or none.
func drawn(t *rapid.T, label string, of ...string) *string {
	if rapid.Bool().Draw(t, "with "+label) {
		return says(rapid.SampledFrom(of).Draw(t, label))
	}
	return nil
}
