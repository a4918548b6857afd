package contact_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// TestOrderOfArrivalDoesNotMatter draws what one person did, lets it arrive in
// any order that begins with a message, and compares the contact with what the
// events say by their own times. No two are of the same second.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := story(t)
		arrival := rapid.Permutation(events).Draw(t, "arrival")
		first := slices.IndexFunc(arrival, func(ev contact.Event) bool { return ev.Facts.Message != nil })
		arrival[0], arrival[first] = arrival[first], arrival[0]

		b := book{}
		var c *contact.Contact
		for n, ev := range arrival {
			decision := b.apply(ev)
			require.Len(t, b.contacts, 1, "one person is one contact")
			c = b.contacts[0]
			switch {
			case n == 0:
				require.Equal(t, because(contact.Created, contact.FirstMessage), decision)
			case ev.Facts.Message != nil:
				require.Equal(t, because(contact.Attached, contact.KnownContact), decision)
			default:
				require.Contains(t, []contact.DecisionKind{contact.Updated, contact.Ignored}, decision.Kind)
			}
		}
		require.Equal(t, told(events), seen(c))

		before := *c
		for _, ev := range rapid.Permutation(events).Draw(t, "redelivery") {
			b.apply(ev)
		}
		require.Equal(t, before, *c, "what arrives twice changes nothing")
	})
}

// TestTheNewestProfileIsShown holds of profiles that tell a name, a username or
// both, in any mixture: the newest name and the newest username are shown, of
// one profile or of two.
func TestTheNewestProfileIsShown(t *testing.T) {
	t.Parallel()
	name := rapid.SampledFrom([]string{"", "Ada", "Countess"})
	one := rapid.Custom(func(t *rapid.T) contact.Event {
		return message(rapid.IntRange(-300, 300).Draw(t, "at"), contact.Person{
			WaID: ada, ProfileName: name.Draw(t, "name"), Username: name.Draw(t, "username"),
		})
	})
	rapid.Check(t, func(t *rapid.T) {
		b := book{}
		messages := rapid.SliceOfNDistinct(one, 1, 8, func(ev contact.Event) time.Time { return ev.OccurredAt }).Draw(t, "messages")
		for _, ev := range messages {
			b.apply(ev)
		}
		require.Equal(t, told(messages), seen(b.contacts[0]))
	})
}

// TestAStrongerNameSurvivesEverything lets a person be named by hand before
// everything else of the story arrives.
func TestAStrongerNameSurvivesEverything(t *testing.T) {
	t.Parallel()
	owner := rapid.SampledFrom([]contact.NameSource{contact.NameManual, contact.NameImport, contact.NameForm})
	rapid.Check(t, func(t *rapid.T) {
		events := story(t)
		first := slices.IndexFunc(events, func(ev contact.Event) bool { return ev.Facts.Message != nil })
		b := book{}
		b.apply(events[first])
		c := b.contacts[0]
		c.DisplayName, c.NameSource = "The Countess", owner.Draw(t, "owner")

		want := told(events)
		want.DisplayName, want.NameSource = c.DisplayName, c.NameSource
		for _, ev := range rapid.Permutation(slices.Delete(slices.Clone(events), first, first+1)).Draw(t, "arrival") {
			b.apply(ev)
		}
		require.Equal(t, want, seen(c))
	})
}

// sight is what the order of arrival must not change of a contact.
type sight struct {
	WaID, UserID    string
	Username        string
	UsernameAt      time.Time
	DisplayName     string
	NameSource      contact.NameSource
	ProfileName     string
	ProfileNameAt   time.Time
	FirstMessageID  uuid.UUID
	FirstMessageAt  time.Time
	LastConversedAt time.Time
	Referral        *contact.Referral
	OptedOutAt      time.Time
}

func seen(c *contact.Contact) sight {
	return sight{
		WaID: c.WaID, UserID: c.UserID, Username: c.Username, UsernameAt: c.UsernameAt,
		DisplayName: c.DisplayName, NameSource: c.NameSource, ProfileName: c.ProfileName, ProfileNameAt: c.ProfileNameAt,
		FirstMessageID: c.FirstMessageID, FirstMessageAt: c.FirstMessageAt, LastConversedAt: c.LastConversedAt,
		Referral: c.Referral, OptedOutAt: c.OptedOutAt,
	}
}

// told is the specification: what the events say, read in the order in which
// they happened.
func told(events []contact.Event) (s sight) {
	var parent string
	for _, ev := range byTime(events) {
		p := ev.Facts.Person
		s.WaID, s.UserID, parent = cmp.Or(s.WaID, p.WaID), cmp.Or(s.UserID, p.UserID), cmp.Or(parent, p.ParentUserID)
		if p.ProfileName != "" {
			s.ProfileName, s.ProfileNameAt = p.ProfileName, ev.OccurredAt
		}
		if p.Username != "" {
			s.Username, s.UsernameAt = p.Username, ev.OccurredAt
		}
		if ev.Facts.OptOut != nil {
			s.OptedOutAt = time.Time{}
			if *ev.Facts.OptOut {
				s.OptedOutAt = ev.OccurredAt
			}
		}
		if m := ev.Facts.Message; m != nil {
			if s.FirstMessageID == uuid.Nil {
				s.FirstMessageID, s.FirstMessageAt = ev.ID, ev.OccurredAt
			}
			s.LastConversedAt = ev.OccurredAt
			if s.Referral == nil {
				s.Referral = m.Referral
			}
		}
	}
	s.UserID = cmp.Or(s.UserID, parent)
	switch {
	case s.ProfileName != "":
		s.DisplayName, s.NameSource = s.ProfileName, contact.NameProfile
	case s.WaID != "":
		s.DisplayName, s.NameSource = s.WaID, contact.NamePhone
	case s.Username != "":
		s.DisplayName, s.NameSource = s.Username, contact.NameUsername
	default:
		s.DisplayName, s.NameSource = s.UserID, contact.NameUserID
	}
	return s
}

// story draws what one person did, at least one message, in no order. Either
// the number or the BSUID is in every event, so that each leads to the person.
// Profiles tell a name, a username or both.
func story(t *rapid.T) []contact.Event {
	byNumber := rapid.Bool().Draw(t, "by number")
	one := rapid.Custom(func(t *rapid.T) contact.Event {
		p := contact.Person{
			ProfileName: rapid.SampledFrom([]string{"", "Ada", "Countess", "Augusta"}).Draw(t, "name"),
			Username:    rapid.SampledFrom([]string{"", "ada", "countess"}).Draw(t, "username"),
		}
		if byNumber || rapid.Bool().Draw(t, "with number") {
			p.WaID = ada
		}
		if !byNumber || rapid.Bool().Draw(t, "with BSUID") {
			p.UserID = adaID
		}
		if rapid.Bool().Draw(t, "with the parent's") {
			p.ParentUserID = adaParent
		}
		at := rapid.IntRange(-300, 300).Draw(t, "at")
		switch rapid.SampledFrom([]string{"message", "message", "ad", "stop", "resume", "reaction"}).Draw(t, "what") {
		case "ad":
			return ad(at, p, rapid.SampledFrom([]string{"ad 1", "ad 2"}).Draw(t, "which"))
		case "stop":
			return preference(at, true, p)
		case "resume":
			return preference(at, false, p)
		case "reaction":
			return touch(at, contact.Reaction, p)
		}
		return message(at, p)
	})
	return rapid.SliceOfNDistinct(one, 1, 8, func(ev contact.Event) time.Time { return ev.OccurredAt }).
		Filter(func(events []contact.Event) bool {
			return slices.ContainsFunc(events, func(ev contact.Event) bool { return ev.Facts.Message != nil })
		}).Draw(t, "story")
}
