package contact_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// book keeps the contacts of one channel as the store does, so that the rules
// can be seen at work on one event after the other.
type book struct {
	contacts   []*contact.Contact
	identities []contact.Identity
	claims     map[uuid.UUID][]contact.Claim
	tags       map[uuid.UUID][]string
}

func (b *book) apply(ev contact.Event) contact.Decision {
	r := contact.Resolve(ev.Facts.Person, ev.OccurredAt, b.identities)
	c := b.contact(r.ContactID)
	switch {
	case ev.Facts.Command != nil:
		c, r = b.contact(ev.Facts.Command.Contact), contact.Resolution{ContactID: ev.Facts.Command.Contact}
	case ev.Facts.Change != nil:
		return b.change(c, ev)
	case r.Ambiguous:
		return because(contact.Quarantined, contact.AmbiguousPhone)
	case c == nil && contact.NextStep(ev.Facts, false) != contact.StepCreate:
		return contact.DecideStranger(ev.Facts)
	case c == nil:
		c = b.create(ev)
		r = contact.Resolve(ev.Facts.Person, ev.OccurredAt, b.identities)
	}
	if ev.Facts.Fields != nil {
		c.Claims, c.Tags = slices.Clone(b.claims[c.ID]), slices.Clone(b.tags[c.ID])
		c.Show()
	}
	profile := c.ProfileName
	ch := contact.Decide(c, ev, r)
	b.write(c, ev, ch)
	b.claim(c, ev, ch, profile)
	return ch.Decision
}

func (b *book) create(ev contact.Event) *contact.Contact {
	c := contact.New(uuid.UUID{0: 0xc0, 15: byte(len(b.contacts) + 1)}, "sales", ev)
	b.contacts = append(b.contacts, &c)
	b.write(&c, ev, contact.Changes{Add: ev.Facts.Person.Identities()})
	b.claim(&c, ev, contact.Changes{}, "")
	return &c
}

// claim keeps the claims and tags of an event, and where a profile name came
// from. What is kept is read again only for events that have fields.
func (b *book) claim(c *contact.Contact, ev contact.Event, ch contact.Changes, profile string) {
	if b.claims == nil {
		b.claims, b.tags = map[uuid.UUID][]contact.Claim{}, map[uuid.UUID][]string{}
	}
	if ev.Facts.Fields != nil {
		b.tags[c.ID] = c.Tags
	}
	kept := slices.DeleteFunc(b.claims[c.ID], func(k contact.Claim) bool {
		return slices.ContainsFunc(ch.Withdraw, func(w contact.Claim) bool { return sameClaim(k, w) && !k.At.After(w.At) })
	})
	made := slices.Clone(ch.Claims)
	if c.ProfileName != profile {
		made = append(made, contact.Claim{
			Field: contact.FieldDisplayName, Source: contact.NameProfile, Value: says(c.ProfileName), EventID: ev.ID, At: ev.OccurredAt,
		})
	}
	for _, m := range made {
		switch n := slices.IndexFunc(kept, func(k contact.Claim) bool { return sameClaim(k, m) }); {
		case n < 0:
			kept = append(kept, m)
		case !kept[n].At.After(m.At):
			kept[n] = m
		}
	}
	b.claims[c.ID] = kept
	c.Claims, c.Tags = nil, nil
}

func sameClaim(a, b contact.Claim) bool { return a.Field == b.Field && a.Source == b.Source }

func (b *book) change(c *contact.Contact, ev contact.Event) contact.Decision {
	var current []contact.Identity
	for _, i := range b.identities {
		if c != nil && i.ContactID == c.ID && i.ValidTo.IsZero() {
			current = append(current, i)
		}
	}
	ch := contact.DecideChange(c, ev, contact.Resolve(ev.Facts.Change.To, ev.OccurredAt, b.identities), current)
	b.write(c, ev, ch)
	return ch.Decision
}

func (b *book) write(c *contact.Contact, ev contact.Event, ch contact.Changes) {
	for n, i := range b.identities {
		if slices.Contains(ch.End, i) {
			b.identities[n].ValidTo = ch.EndAt
		}
		if slices.Contains(ch.Respell, i) && i.ValidTo.IsZero() {
			b.identities[n].Value, b.identities[n].Confirmed = ev.Facts.Person.WaID, true
		}
	}
	for _, i := range ch.Add {
		i.ContactID, i.ValidFrom = c.ID, ev.OccurredAt
		b.identities = append(b.identities, i)
	}
	if ch.NewVersion() && c.CreatedByEvent != ev.ID {
		c.Version++
	}
}

func (b *book) contact(id uuid.UUID) *contact.Contact {
	for _, c := range b.contacts {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// step is one event of a story, and what is to become of it.
type step struct {
	event    contact.Event
	decision contact.DecisionKind
	reason   contact.Reason
}

func TestStories(t *testing.T) {
	t.Parallel()
	number, newNumber := contact.Person{WaID: ada}, contact.Person{WaID: adaNew}
	bobsNumber := contact.Person{WaID: bob}
	for name, test := range map[string]struct {
		steps []step
		want  []string // the numbers or else BSUIDs that the contacts end with
	}{
		"a click and a reaction make no contact, the message does": {
			[]step{
				{touch(1, contact.Reaction, number), contact.Ignored, contact.Reaction},
				{preference(2, true, number), contact.Ignored, contact.NoContact},
				{message(3, number), contact.Created, contact.FirstMessage},
				{message(4, number), contact.Attached, contact.KnownContact},
			},
			[]string{ada},
		},
		"after a number change both numbers lead to the contact, each in its time": {
			[]step{
				{message(1, number), contact.Created, contact.FirstMessage},
				{change(10, number, newNumber), contact.Updated, contact.NumberChanged},
				{message(11, newNumber), contact.Attached, contact.KnownContact},
				{message(9, number), contact.Attached, contact.KnownContact},
				{message(10, number), contact.Attached, contact.KnownContact},
			},
			[]string{adaNew},
		},
		"the former number's next owner is somebody else": {
			[]step{
				{message(1, number), contact.Created, contact.FirstMessage},
				{change(10, number, newNumber), contact.Updated, contact.NumberChanged},
				{message(20, number), contact.Created, contact.FirstMessage},
				{message(9, number), contact.Attached, contact.KnownContact},
				{message(15, number), contact.Attached, contact.KnownContact},
			},
			[]string{adaNew, ada},
		},
		"a number that comes back to its owner": {
			[]step{
				{message(1, number), contact.Created, contact.FirstMessage},
				{change(10, number, newNumber), contact.Updated, contact.NumberChanged},
				{change(20, newNumber, number), contact.Updated, contact.NumberChanged},
				{message(30, number), contact.Attached, contact.KnownContact},
				{message(15, newNumber), contact.Attached, contact.KnownContact},
				{message(5, number), contact.Attached, contact.KnownContact},
			},
			[]string{ada},
		},
		"a change of the BSUID leaves the number": {
			[]step{
				{message(1, person), contact.Created, contact.FirstMessage},
				{change(10, person, contact.Person{UserID: adaNewID}), contact.Updated, contact.UserIDChanged},
				{message(11, number), contact.Attached, contact.KnownContact},
				{message(12, contact.Person{WaID: ada, UserID: adaNewID}), contact.Attached, contact.KnownContact},
				{message(9, contact.Person{UserID: adaID}), contact.Attached, contact.KnownContact},
			},
			[]string{ada},
		},
		"a change to a number that somebody else writes from keeps both": {
			[]step{
				{message(1, number), contact.Created, contact.FirstMessage},
				{message(2, bobsNumber), contact.Created, contact.FirstMessage},
				{change(10, number, bobsNumber), contact.Updated, contact.MergeConflict},
				{message(11, bobsNumber), contact.Attached, contact.KnownContact},
			},
			[]string{"", bob},
		},
		"the first message from the new number may overtake its change": {
			[]step{
				{message(1, person), contact.Created, contact.FirstMessage},
				{message(11, contact.Person{WaID: adaNew, UserID: adaID}), contact.Attached, contact.KnownContact},
				{change(10, number, newNumber), contact.Updated, contact.NumberChanged},
				{message(12, newNumber), contact.Attached, contact.KnownContact},
			},
			[]string{adaNew},
		},
		"a change that arrives after the next one does not bring its number back": {
			[]step{
				{message(1, number), contact.Created, contact.FirstMessage},
				{change(20, number, contact.Person{WaID: bob}), contact.Updated, contact.NumberChanged},
				{change(10, number, newNumber), contact.Updated, contact.NumberChanged},
				{message(21, bobsNumber), contact.Attached, contact.KnownContact},
				{change(10, number, newNumber), contact.Ignored, contact.NothingNew},
			},
			[]string{bob},
		},
		"a change of somebody named by BSUID alone that arrives after the next one does not bring its number back": {
			[]step{
				{message(1, person), contact.Created, contact.FirstMessage},
				{change(20, number, contact.Person{WaID: bob}), contact.Updated, contact.NumberChanged},
				{change(10, contact.Person{UserID: adaID}, newNumber), contact.Updated, contact.NumberChanged},
			},
			[]string{bob},
		},
		"a change of somebody named by BSUID alone": {
			[]step{
				{message(1, person), contact.Created, contact.FirstMessage},
				{change(10, contact.Person{UserID: adaID}, newNumber), contact.Updated, contact.NumberChanged},
				{message(11, newNumber), contact.Attached, contact.KnownContact},
			},
			[]string{adaNew},
		},
		"an old message from another number does not bring it back": {
			[]step{
				{message(1, person), contact.Created, contact.FirstMessage},
				{message(12, person), contact.Attached, contact.KnownContact},
				{message(11, contact.Person{WaID: adaNew, UserID: adaID}), contact.Attached, contact.KnownContact},
				{message(13, newNumber), contact.Attached, contact.KnownContact},
			},
			[]string{ada},
		},
		"someone who hides the number and shows it later": {
			[]step{
				{message(1, contact.Person{UserID: adaID}), contact.Created, contact.FirstMessage},
				{message(2, person), contact.Attached, contact.KnownContact},
				{message(3, number), contact.Attached, contact.KnownContact},
			},
			[]string{ada},
		},
		"two contacts that prove to be one person are kept, and filed with the number's": {
			[]step{
				{message(1, contact.Person{UserID: adaID}), contact.Created, contact.FirstMessage},
				{message(2, number), contact.Created, contact.FirstMessage},
				{message(3, person), contact.Attached, contact.MergeConflict},
			},
			[]string{adaID, ada},
		},
		"variants of a number that WhatsApp sent are one person": {
			[]step{
				{message(1, contact.Person{WaID: mexico}), contact.Created, contact.FirstMessage},
				{message(2, contact.Person{WaID: mexicoWith}), contact.Attached, contact.KnownContact},
				{message(3, contact.Person{WaID: mexico}), contact.Attached, contact.KnownContact},
			},
			[]string{mexicoWith},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := book{}
			for n, s := range test.steps {
				require.Equal(t, because(s.decision, s.reason), b.apply(s.event), "step %d", n+1)
			}
			var numbers []string
			for _, c := range b.contacts {
				if c.WaID == "" {
					numbers = append(numbers, c.UserID)
				} else {
					numbers = append(numbers, c.WaID)
				}
			}
			require.Equal(t, test.want, numbers)
		})
	}

	t.Run("a number that a form gave becomes WhatsApp's, and another variant one more of the person's", func(t *testing.T) {
		t.Parallel()
		form := message(1, contact.Person{WaID: mexico})
		form.Source, form.Facts.Message = contact.SourceForm, nil
		b := book{}
		b.create(form)
		b.identities[0].Confirmed = false

		require.Equal(t, because(contact.Attached, contact.KnownContact), b.apply(message(2, contact.Person{WaID: mexicoWith})))
		require.Equal(t, mexicoWith, b.contacts[0].WaID)
		require.Equal(t, because(contact.Attached, contact.KnownContact), b.apply(message(3, contact.Person{WaID: mexicoWith})))
		require.Len(t, b.identities, 1)
		require.Equal(t, because(contact.Attached, contact.KnownContact), b.apply(message(4, contact.Person{WaID: mexico})))
		require.Len(t, b.identities, 2)
	})
}

func TestVersionsCountWhatAPersonSees(t *testing.T) {
	t.Parallel()
	b := book{}
	for n, s := range []struct {
		event   contact.Event
		version int64
	}{
		{message(0, person), 1},
		{message(1, person), 1},
		{ad(2, person, "ad 1"), 1},
		{touch(3, contact.Reaction, person), 1},
		{message(4, named("Ada")), 2},
		{message(5, named("Ada")), 2},
		{message(3, named("Byron")), 2},
		{preference(6, true, person), 3},
		{preference(5, false, person), 3},
		{preference(7, false, person), 4},
		{message(8, contact.Person{WaID: ada, UserID: adaNewID}), 5},
		{change(9, contact.Person{WaID: ada}, contact.Person{WaID: adaNew}), 6},
		{change(9, contact.Person{WaID: ada}, contact.Person{WaID: adaNew}), 6},
	} {
		b.apply(s.event)
		require.Equal(t, s.version, b.contacts[0].Version, "step %d", n+1)
	}
}
