package contact

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Resolution is what the stored identities say of a person.
type Resolution struct {
	ContactID uuid.UUID   // whose event it is; zero: nobody's yet
	Others    []uuid.UUID // further contacts that own one of the person's identities
	Unknown   []Identity  // the person's identities that nobody owns
	Respelled []Identity  // stored numbers that WhatsApp now confirms, to be stored as it writes them
	Spelled   []Identity  // further spellings in which WhatsApp writes a number of the contact, to be added
	Known     []Identity  // the stored identities that matched
	// Apart is the contact whose number is a national variant of the person's, but which
	// has another user id: whether both are one is for a person to say.
	Apart     uuid.UUID
	Ambiguous bool // an unconfirmed number fits several contacts; ContactID is then zero
}

// Found reports whether the person belongs to a contact.
func (r Resolution) Found() bool { return r.ContactID != uuid.Nil }

// Resolve decides whose event at the given time it is: the owner of the phone
// number, else of the BSUID, else of the parent's BSUID. stored holds every
// identity, current and former, under the person's folded keys. A zero time
// means now.
func Resolve(p Person, at time.Time, stored []Identity) Resolution {
	var r Resolution
	for _, named := range p.Identities() {
		if ambiguous(named, at, stored) {
			return Resolution{Ambiguous: true}
		}
		owned, ok := r.owner(named, p.UserID, at, stored)
		if !ok {
			r.Unknown = append(r.Unknown, named)
			continue
		}
		r.know(named, owned)
	}
	return r
}

// Resolve decides whose event it is, by what the event says of the person and by the
// number that the person shared in it. Shared by somebody unknown, the number leads to
// its contact, unless that has another user id.
func (ev Event) Resolve(stored []Identity) Resolution {
	at, user := ev.NamedAt(), ev.Facts.Person.UserID
	r := Resolve(ev.Facts.Person, at, stored)
	if ev.Facts.Shared == "" || r.Ambiguous {
		return r
	}
	shared := ev.Facts.shared()
	switch owned, ok := r.owner(shared, user, at, stored); {
	case !ok:
		r.Unknown = append(r.Unknown, shared)
	case !r.Found() && differs(user, owned, at, stored):
		r.Apart = owned.ContactID
	default:
		r.know(shared, owned)
	}
	return r
}

// know adds a stored identity that stands for a named one.
func (r *Resolution) know(named, owned Identity) {
	r.Known = append(r.Known, owned)
	if named.Kind == WaID && named.Confirmed && owned.ValidTo.IsZero() && (!r.Found() || r.ContactID == owned.ContactID) {
		switch {
		case !owned.Confirmed:
			r.Respelled = append(r.Respelled, owned)
		case owned.Value != named.Value:
			r.Spelled = append(r.Spelled, named)
		}
	}
	switch {
	case !r.Found():
		r.ContactID = owned.ContactID
	case owned.ContactID != r.ContactID && !slices.Contains(r.Others, owned.ContactID):
		r.Others = append(r.Others, owned.ContactID)
	}
}

// owner finds the stored identity that stood for the named one at the time.
// The exact spelling is believed first. A national variant is the same number too,
// unless its owner has another user id than the person: then the owner is kept apart.
func (r *Resolution) owner(named Identity, user string, at time.Time, stored []Identity) (Identity, bool) {
	apart, found := ownerAmong(at, stored, func(i Identity) bool {
		return i.Value != named.Value && variant(named, i) && differs(user, i, at, stored)
	})
	if found {
		r.Apart = apart.ContactID
	}
	if found, ok := ownerAmong(at, stored, func(i Identity) bool {
		return i.Kind == named.Kind && i.Value == named.Value
	}); ok {
		return found, true
	}
	return ownerAmong(at, stored, func(i Identity) bool { return variant(named, i) && !differs(user, i, at, stored) })
}

// variant reports whether two numbers are national variants of one another.
func variant(named, i Identity) bool {
	return named.Kind == WaID && i.Kind == WaID && i.Key() == named.Key()
}

// differs reports whether a person's user id says that a stored number is somebody
// else's: its owner has another user id, and not this one.
func differs(user string, i Identity, at time.Time, stored []Identity) bool {
	if user == "" || i.OwnerUserID == "" || i.OwnerUserID == user || isParentUserID(i.OwnerUserID) {
		return false
	}
	_, owned := ownerAmong(at, stored, func(s Identity) bool {
		return s.Kind == UserID && s.Value == user && s.ContactID == i.ContactID
	})
	return !owned
}

// ambiguous reports whether an unconfirmed number that is not known as it is
// spelled fits numbers of several contacts.
func ambiguous(named Identity, at time.Time, stored []Identity) bool {
	if named.Kind != WaID || named.Confirmed {
		return false
	}
	var owners []uuid.UUID
	for _, i := range stored {
		if !i.validAt(at) || !variant(named, i) {
			continue
		}
		if i.Value == named.Value {
			return false
		}
		if !slices.Contains(owners, i.ContactID) {
			owners = append(owners, i.ContactID)
		}
	}
	return len(owners) > 1
}

// ownerAmong picks, of the matching identities, the one whose validity ends
// first at or after the time. Where it began is not asked: a message older than
// the first one seen belongs to the same person.
func ownerAmong(at time.Time, stored []Identity, matches func(Identity) bool) (best Identity, ok bool) {
	for _, i := range stored {
		if !matches(i) || !i.validAt(at) {
			continue
		}
		if !ok || endsBefore(i, best) {
			best, ok = i, true
		}
	}
	return best, ok
}

func (i Identity) validAt(at time.Time) bool {
	return i.ValidTo.IsZero() || (!at.IsZero() && !at.After(i.ValidTo))
}

func endsBefore(a, b Identity) bool {
	if a.ValidTo.IsZero() || b.ValidTo.IsZero() {
		return b.ValidTo.IsZero() && !a.ValidTo.IsZero()
	}
	return a.ValidTo.Before(b.ValidTo)
}
