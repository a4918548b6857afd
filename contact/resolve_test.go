package contact_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

const (
	mexico     = "525512345678"
	mexicoWith = "5215512345678"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	everybody := contact.Person{WaID: ada, UserID: adaID, ParentUserID: adaParent}
	number := identity(adasContact, contact.WaID, ada)
	userID := identity(adasContact, contact.UserID, adaID)
	parent := identity(adasContact, contact.ParentUserID, adaParent)
	bobs := func(i contact.Identity) contact.Identity { i.ContactID = bobsContact; return i }
	asked := unconfirmed(identity(adasContact, contact.WaID, mexico))

	for name, test := range map[string]struct {
		person contact.Person
		stored []contact.Identity
		want   contact.Resolution
	}{
		"a stranger's identities are all unknown": {
			everybody, nil,
			contact.Resolution{Unknown: everybody.Identities()},
		},
		"nobody is nobody's": {
			contact.Person{}, []contact.Identity{number},
			contact.Resolution{},
		},
		"all known": {
			everybody, []contact.Identity{parent, number, userID},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{number, userID, parent}},
		},
		"known by the BSUID, the number is new": {
			everybody, []contact.Identity{userID},
			contact.Resolution{
				ContactID: adasContact, Known: []contact.Identity{userID},
				Unknown: []contact.Identity{unknown(contact.WaID, ada), unknown(contact.ParentUserID, adaParent)},
			},
		},
		"known by the parent's BSUID only": {
			everybody, []contact.Identity{parent},
			contact.Resolution{
				ContactID: adasContact, Known: []contact.Identity{parent},
				Unknown: []contact.Identity{unknown(contact.WaID, ada), unknown(contact.UserID, adaID)},
			},
		},
		"the number is believed before the BSUID": {
			everybody, []contact.Identity{bobs(userID), number},
			contact.Resolution{
				ContactID: adasContact, Others: []uuid.UUID{bobsContact}, Known: []contact.Identity{number, bobs(userID)},
				Unknown: []contact.Identity{unknown(contact.ParentUserID, adaParent)},
			},
		},
		"the BSUID is believed before the parent's": {
			contact.Person{UserID: adaID, ParentUserID: adaParent}, []contact.Identity{bobs(parent), userID},
			contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}, Known: []contact.Identity{userID, bobs(parent)}},
		},
		"another owner is listed once": {
			everybody, []contact.Identity{number, bobs(userID), bobs(parent)},
			contact.Resolution{
				ContactID: adasContact, Others: []uuid.UUID{bobsContact},
				Known: []contact.Identity{number, bobs(userID), bobs(parent)},
			},
		},
		"three owners": {
			everybody, []contact.Identity{identity(carols, contact.ParentUserID, adaParent), bobs(userID), number},
			contact.Resolution{
				ContactID: adasContact, Others: []uuid.UUID{bobsContact, carols},
				Known: []contact.Identity{number, bobs(userID), identity(carols, contact.ParentUserID, adaParent)},
			},
		},
		"the same value of another kind is not the same identity": {
			contact.Person{UserID: adaParent}, []contact.Identity{parent},
			contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, adaParent)}},
		},
		"a number that a form gave matches as it is, and WhatsApp now confirms it": {
			contact.Person{WaID: mexico}, []contact.Identity{asked},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{asked}, Respelled: []contact.Identity{asked}},
		},
		"a number that a form gave matches in any variant and is to be respelled": {
			contact.Person{WaID: mexicoWith}, []contact.Identity{asked},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{asked}, Respelled: []contact.Identity{asked}},
		},
		"a number that WhatsApp sent in another variant is the same, and the spelling is added": {
			contact.Person{WaID: mexicoWith}, []contact.Identity{identity(adasContact, contact.WaID, mexico)},
			contact.Resolution{
				ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, mexico)},
				Spelled: []contact.Identity{unknown(contact.WaID, mexicoWith)},
			},
		},
		"the exact spelling is believed before a variant that a form gave": {
			contact.Person{WaID: mexicoWith}, []contact.Identity{asked, identity(bobsContact, contact.WaID, mexicoWith)},
			contact.Resolution{ContactID: bobsContact, Known: []contact.Identity{identity(bobsContact, contact.WaID, mexicoWith)}},
		},
		"a BSUID has no variants": {
			contact.Person{UserID: mexicoWith}, []contact.Identity{unconfirmed(identity(adasContact, contact.UserID, mexico)), asked},
			contact.Resolution{Unknown: []contact.Identity{unknown(contact.UserID, mexicoWith)}},
		},
		"a number is never taken for a BSUID that reads like it": {
			contact.Person{WaID: mexicoWith}, []contact.Identity{unconfirmed(identity(adasContact, contact.UserID, mexico))},
			contact.Resolution{Unknown: []contact.Identity{unknown(contact.WaID, mexicoWith)}},
		},
		"of two variants that forms gave the exact one is believed": {
			contact.Person{WaID: mexicoWith}, []contact.Identity{asked, unconfirmed(identity(bobsContact, contact.WaID, mexicoWith))},
			contact.Resolution{
				ContactID: bobsContact,
				Known:     []contact.Identity{unconfirmed(identity(bobsContact, contact.WaID, mexicoWith))},
				Respelled: []contact.Identity{unconfirmed(identity(bobsContact, contact.WaID, mexicoWith))},
			},
		},
		"a form's number is a stranger's if no variant of it is known": {
			contact.Person{WaID: mexico, Unconfirmed: true}, []contact.Identity{number},
			contact.Resolution{Unknown: []contact.Identity{unconfirmed(unknown(contact.WaID, mexico))}},
		},
		"a form's number is the contact's whose variant WhatsApp sent, which stays": {
			contact.Person{WaID: mexico, Unconfirmed: true}, []contact.Identity{identity(adasContact, contact.WaID, mexicoWith)},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, mexicoWith)}},
		},
		"a form's number is the contact's whose variant another form gave": {
			contact.Person{WaID: mexicoWith, Unconfirmed: true}, []contact.Identity{asked},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{asked}},
		},
		"a form's number that is somebody's as it is spelled is theirs, whoever has a variant": {
			contact.Person{WaID: mexico, Unconfirmed: true},
			[]contact.Identity{identity(bobsContact, contact.WaID, mexicoWith), identity(adasContact, contact.WaID, mexico)},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, mexico)}},
		},
		"a form's number that fits several contacts is nobody's": {
			contact.Person{WaID: "+" + mexico, Unconfirmed: true},
			[]contact.Identity{identity(bobsContact, contact.WaID, mexicoWith), identity(adasContact, contact.WaID, mexico)},
			contact.Resolution{Ambiguous: true},
		},
		"a form's number that fitted somebody else formerly is the present owner's": {
			contact.Person{WaID: "+" + mexico, Unconfirmed: true},
			[]contact.Identity{identity(adasContact, contact.WaID, mexicoWith), since(0, formerly(identity(bobsContact, contact.WaID, mexico), 1))},
			contact.Resolution{ContactID: adasContact, Known: []contact.Identity{identity(adasContact, contact.WaID, mexicoWith)}},
		},
		"a variant that a form gave of somebody who has a known BSUID": {
			contact.Person{WaID: mexicoWith, UserID: adaID}, []contact.Identity{asked, bobs(userID)},
			contact.Resolution{
				ContactID: adasContact, Others: []uuid.UUID{bobsContact},
				Known: []contact.Identity{asked, bobs(userID)}, Respelled: []contact.Identity{asked},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.Resolve(test.person, clock(30), test.stored))
			require.Equal(t, test.want, contact.Resolve(test.person, time.Time{}, test.stored), "now")
			require.Equal(t, test.want.ContactID != uuid.Nil, test.want.Found())
			slices.Reverse(test.stored)
			require.Equal(t, test.want, contact.Resolve(test.person, clock(30), test.stored), "whatever the order they are read in")
		})
	}
}

func TestWhoseANumberWasAtATime(t *testing.T) {
	t.Parallel()
	adas := identity(adasContact, contact.WaID, ada)
	bobs := since(20, identity(bobsContact, contact.WaID, ada))
	now := time.Time{}
	nobody := uuid.Nil

	for name, test := range map[string]struct {
		stored []contact.Identity
		at     time.Time
		want   uuid.UUID
	}{
		"before the first that was seen of its owner, it is the owner's": {[]contact.Identity{adas}, clock(-50), adasContact},
		"after the first that was seen of its owner":                     {[]contact.Identity{adas}, clock(50), adasContact},
		"before the change it is the former owner's":                     {[]contact.Identity{formerly(adas, 10)}, clock(9), adasContact},
		"at the moment of the change it is the former owner's":           {[]contact.Identity{formerly(adas, 10)}, clock(10), adasContact},
		"after the change it is nobody's":                                {[]contact.Identity{formerly(adas, 10)}, clock(10).Add(time.Second), nobody},
		"now it is nobody's":                                             {[]contact.Identity{formerly(adas, 10)}, now, nobody},
		"given to somebody else, before the change":                      {[]contact.Identity{formerly(adas, 10), bobs}, clock(9), adasContact},
		"given to somebody else, at the change":                          {[]contact.Identity{formerly(adas, 10), bobs}, clock(10), adasContact},
		"given to somebody else, before the new owner was first seen":    {[]contact.Identity{formerly(adas, 10), bobs}, clock(15), bobsContact},
		"given to somebody else, after":                                  {[]contact.Identity{formerly(adas, 10), bobs}, clock(25), bobsContact},
		"given to somebody else, now":                                    {[]contact.Identity{formerly(adas, 10), bobs}, now, bobsContact},
		"two former owners, in the first one's time":                     {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30)}, clock(5), adasContact},
		"two former owners, in the second one's time":                    {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30)}, clock(11), bobsContact},
		"two former owners, at the second one's end":                     {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30)}, clock(30), bobsContact},
		"two former owners, after both":                                  {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30)}, clock(31), nobody},
		"two former owners, now":                                         {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30)}, now, nobody},
		"given back to its first owner, between":                         {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30), since(40, adas)}, clock(20), bobsContact},
		"given back to its first owner, after":                           {[]contact.Identity{formerly(adas, 10), formerly(bobs, 30), since(40, adas)}, clock(40), adasContact},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				r := contact.Resolve(contact.Person{WaID: ada}, test.at, test.stored)
				require.Equal(t, test.want, r.ContactID)
				require.Empty(t, r.Others, "a number has one owner at a time")
				require.Equal(t, test.want == nobody, len(r.Unknown) == 1)
				slices.Reverse(test.stored) // whatever the order they are read in
			}
		})
	}

	t.Run("a number that a form gave is not respelled once it is former", func(t *testing.T) {
		t.Parallel()
		for _, spelling := range []string{mexico, mexicoWith} {
			former := formerly(unconfirmed(identity(adasContact, contact.WaID, mexico)), 10)
			require.Equal(t, contact.Resolution{ContactID: adasContact, Known: []contact.Identity{former}},
				contact.Resolve(contact.Person{WaID: spelling}, clock(10), []contact.Identity{former}))
		}
	})
	t.Run("a former variant that a form gave ends with its time too", func(t *testing.T) {
		t.Parallel()
		stored := []contact.Identity{formerly(unconfirmed(identity(adasContact, contact.WaID, mexico)), 10)}
		require.Equal(t, adasContact, contact.Resolve(contact.Person{WaID: mexicoWith}, clock(10), stored).ContactID)
		require.False(t, contact.Resolve(contact.Person{WaID: mexicoWith}, clock(11), stored).Found())
		require.False(t, contact.Resolve(contact.Person{WaID: mexicoWith}, now, stored).Found())
	})
}

func TestANumberThatFitsOneContactTwiceIsNotAmbiguous(t *testing.T) {
	t.Parallel()
	r := contact.Resolve(contact.Person{WaID: "+" + mexico, Unconfirmed: true}, clock(0), []contact.Identity{
		identity(adasContact, contact.WaID, mexico), identity(adasContact, contact.WaID, mexicoWith),
	})
	require.False(t, r.Ambiguous)
	require.Equal(t, adasContact, r.ContactID)
}

func TestEveryIdentityIsEitherKnownOrUnknown(t *testing.T) {
	t.Parallel()
	value := rapid.SampledFrom([]string{"", ada, adaID, adaParent, mexico, mexicoWith, "+" + mexico})
	kind := rapid.SampledFrom([]contact.IdentityKind{contact.WaID, contact.UserID, contact.ParentUserID})
	owner := rapid.SampledFrom([]uuid.UUID{adasContact, bobsContact, carols})
	stored := rapid.Custom(func(t *rapid.T) contact.Identity {
		i := identity(owner.Draw(t, "owner"), kind.Draw(t, "kind"), value.Draw(t, "value"))
		i.Confirmed = rapid.Bool().Draw(t, "confirmed")
		if rapid.Bool().Draw(t, "ended") {
			i.ValidTo = clock(rapid.IntRange(0, 5).Draw(t, "end"))
		}
		return i
	})
	rapid.Check(t, func(t *rapid.T) {
		p := contact.Person{WaID: value.Draw(t, "wa_id"), UserID: value.Draw(t, "user_id"), ParentUserID: value.Draw(t, "parent")}
		r := contact.Resolve(p, clock(rapid.IntRange(0, 6).Draw(t, "at")), rapid.SliceOf(stored).Draw(t, "stored"))

		require.Len(t, p.Identities(), len(r.Known)+len(r.Unknown))
		require.Equal(t, len(r.Known) > 0, r.Found())
		require.NotContains(t, r.Others, r.ContactID)
		require.NotContains(t, r.Others, uuid.Nil)
		for _, k := range r.Known {
			require.True(t, k.ContactID == r.ContactID || slices.Contains(r.Others, k.ContactID))
		}
		for _, respelled := range r.Respelled {
			require.False(t, respelled.Confirmed)
			require.Zero(t, respelled.ValidTo, "what is former stays as it was")
			require.Equal(t, contact.WaID, respelled.Kind)
			require.Equal(t, contact.FoldNumber(p.WaID), respelled.Key())
		}
	})
}
