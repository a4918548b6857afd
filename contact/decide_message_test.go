package contact_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
)

func TestDecideAMessage(t *testing.T) {
	t.Parallel()
	filed := contact.Changes{Decision: because(contact.Attached, contact.KnownContact)}
	referral := func(source string) *contact.Referral {
		return contacttest.Ad("", 0, contact.Person{}, source).Facts.Message.Referral
	}
	fromAd := func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 0"), clock(0) }

	for name, d := range map[string]decision{
		"the one that the contact was created by": {
			had: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = uuid.Nil, time.Time{}, time.Time{}
			},
			event: ad(0, named("Ada"), "ad 0"), found: adas(),
			want: contact.Changes{Decision: because(contact.Created, contact.FirstMessage)},
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = eventID(0), clock(0), clock(0)
				fromAd(c)
			},
		},
		"the one that the contact was created by stays so although an older one is there": {
			had:   func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = eventID(77), clock(-5) },
			event: message(0, person), found: adas(),
			want: contact.Changes{Decision: because(contact.Created, contact.FirstMessage)},
		},
		"a later one moves the last time": {
			event: message(5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"an earlier one moves the first time and becomes the first": {
			event: message(-5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = eventID(-5), clock(-5) },
		},
		"one between moves nothing": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(9) },
			event: message(5, person), found: adas(), want: filed,
		},
		"the first of a contact that no message created": {
			had: func(c *contact.Contact) {
				c.Source, c.FirstMessageID = contact.SourceForm, uuid.Nil
				c.FirstMessageAt, c.LastConversedAt = time.Time{}, time.Time{}
			},
			event: message(5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = eventID(5), clock(5), clock(5)
			},
		},
		"the first ad is kept": {
			event: ad(5, person, "ad 1"), found: adas(), want: filed,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.Referral, c.ReferralAt = clock(5), referral("ad 1"), clock(5)
			},
		},
		"a later ad does not take its place": {
			had: fromAd, event: ad(5, person, "ad 1"), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"an earlier ad does": {
			had: fromAd, event: ad(-5, person, "ad 1"), found: adas(), want: filed,
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt = eventID(-5), clock(-5)
				c.Referral, c.ReferralAt = referral("ad 1"), clock(-5)
			},
		},
		"an earlier one without an ad leaves the ad": {
			had: fromAd, event: message(-5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = eventID(-5), clock(-5) },
		},
		"identities of two contacts": {
			event: message(5, person), found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact, carols}},
			want: contact.Changes{
				Decision: because(contact.Attached, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact, carols},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
	} {
		t.Run(name, d.test)
	}
}
