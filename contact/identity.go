package contact

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// IdentityKind tells the three kinds of identity apart.
type IdentityKind string

// The kinds of identity, in the order in which they are believed.
const (
	WaID         IdentityKind = "wa_id"          // phone number as WhatsApp writes it
	UserID       IdentityKind = "user_id"        // business-scoped user id (BSUID)
	ParentUserID IdentityKind = "parent_user_id" // the BSUID of the parent business
)

// OwnKey is the kind of the key that a contact has besides its identities. It is no
// identity, and nobody is shown it; see Alone.
const OwnKey IdentityKind = "id"

// Person is everything that one item says of who it is about. Every field may
// be empty.
type Person struct {
	WaID         string `json:"wa_id,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	ProfileName  string `json:"profile_name,omitempty"`
	Username     string `json:"username,omitempty"`
	// Unconfirmed says that the number is not WhatsApp's spelling: a form, file
	// or caller gave it. It then matches in any national variant.
	Unconfirmed bool `json:"unconfirmed,omitempty"`
	// OwnKey is set of a contact that a command names and that has no identity.
	OwnKey string `json:"own_key,omitempty"`
}

// Identity is one name a person is known by. Stored ones belong to a contact
// from ValidFrom to ValidTo.
type Identity struct {
	ContactID uuid.UUID // zero until stored
	Kind      IdentityKind
	Value     string
	Confirmed bool      // false for a number that only a form, file or caller gave
	ValidFrom time.Time // the first event that named it
	ValidTo   time.Time // zero: still valid
	// OwnerUserID is the business-scoped user id that the contact has now, empty if it has
	// none. It is known of stored numbers that have national variants.
	OwnerUserID string
}

// Key returns the identity's folded form, by which events queue up and find
// each other.
func (i Identity) Key() string {
	if i.Kind == WaID {
		return FoldNumber(i.Value)
	}
	return i.Value
}

// bsuid is the shape of a business-scoped user id: a country, a dot, for a
// parent id ENT and another dot, and up to 128 letters and digits.
var bsuid = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// IsUserID reports whether s has the shape of a business-scoped user id.
func IsUserID(s string) bool { return bsuid.MatchString(s) }

// isParentUserID reports whether s has the shape of a parent's BSUID.
func isParentUserID(s string) bool { return IsUserID(s) && strings.HasPrefix(s[3:], "ENT.") }

// Normalise moves a BSUID that came in wa_id's place to where it belongs.
// WhatsApp sends it there for people who hide their number.
func (p Person) Normalise() Person {
	if !IsUserID(p.WaID) {
		return p
	}
	switch {
	case isParentUserID(p.WaID) && p.ParentUserID == "":
		p.ParentUserID, p.WaID = p.WaID, ""
	case isParentUserID(p.WaID): // names both: the explicit field is believed
		p.WaID = ""
	case p.UserID == "" || p.UserID == p.WaID:
		p.UserID, p.WaID = p.WaID, ""
	default: // names both: the explicit field is believed
		p.WaID = ""
	}
	return p
}

// Identities lists the person's identities, most believed first.
func (p Person) Identities() []Identity {
	all := []Identity{
		{Kind: WaID, Value: p.WaID, Confirmed: !p.Unconfirmed},
		{Kind: UserID, Value: p.UserID, Confirmed: true},
		{Kind: ParentUserID, Value: p.ParentUserID, Confirmed: true},
		{Kind: OwnKey, Value: p.OwnKey, Confirmed: true},
	}
	return slices.DeleteFunc(all, func(i Identity) bool { return i.Value == "" })
}

// Known reports whether the person has any identity at all.
func (p Person) Known() bool { return p.WaID != "" || p.UserID != "" || p.ParentUserID != "" }

func keysOf(identities []Identity) []string {
	keys := make([]string, 0, len(identities))
	for _, i := range identities {
		if k := i.Key(); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// Identities are those that an event gives the contact that it creates, from its
// time on.
func (ev Event) Identities() []Identity {
	identities := ev.Facts.Person.Identities()
	for i := range identities {
		identities[i].ValidFrom = ev.OccurredAt
	}
	return identities
}
