package contact

import (
	"cmp"
	"slices"
	"time"
)

// Named is an identity as a person names it, who says that it is a contact's, or that it
// is no longer.
type Named struct {
	Kind  IdentityKind `json:"kind"`
	Value string       `json:"value"`
}

// identity is a named one from a time on. A number is unconfirmed until a message comes
// from it.
func (n Named) identity(from time.Time) Identity {
	return Identity{Kind: n.Kind, Value: n.Value, Confirmed: n.Kind != WaID, ValidFrom: from}
}

// Person is somebody of whom nothing but the named identity is known.
func (n Named) Person() Person {
	switch n.Kind {
	case UserID:
		return Person{UserID: n.Value}
	case ParentUserID:
		return Person{ParentUserID: n.Value}
	}
	return Person{WaID: n.Value, Unconfirmed: true}
}

// Gives is the identity that a command gives the contact, nil if it gives none.
func (c Command) Gives() *Named {
	if c.Number != "" {
		return &Named{WaID, c.Number}
	}
	return c.Add
}

// mends reports whether a command changes identities.
func (c Command) mends() bool { return c.Gives() != nil || c.End != nil }

// Mend carries out what a person says of a contact's identities: that a further one is
// its, that one is its no longer, or that its number is another one. current holds the
// contact's identities that are valid now, and stored every identity, current and former,
// under the keys of the event. c is changed in place, unless the decision is Ignored:
// then nothing else of the command is done either. A command that changes no identity,
// or only says what is known, has no decision.
func Mend(c *Contact, ev Event, current, stored []Identity) Changes {
	command := ev.Facts.Command
	if !command.mends() {
		return Changes{}
	}
	if c.refuses(ev) {
		return Changes{Decision: decision(Ignored, TooManyTags)}
	}
	m := mending{c: c, at: ev.OccurredAt, current: current, stored: stored}
	switch {
	case command.Number != "":
		return m.correct(command.Number)
	case command.Add != nil:
		return m.add(*command.Add)
	}
	return m.end(*command.End)
}

// mending is what Mend works on.
type mending struct {
	c               *Contact
	at              time.Time
	current, stored []Identity
}

func (m mending) add(named Named) Changes {
	given := named.identity(m.at)
	switch {
	case m.known(given) != nil:
		return Changes{}
	case m.taken(given):
		return Changes{Decision: decision(Ignored, IdentityTaken)}
	}
	ch := Changes{Decision: decision(Updated, IdentityAdded), Touched: true}
	m.give(&ch, given)
	m.show(append(slices.Clone(m.current), given), "")
	return ch
}

func (m mending) end(named Named) Changes {
	left := slices.Clone(m.current)
	left = slices.DeleteFunc(left, func(i Identity) bool { return i.Kind == named.Kind && i.Value == named.Value })
	if len(left) == len(m.current) {
		return Changes{}
	}
	ch := Changes{Decision: decision(Updated, IdentityEnded), Touched: true, EndAt: m.at}
	for _, i := range m.current {
		if !slices.Contains(left, i) {
			ch.End = append(ch.End, i)
		}
	}
	m.c.leave(&ch, m.current)
	return ch
}

// correct ends the number that is shown, in all its spellings, and shows the right one.
// Of a number that a message came from WhatsApp's spelling stays.
func (m mending) correct(number string) Changes {
	given := Named{WaID, number}.identity(m.at)
	known := m.known(given)
	shown := func(i Identity) bool { return i.Kind == WaID && i.Key() == FoldNumber(m.c.WaID) }
	switch {
	case known != nil && shown(*known) && (known.Confirmed || known.Value == number):
		return Changes{}
	case known == nil && m.taken(given):
		return Changes{Decision: decision(Ignored, IdentityTaken)}
	}
	ch := Changes{Decision: decision(Updated, NumberCorrected), Touched: true, EndAt: m.at}
	var left []Identity
	for _, i := range m.current {
		if shown(i) {
			ch.End = append(ch.End, i)
		} else {
			left = append(left, i)
		}
	}
	switch {
	case known != nil && !shown(*known):
		number = known.Value
	default:
		m.give(&ch, given)
		left = append(left, given)
	}
	m.show(left, number)
	return ch
}

// known is the contact's own identity that the given one is, in this spelling if it has
// it, else as a national variant.
func (m mending) known(given Identity) (found *Identity) {
	for _, i := range m.current {
		switch {
		case i.Kind == given.Kind && i.Value == given.Value:
			return &i
		case variant(i, given):
			found = &i
		}
	}
	return found
}

// taken reports whether somebody else has the identity. A national variant of a number
// counts as that number: whether two people have two variants of it is for messages to tell.
func (m mending) taken(given Identity) bool {
	return slices.ContainsFunc(m.stored, func(i Identity) bool {
		return i.ValidTo.IsZero() && i.ContactID != m.c.ID && same(i, given)
	})
}

// give adds an identity. One that the contact had, and nobody else since, is its own
// again as if it had never ended.
func (m mending) give(ch *Changes, given Identity) {
	var had *Identity
	for _, i := range m.stored {
		former := i.ContactID == m.c.ID && i.Kind == given.Kind && i.Value == given.Value && !i.ValidTo.IsZero()
		if former && (had == nil || i.ValidTo.After(had.ValidTo)) {
			had = &i
		}
	}
	if had != nil && !slices.ContainsFunc(m.stored, func(i Identity) bool {
		return i.ContactID != m.c.ID && same(i, given) && i.ValidTo.After(had.ValidTo)
	}) {
		ch.Revive = append(ch.Revive, *had)
		return
	}
	ch.Add = append(ch.Add, given)
}

// same reports whether two identities are one, or variants of one number.
func same(a, b Identity) bool { return a.Kind == b.Kind && a.Value == b.Value || variant(a, b) }

// show has the contact show identities that are left to it: the number, if one is given,
// else what it shows already, else the newest.
func (m mending) show(left []Identity, number string) {
	c := m.c
	c.WaID = shownOf(left, WaID, number, c.WaID)
	c.UserID = userIDOf(left, c.UserID)
	c.rename()
}

// userIDOf is the user id that a contact with these identities shows, else the parent's.
func userIDOf(left []Identity, shown string) string {
	return cmp.Or(shownOf(left, UserID, shown), shownOf(left, ParentUserID, shown))
}

func shownOf(left []Identity, kind IdentityKind, preferred ...string) string {
	var newest Identity
	for _, i := range left {
		if i.Kind == kind && (newest.Value == "" || i.ValidFrom.After(newest.ValidFrom)) {
			newest = i
		}
	}
	for _, value := range preferred {
		if value != "" && slices.ContainsFunc(left, func(i Identity) bool { return i.Kind == kind && i.Value == value }) {
			return value
		}
	}
	return newest.Value
}
