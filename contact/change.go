package contact

import (
	"slices"

	"github.com/google/uuid"
)

// DecideChange applies a change of number or BSUID. former is the contact that
// the old identities led to and stays nil for a stranger; to is what the stored
// identities say of the new ones; current holds all of the former contact's
// identities that are valid now. It changes former in place.
//
// The new identities go to the contact, the old ones become former at the
// event's time. If the new ones already belong to somebody else, both contacts
// stay and a conflict is kept: nothing is ever merged by itself. The former contact has
// given its number up all the same, and may have no identity then.
func DecideChange(former *Contact, ev Event, to Resolution, current []Identity) Changes {
	change := ev.Facts.Change
	if former == nil || former.unknownUntil(ev, current) {
		return Changes{Decision: decision(Ignored, NoContact)}
	}
	ch := Changes{EndAt: ev.OccurredAt, Conflicts: otherThan(former, to)}
	for _, i := range current {
		// A new BSUID says nothing against the number that names the person.
		stays := i.Kind == WaID && change.To.WaID == ""
		if named(ev.Facts.Person, i) && !named(change.To, i) && !stays {
			ch.End = append(ch.End, i)
		}
	}
	if len(ch.Conflicts) > 0 {
		ch.Decision = decision(Updated, MergeConflict)
		ch.Touched = former.leave(&ch, current)
		return ch
	}
	if to.Apart != uuid.Nil && to.Apart != former.ID {
		ch.Conflicts = append(ch.Conflicts, to.Apart) // the number is the person's, and may be that contact's as well
	}
	for _, i := range slices.Concat(to.Unknown, to.Spelled) {
		i.ValidFrom = ev.OccurredAt
		ch.Add = append(ch.Add, i)
	}
	if len(ch.Add) == 0 && len(ch.End) == 0 {
		ch.Decision = decision(Ignored, NothingNew)
		return ch
	}
	former.moveTo(ev, current)
	former.leave(&ch, current)
	switch {
	case change.To.WaID != "":
		ch.Decision, ch.Touched = decision(Updated, NumberChanged), true
	default:
		ch.Decision, ch.Touched = decision(Updated, UserIDChanged), true
	}
	return ch
}

// unknownUntil reports whether all that is known of the contact is younger than
// the event: then it is about somebody who had the number before.
func (c *Contact) unknownUntil(ev Event, current []Identity) bool {
	if !c.FirstMessageAt.IsZero() && !c.FirstMessageAt.After(ev.OccurredAt) {
		return false
	}
	return !slices.ContainsFunc(current, func(i Identity) bool {
		return named(ev.Facts.Person, i) && !i.ValidFrom.After(ev.OccurredAt)
	}) && slices.ContainsFunc(current, func(i Identity) bool { return named(ev.Facts.Person, i) })
}

// moveTo shows the new identities in place of the old ones. A contact that shows
// others, or has had what it shows only since the event, has moved on: the
// change came late.
func (c *Contact) moveTo(ev Event, current []Identity) {
	from, to := ev.Facts.Person, ev.Facts.Change.To
	movedOn := func(kind IdentityKind, shown string) bool {
		return slices.ContainsFunc(current, func(i Identity) bool {
			return i.Kind == kind && i.Value == shown && i.ValidFrom.After(ev.OccurredAt)
		})
	}
	sameNumber := FoldNumber(c.WaID) == FoldNumber(from.WaID)
	if to.WaID != "" && (c.WaID == "" || sameNumber || from.WaID == "" && !movedOn(WaID, c.WaID)) {
		c.WaID = to.WaID
	}
	if to.UserID != "" && (c.UserID == "" || c.UserID == from.UserID || from.UserID == "" && !movedOn(UserID, c.UserID)) {
		c.UserID = to.UserID
	}
	c.rename()
}

func otherThan(c *Contact, to Resolution) (others []uuid.UUID) {
	if to.Found() && to.ContactID != c.ID {
		others = append(others, to.ContactID)
	}
	for _, id := range to.Others {
		if id != c.ID {
			others = append(others, id)
		}
	}
	return others
}

func named(p Person, i Identity) bool {
	return slices.ContainsFunc(p.Identities(), func(n Identity) bool {
		return n.Kind == i.Kind && (n.Value == i.Value || variant(n, i))
	})
}
