package contact

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Step is the next thing to do for a pending event.
type Step string

// The steps.
const (
	StepNothing Step = ""       // nothing is pending
	StepCreate  Step = "create" // create the contact, then attach
	StepAttach  Step = "attach" // file the message with the contact
	StepUpdate  Step = "update" // change the contact, or find that there is nothing to change
)

// NextStep says what a pending event needs, given whether its person has a
// contact.
func NextStep(f Facts, found bool) Step {
	switch {
	case f.Effect == Creates && !found:
		return StepCreate
	case f.Effect == Creates && f.Message != nil:
		return StepAttach
	default:
		return StepUpdate
	}
}

// Changes is what deciding an event does besides changing the contact itself.
type Changes struct {
	Add       []Identity  // identities the contact gets
	End       []Identity  // identities that are former from the event's time on
	Revive    []Identity  // former identities, as stored, that are the contact's again
	Respell   []Identity  // unconfirmed numbers, as stored; the person's wa_id replaces them
	Conflicts []uuid.UUID // contacts that may be the same person; for a person to resolve
	EndAt     time.Time   // when the ended ones end
	Decision  Decision    // the decision
	Touched   bool        // a field that a person sees has changed
	Owned     bool        // an import owns the name from now on, which stays the same

	Claims     []Claim // to be kept
	Replaced   []Claim // the same source's former claims in their place; of imports and jobs
	Withdraw   []Claim // to be removed, by field and source
	AddTags    []string
	RemoveTags []string
	Skipped    []Skipped // what the contact had no room for
	// Preferred is the opt-out as it was; nil if the event did not touch it, or if no job brought it.
	Preferred *Preference

	keeps bool // a job brings the event: what it replaces is kept, and can come back
}

// NewVersion reports whether readers see something new, even if it is only who
// owns the name.
func (ch Changes) NewVersion() bool { return ch.Touched || ch.Owned }

// Decide applies an event to the contact it belongs to and returns what else is
// to be done. It is the whole of rules 1, 3, 4, 5, 6 and 12 for someone who has
// a contact; c is changed in place.
func Decide(c *Contact, ev Event, r Resolution) Changes {
	if row := ev.Facts.Row; row != nil && row.CreateOnly && c.CreatedByEvent != ev.ID {
		return Changes{Decision: decision(Ignored, AlreadyThere)}
	}
	if c.refuses(ev) {
		return Changes{Decision: decision(Ignored, TooManyTags)}
	}
	ch := Changes{Conflicts: c.conflicts(ev, r), Respell: r.Respelled, keeps: ev.job() != nil}
	differentUserID := c.adopt(ev, r, &ch)
	if c.learnProfile(ev.Facts.Person, ev.OccurredAt) {
		ch.Touched = true
	}
	switch {
	case ev.Facts.Message != nil:
		c.converse(ev)
		ch.Decision = judgeMessage(c, ev, ch, differentUserID)
	case ev.Facts.Fields != nil:
		c.fill(ev, &ch)
		ch.Decision = c.judgeFields(ev, &ch)
	case ev.preference() != nil:
		ch.Decision = c.judgePreference(ev, &ch)
	default:
		ch.Decision = judgeTouch(ev, ch)
	}
	return ch
}

// conflicts are the contacts that may be the same person. Who has another variant of
// the number and another user id is one of them once: when the number becomes known.
func (c *Contact) conflicts(ev Event, r Resolution) []uuid.UUID {
	isNew := c.CreatedByEvent == ev.ID || slices.ContainsFunc(r.Unknown, func(i Identity) bool { return i.Kind == WaID })
	if !isNew || r.Apart == uuid.Nil || r.Apart == c.ID || slices.Contains(r.Others, r.Apart) {
		return r.Others
	}
	return append(slices.Clone(r.Others), r.Apart)
}

// adopt adds the person's unknown identities to the contact, and shows them
// unless they come from an event older than the conversation. It reports whether
// a known number arrived with a BSUID other than the contact's.
func (c *Contact) adopt(ev Event, r Resolution, ch *Changes) (differentUserID bool) {
	waID, userID := c.WaID, c.UserID
	newest := !ev.OccurredAt.Before(c.LastConversedAt)
	for _, i := range slices.Concat(r.Unknown, r.Spelled) {
		i.ValidFrom = ev.OccurredAt
		ch.Add = append(ch.Add, i)
		switch i.Kind {
		case WaID:
			// A number that the person shares is not the one that they write from.
			if newest && i.Value == ev.Facts.Person.WaID || c.WaID == "" {
				c.WaID = i.Value
			}
		case UserID:
			hasUserID := c.UserID != "" && !isParentUserID(c.UserID)
			differentUserID = hasUserID && c.UserID != i.Value
			if newest || !hasUserID {
				c.UserID = i.Value
			}
		case ParentUserID:
			if c.UserID == "" {
				c.UserID = i.Value
			}
		}
	}
	for _, i := range r.Respelled {
		if spelling := ev.Facts.Spelling(i); spelling == ev.Facts.Person.WaID || c.WaID == "" || FoldNumber(c.WaID) == i.Key() {
			c.WaID = spelling
		}
	}
	if waID != c.WaID || userID != c.UserID {
		ch.Touched = true
	}
	return differentUserID
}

func judgeMessage(c *Contact, ev Event, ch Changes, differentUserID bool) Decision {
	switch {
	case c.CreatedByEvent == ev.ID && len(ch.Conflicts) > 0:
		return decision(Created, MergeConflict)
	case c.CreatedByEvent == ev.ID:
		return decision(Created, FirstMessage)
	case len(ch.Conflicts) > 0:
		return decision(Attached, MergeConflict)
	case differentUserID:
		return decision(Attached, DifferentUserID)
	}
	return decision(Attached, KnownContact)
}

// judgeFields decides an event that gives values. A person's edit may
// also set the opt-out; an import, form or trigger never does.
func (c *Contact) judgeFields(ev Event, ch *Changes) Decision {
	before, preference, was := c.OptedOutAt, ev.preference(), *c
	if preference != nil && c.prefer(ev, *preference) && !before.Equal(c.OptedOutAt) {
		ch.Touched = true
		if ch.keeps {
			kept := c.BeforeMerge(was)
			ch.Preferred = &kept
		}
	}
	switch {
	case c.CreatedByEvent == ev.ID && len(ch.Conflicts) > 0:
		return decision(Created, MergeConflict)
	case c.CreatedByEvent == ev.ID:
		return decision(Created, NewPerson)
	case len(ch.Conflicts) > 0:
		return decision(Updated, MergeConflict)
	case ch.Touched:
		return decision(Updated, FieldsChanged)
	case ev.Facts.Command != nil:
		return decision(Ignored, NothingNew)
	}
	return decision(Attached, KnownContact)
}

func (c *Contact) judgePreference(ev Event, ch *Changes) Decision {
	before := c.OptedOutAt
	if !c.prefer(ev, *ev.Facts.OptOut) {
		if v := judgeTouch(ev, *ch); v.Kind != Ignored {
			return v // what else it says may be news
		}
		return decision(Ignored, OlderThanKnown)
	}
	if !before.Equal(c.OptedOutAt) {
		ch.Touched = true
	}
	if *ev.Facts.OptOut {
		return decision(Updated, OptedOut)
	}
	return decision(Updated, OptedIn)
}

func judgeTouch(ev Event, ch Changes) Decision {
	switch {
	case len(ch.Conflicts) > 0:
		return decision(Updated, MergeConflict)
	case len(ch.Add) > 0, len(ch.Respell) > 0:
		return decision(Updated, IdentityAdded)
	case ch.Touched:
		return decision(Updated, ProfileChanged)
	case ev.Facts.Reason != "":
		return decision(Ignored, ev.Facts.Reason)
	}
	return decision(Ignored, NothingNew)
}

// DecideStranger decides an event that cannot create, about someone
// who has no contact. What the item could only have updated is NoContact, and
// is judged anew should the contact's first message turn out to be older.
func DecideStranger(f Facts) Decision {
	if f.Reason != "" {
		return decision(Ignored, f.Reason)
	}
	return decision(Ignored, NoContact)
}

// DecideAtOnce decides the event when it is recorded, if that needs no contact. The zero
// decision means that it is pending.
func (ev Event) DecideAtOnce() Decision {
	d := DecideAtOnce(ev.Facts)
	if d.Kind == Pending && ev.Held != "" {
		return decision(Quarantined, ev.Held)
	}
	return d
}

// DecideAtOnce decides what can be judged without a contact, when it
// is recorded. The zero decision means that the event is pending.
func DecideAtOnce(f Facts) Decision {
	switch {
	case f.Effect == None:
		return decision(Ignored, f.Reason)
	case f.Effect == Unjudged:
		return decision(Quarantined, f.Reason)
	case f.Key() == "":
		return decision(Quarantined, NoSender) // there is no queue that it could wait in
	}
	return Decision{}
}
