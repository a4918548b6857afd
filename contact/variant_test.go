package contact_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// whose returns a stored number whose owner has a user id.
func whose(userID string, i contact.Identity) contact.Identity {
	i.OwnerUserID = userID
	return i
}

// TestNationalVariants is about one mobile that WhatsApp writes in two ways.
func TestNationalVariants(t *testing.T) {
	t.Parallel()
	for name, variants := range map[string][2]string{
		"Brazil":                        {"554181381001", "5541981381001"},
		"Mexico":                        {"525531601020", "5215531601020"},
		"Argentina":                     {"541123456789", "5491123456789"},
		"a plus that was stored before": {"+60123456789", "60123456789"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, v := range [][2]string{variants, {variants[1], variants[0]}} {
				stored := identity(adasContact, contact.WaID, v[0])
				r := contact.Resolve(contact.Person{WaID: v[1]}, clock(1), []contact.Identity{stored})
				require.Equal(t, adasContact, r.ContactID)
				require.Equal(t, []contact.Identity{unknown(contact.WaID, v[1])}, r.Spelled)

				r = contact.Resolve(contact.Person{WaID: v[1]}, clock(1), []contact.Identity{formerly(stored, 0)})
				require.False(t, r.Found(), "who had the number formerly has it in no spelling")
			}
		})
	}
	for name, two := range map[string][2]string{
		"a landline of Brazil":       {"554133331001", "5541933331001"},
		"Benin's old and new number": {"22997123456", "2290197123456"},
		"numbers of two countries":   {"525531601020", "545531601020"},
	} {
		t.Run(name+" is no variant", func(t *testing.T) {
			t.Parallel()
			for _, v := range [][2]string{two, {two[1], two[0]}} {
				require.False(t, contact.Resolve(contact.Person{WaID: v[1]}, clock(1), []contact.Identity{identity(adasContact, contact.WaID, v[0])}).Found())
			}
		})
	}
}

// TestVariantsAndUserIDs is about who has which user id on which variant.
func TestVariantsAndUserIDs(t *testing.T) {
	t.Parallel()
	stored := identity(adasContact, contact.WaID, mexico)
	hers := whose(adaID, stored)
	userID := identity(adasContact, contact.UserID, adaID)
	for name, test := range map[string]struct {
		person contact.Person
		stored []contact.Identity
		found  uuid.UUID
		apart  uuid.UUID
		others []uuid.UUID
	}{
		"no user id in the message":                  {contact.Person{WaID: mexicoWith}, []contact.Identity{hers}, adasContact, uuid.Nil, nil},
		"no user id of the contact":                  {contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{stored}, adasContact, uuid.Nil, nil},
		"a parent's user id of the contact":          {contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{whose(adaParent, stored)}, adasContact, uuid.Nil, nil},
		"the same user id":                           {contact.Person{WaID: mexicoWith, UserID: adaID}, []contact.Identity{hers, userID}, adasContact, uuid.Nil, nil},
		"another user id of the same contact":        {contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{hers, identity(adasContact, contact.UserID, adaNewID)}, adasContact, uuid.Nil, nil},
		"another user id":                            {contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{hers}, uuid.Nil, adasContact, nil},
		"another user id on the very spelling":       {contact.Person{WaID: mexico, UserID: adaNewID}, []contact.Identity{hers}, adasContact, uuid.Nil, nil},
		"another user id on a variant that is asked": {contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{unconfirmed(hers)}, uuid.Nil, adasContact, nil},
		"somebody else's user id": {
			contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{hers, identity(bobsContact, contact.UserID, adaNewID)},
			bobsContact, adasContact, nil,
		},
		"somebody else's user id, and none of the contact": {
			contact.Person{WaID: mexicoWith, UserID: adaNewID}, []contact.Identity{stored, identity(bobsContact, contact.UserID, adaNewID)},
			adasContact, uuid.Nil, []uuid.UUID{bobsContact},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, at := range []time.Time{clock(1), {}} {
				r := contact.Resolve(test.person, at, test.stored)
				require.Equal(t, test.found, r.ContactID)
				require.Equal(t, test.apart, r.Apart)
				require.Equal(t, test.others, r.Others)
			}
		})
	}
}

// TestAnotherUserIDOnAVariantIsAConflictOnce takes a message with another user id from
// its contact's creation on.
func TestAnotherUserIDOnAVariantIsAConflictOnce(t *testing.T) {
	t.Parallel()
	hers := whose(adaID, identity(adasContact, contact.WaID, mexico))
	p := contact.Person{WaID: mexicoWith, UserID: adaNewID}
	first, second := message(1, p), message(2, p)
	require.Equal(t, contact.StepCreate, contact.NextStep(first.Facts, first.Resolve([]contact.Identity{hers}).Found()))

	c := contact.New(bobsContact, "shop", first)
	stored := []contact.Identity{hers}
	for _, i := range first.Identities() {
		i.ContactID = bobsContact
		stored = append(stored, i)
	}
	ch := contact.Decide(&c, first, first.Resolve(stored))
	require.Equal(t, because(contact.Created, contact.MergeConflict), ch.Decision)
	require.Equal(t, []uuid.UUID{adasContact}, ch.Conflicts)

	ch = contact.Decide(&c, second, second.Resolve(stored))
	require.Equal(t, because(contact.Attached, contact.KnownContact), ch.Decision)
	require.Empty(t, ch.Conflicts, "what a person has resolved is not asked with every message")
}

func TestAFurtherSpellingIsShownIfItIsNewer(t *testing.T) {
	t.Parallel()
	for at, want := range map[int]string{5: mexicoWith, -5: mexico} {
		c := contact.New(adasContact, "shop", message(0, contact.Person{WaID: mexico}))
		c.LastConversedAt = clock(0)
		ev := message(at, contact.Person{WaID: mexicoWith})
		ch := contact.Decide(&c, ev, ev.Resolve([]contact.Identity{identity(adasContact, contact.WaID, mexico)}))
		require.Equal(t, []contact.Identity{since(at, unknown(contact.WaID, mexicoWith))}, ch.Add)
		require.Equal(t, because(contact.Attached, contact.KnownContact), ch.Decision)
		require.Equal(t, want, c.WaID)
	}
}

func TestAChangeToAnotherSpellingEndsNone(t *testing.T) {
	t.Parallel()
	c := contact.New(adasContact, "shop", message(0, contact.Person{WaID: mexico}))
	current := []contact.Identity{identity(adasContact, contact.WaID, mexico)}
	ev := change(5, contact.Person{WaID: mexico}, contact.Person{WaID: mexicoWith})
	ch := contact.DecideChange(&c, ev, contact.Resolve(ev.Facts.Change.To, ev.OccurredAt, current), current)
	require.Equal(t, because(contact.Updated, contact.NumberChanged), ch.Decision)
	require.Empty(t, ch.End, "both are the person's")
	require.Equal(t, []contact.Identity{since(5, unknown(contact.WaID, mexicoWith))}, ch.Add)
	require.Equal(t, mexicoWith, c.WaID)
}

// TestASharedNumber is about who tapped "share contact info".
func TestASharedNumber(t *testing.T) {
	t.Parallel()
	shares := func(p contact.Person) contact.Event {
		ev := message(5, p)
		ev.Facts.Shared = adaNew
		return ev
	}
	onlyUserID := contact.Person{UserID: adaID}
	userID := identity(adasContact, contact.UserID, adaID)
	number := func(owner uuid.UUID) contact.Identity { return identity(owner, contact.WaID, adaNew) }
	shared := unknown(contact.WaID, adaNew)
	for name, test := range map[string]struct {
		stored []contact.Identity
		want   contact.Resolution
	}{
		"of somebody known by a user id":               {[]contact.Identity{userID}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID}, Unknown: []contact.Identity{shared}}},
		"of a stranger":                                {nil, contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaID), shared}}},
		"that is theirs already":                       {[]contact.Identity{userID, number(adasContact)}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID, number(adasContact)}}},
		"that a form gave":                             {[]contact.Identity{userID, unconfirmed(number(adasContact))}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID, unconfirmed(number(adasContact))}, Respelled: []contact.Identity{unconfirmed(number(adasContact))}}},
		"that is somebody else's":                      {[]contact.Identity{userID, number(bobsContact)}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID, number(bobsContact)}, Others: []uuid.UUID{bobsContact}}},
		"of a stranger, that leads to a contact":       {[]contact.Identity{number(bobsContact)}, contact.Resolution{ContactID: bobsContact, Known: []contact.Identity{number(bobsContact)}, Unknown: []contact.Identity{unknown(contact.UserID, adaID)}}},
		"of a stranger, whose owner has a user id":     {[]contact.Identity{whose(adaNewID, number(bobsContact))}, contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaID)}, Apart: bobsContact}},
		"that was somebody else's, who has another":    {[]contact.Identity{userID, formerly(number(bobsContact), 1)}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID}, Unknown: []contact.Identity{shared}}},
		"that a form gave somebody else, not WhatsApp": {[]contact.Identity{userID, unconfirmed(number(bobsContact))}, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{userID, unconfirmed(number(bobsContact))}, Others: []uuid.UUID{bobsContact}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, shares(onlyUserID).Resolve(test.stored))
		})
	}
	t.Run("is shown where none was", func(t *testing.T) {
		t.Parallel()
		c := contact.New(adasContact, "shop", message(0, onlyUserID))
		ev := shares(onlyUserID)
		ch := contact.Decide(&c, ev, ev.Resolve([]contact.Identity{userID}))
		require.Equal(t, []contact.Identity{since(5, shared)}, ch.Add)
		require.Equal(t, adaNew, c.WaID)
		require.True(t, ch.Touched)
	})
	t.Run("is kept beside the one that they write from", func(t *testing.T) {
		t.Parallel()
		c := contact.New(adasContact, "shop", message(0, person))
		ev := shares(person)
		ch := contact.Decide(&c, ev, ev.Resolve([]contact.Identity{identity(adasContact, contact.WaID, ada), userID}))
		require.Equal(t, []contact.Identity{since(5, shared)}, ch.Add)
		require.Equal(t, ada, c.WaID)
	})
	t.Run("is a conflict where it is somebody else's", func(t *testing.T) {
		t.Parallel()
		c := contact.New(adasContact, "shop", message(0, onlyUserID))
		ev := shares(onlyUserID)
		ch := contact.Decide(&c, ev, ev.Resolve([]contact.Identity{userID, number(bobsContact)}))
		require.Equal(t, because(contact.Attached, contact.MergeConflict), ch.Decision)
		require.Equal(t, []uuid.UUID{bobsContact}, ch.Conflicts)
		require.Empty(t, ch.Add)
		require.Empty(t, c.WaID)
	})
	t.Run("that a form gave is written as WhatsApp writes it", func(t *testing.T) {
		t.Parallel()
		ev := message(5, contact.Person{UserID: adaID})
		ev.Facts.Shared = mexicoWith
		asked := unconfirmed(identity(adasContact, contact.WaID, mexico))
		c := contact.New(adasContact, "shop", message(0, contact.Person{WaID: mexico, UserID: adaID}))
		ch := contact.Decide(&c, ev, ev.Resolve([]contact.Identity{userID, asked}))
		require.Equal(t, []contact.Identity{asked}, ch.Respell)
		require.Equal(t, mexicoWith, ev.Facts.Spelling(asked))
		require.Equal(t, mexicoWith, c.WaID)
	})
}

// TestWhoeverWritesIsOneContact lets people write in any spelling, with and without
// their user ids, in any order.
func TestWhoeverWritesIsOneContact(t *testing.T) {
	t.Parallel()
	spellings := []string{mexico, mexicoWith}
	rapid.Check(t, func(t *rapid.T) {
		var stored []contact.Identity
		c := contact.Contact{}
		for n := range rapid.IntRange(1, 8).Draw(t, "messages") {
			ev := message(n, contact.Person{
				WaID: rapid.SampledFrom(spellings).Draw(t, "spelling"), UserID: rapid.SampledFrom([]string{"", adaID}).Draw(t, "user id"),
			})
			r := ev.Resolve(stored)
			if !r.Found() {
				require.Zero(t, n, "only the first creates")
				c = contact.New(adasContact, "shop", ev)
				for _, i := range ev.Identities() {
					i.ContactID = c.ID
					stored = append(stored, i)
				}
				r = ev.Resolve(stored)
			}
			ch := contact.Decide(&c, ev, r)
			require.Empty(t, ch.Conflicts)
			for _, i := range ch.Add {
				i.ContactID = c.ID
				require.NotContains(t, stored, i)
				stored = append(stored, i)
			}
			for i := range stored {
				if stored[i].Kind == contact.WaID {
					stored[i].OwnerUserID = c.UserID
				}
			}
			require.Contains(t, spellings, c.WaID)
		}
	})
}
