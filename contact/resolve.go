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
	Known     []Identity  // the stored identities that matched
	Ambiguous bool        // an unconfirmed number fits several contacts; ContactID is then zero
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
		owned, ok := owner(named, at, stored)
		if !ok {
			r.Unknown = append(r.Unknown, named)
			continue
		}
		r.Known = append(r.Known, owned)
		if named.Kind == WaID && named.Confirmed && !owned.Confirmed && owned.ValidTo.IsZero() {
			r.Respelled = append(r.Respelled, owned)
		}
		switch {
		case !r.Found():
			r.ContactID = owned.ContactID
		case owned.ContactID != r.ContactID && !slices.Contains(r.Others, owned.ContactID):
			r.Others = append(r.Others, owned.ContactID)
		}
	}
	return r
}

// owner finds the stored identity that stood for the named one at the time.
// The exact spelling is believed first; a number that WhatsApp has not yet
// confirmed matches in any national variant.
func owner(named Identity, at time.Time, stored []Identity) (Identity, bool) {
	if found, ok := ownerAmong(at, stored, func(i Identity) bool {
		return i.Kind == named.Kind && i.Value == named.Value
	}); ok {
		return found, true
	}
	return ownerAmong(at, stored, func(i Identity) bool { return variant(named, i) })
}

// variant reports whether two numbers are national variants of one another, one
// of which WhatsApp has not confirmed: between two confirmed ones only the exact
// spelling counts.
func variant(named, i Identity) bool {
	return named.Kind == WaID && i.Kind == WaID && (!named.Confirmed || !i.Confirmed) && i.Key() == named.Key()
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
