package whatsapp

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/luluchat/contacts/contact"
)

// naming says which members of an item name a person.
type naming struct{ waID, userID, parentUserID string }

var (
	sender    = naming{"from", "from_user_id", "from_parent_user_id"}
	addressee = naming{"to", "to_user_id", "to_parent_user_id"}
	subject   = naming{"wa_id", "user_id", "parent_user_id"}
)

// read returns the person that an item names. Nothing is trimmed or corrected but a
// plus before a number: identities are stored as sent.
func (n naming) read(item node) contact.Person {
	return contact.Person{
		WaID:         digits(notBlank(item.get(n.waID).text())),
		UserID:       notBlank(item.get(n.userID).text()),
		ParentUserID: notBlank(item.get(n.parentUserID).text()),
	}.Normalise()
}

// complete adds what the person's contacts[] entry says besides. What the item
// itself says is believed first.
func complete(p contact.Person, entry node) contact.Person {
	if entry == "" {
		return p
	}
	known := subject.read(entry)
	if p.Known() && !overlap(p, known) {
		return p // found by the item's other party
	}
	p.WaID = cmp.Or(p.WaID, known.WaID) // a variant of it is another spelling, and the message's own counts
	p.UserID = cmp.Or(p.UserID, known.UserID)
	p.ParentUserID = cmp.Or(p.ParentUserID, known.ParentUserID)
	return names(p, entry)
}

func overlap(a, b contact.Person) bool {
	return a.WaID != "" && a.WaID == b.WaID ||
		a.UserID != "" && a.UserID == b.UserID ||
		a.ParentUserID != "" && a.ParentUserID == b.ParentUserID ||
		variants(a, b)
}

// variants reports whether two people have one number in two national spellings, and
// not two user ids.
func variants(a, b contact.Person) bool {
	return a.WaID != "" && b.WaID != "" && contact.FoldNumber(a.WaID) == contact.FoldNumber(b.WaID) &&
		(a.UserID == "" || b.UserID == "" || a.UserID == b.UserID)
}

// names adds what the person's contacts[] entry says of names only.
func names(p contact.Person, entry node) contact.Person {
	profile := entry.get("profile")
	p.ProfileName = contact.Name(profile.get("name").str(), contact.MaxName)
	p.Username = contact.Line(profile.get("username").str(), contact.MaxName)
	return p
}

// person reads the person that an item names, with its contacts[] entry. The
// problem is what is wrong with an identity, in words, or empty; an identity
// that cannot be stored is left out.
func (v *envelope) person(n naming) (p contact.Person, named bool, problem string) {
	p = complete(n.read(v.item), v.contact)
	named = p.Known()
	p, problem = storable(p)
	return p, named, problem
}

// requirePerson refuses an event that is about nobody, or about somebody whose
// identity cannot be stored.
func requirePerson(e *contact.Event, named bool, problem string) bool {
	switch {
	case !named:
		refuse(e, contact.NoSender, "the item names no person")
	case problem != "":
		refuse(e, contact.BadSender, problem)
	default:
		return true
	}
	return false
}

// storable leaves out identities that would fit no index or hold control
// characters, and says so.
func storable(p contact.Person) (_ contact.Person, problem string) {
	for _, identity := range [...]struct {
		kind  contact.IdentityKind
		value *string
	}{
		{contact.WaID, &p.WaID},
		{contact.UserID, &p.UserID},
		{contact.ParentUserID, &p.ParentUserID},
	} {
		switch {
		case len(*identity.value) > contact.MaxKey:
			problem = fmt.Sprintf("the %s is longer than %d bytes", identity.kind, contact.MaxKey)
		case strings.ContainsFunc(*identity.value, unicode.IsControl):
			problem = fmt.Sprintf("the %s holds control characters", identity.kind)
		default:
			continue
		}
		*identity.value = ""
	}
	return p, problem
}

// tidy makes words of WhatsApp fit to be stored and shown.
func tidy(s string) string {
	return strings.TrimSpace(contact.Clean(strings.TrimSpace(s), contact.MaxName))
}

// digits is a number as WhatsApp writes it: without a plus, which some senders put
// before it, and what stands between its digits then.
func digits(waID string) string {
	if strings.HasPrefix(waID, "+") {
		if bare, ok := contact.Digits(waID); ok {
			return bare
		}
	}
	return waID
}

func notBlank(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}
