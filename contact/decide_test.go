package contact_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// known returns Ada's contact: she wrote at noon.
func known() contact.Contact {
	return contact.Contact{
		ID: adasContact, ChannelID: "sales", Source: contact.SourceMessage, CreatedByEvent: eventID(0),
		WaID: ada, UserID: adaID, DisplayName: "Ada", NameSource: contact.NameProfile,
		ProfileName: "Ada", ProfileNameAt: clock(0),
		FirstMessageID: eventID(0), FirstMessageAt: clock(0), LastConversedAt: clock(0), Version: 1,
	}
}

// adas is a resolution that led to her.
func adas(unknown ...contact.Identity) contact.Resolution {
	return contact.Resolution{ContactID: adasContact, Unknown: unknown}
}

// decision is one row of a table: an event about Ada, and everything that may
// come of it.
type decision struct {
	had     func(c *contact.Contact) // what is different about her contact
	event   contact.Event
	found   contact.Resolution
	want    contact.Changes
	becomes func(c *contact.Contact) // what changes of her contact: this and nothing else
}

func (d decision) test(t *testing.T) {
	t.Parallel()
	c := known()
	if d.had != nil {
		d.had(&c)
	}
	if d.event.Facts.Fields != nil {
		c.Show() // the store does, when it reads the claims
	}
	want := detached(c)
	if d.becomes != nil {
		d.becomes(&want)
	}
	require.Equal(t, d.want, contact.Decide(&c, d.event, d.found))
	require.Equal(t, want, c)
}

// detached returns a copy that shares nothing with the contact.
func detached(c contact.Contact) contact.Contact {
	c.Claims, c.Tags, c.Attributes = slices.Clone(c.Claims), slices.Clone(c.Tags), maps.Clone(c.Attributes)
	return c
}

func because(d contact.DecisionKind, r contact.Reason) contact.Decision {
	return contact.Decision{Kind: d, Reason: r}
}

var person = contact.Person{WaID: ada, UserID: adaID}

func named(name string) contact.Person {
	p := person
	p.ProfileName = name
	return p
}

func TestDecideAMessage(t *testing.T) {
	t.Parallel()
	filed := contact.Changes{Decision: because(contact.Attached, contact.KnownContact)}
	seen := contact.Changes{Decision: filed.Decision, Touched: true}
	referral := func(source string) *contact.Referral {
		return &contact.Referral{SourceID: source, SourceType: "ad", Headline: "Buy " + source}
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
		"a newer profile name": {
			event: message(5, named("Countess")), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.DisplayName, c.ProfileName, c.ProfileNameAt = clock(5), "Countess", "Countess", clock(5)
			},
		},
		"an older profile name": {
			had: func(c *contact.Contact) { c.ProfileNameAt = clock(9) }, event: message(5, named("Byron")), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"the same profile name is only newer": {
			event: message(5, named("Ada")), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.ProfileNameAt = clock(5), clock(5) },
		},
		"no profile name leaves the one it had": {
			event: message(5, person), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a profile name takes the phone number's place": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = ada, contact.NamePhone, "", time.Time{}
			},
			event: message(-5, named("Ada")), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt = eventID(-5), clock(-5)
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "Ada", contact.NameProfile, "Ada", clock(-5)
			},
		},
		"a username is shown beside the name": {
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"a newer username takes the place of the one before": {
			had:   func(c *contact.Contact) { c.Username = "countess" },
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"the same username is only newer": {
			had:   func(c *contact.Contact) { c.Username = "ada" },
			event: message(5, contact.Person{WaID: ada, Username: "ada"}), found: adas(), want: filed,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UsernameAt = clock(5), clock(5) },
		},
		"a name and a username come together": {
			event: message(5, contact.Person{WaID: ada, ProfileName: "Countess", Username: "countess"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileNameAt, c.UsernameAt = clock(5), clock(5), clock(5)
				c.DisplayName, c.ProfileName, c.Username = "Countess", "Countess", "countess"
			},
		},
		"an older username of someone who had none yet": {
			had: func(c *contact.Contact) { c.ProfileNameAt = clock(9) }, found: adas(), want: seen,
			event:   message(5, contact.Person{WaID: ada, ProfileName: "Byron", Username: "ada"}),
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.Username, c.UsernameAt = clock(5), "ada", clock(5) },
		},
		"an older name of someone who had a username only": {
			had: func(c *contact.Contact) {
				c.WaID, c.Username, c.DisplayName, c.NameSource = "", "ada", "ada", contact.NameUsername
				c.ProfileName, c.ProfileNameAt, c.UsernameAt = "", time.Time{}, clock(9)
			},
			event: message(5, contact.Person{UserID: adaID, ProfileName: "Ada", Username: "countess"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileName, c.DisplayName, c.NameSource = clock(5), "Ada", "Ada", contact.NameProfile
				c.ProfileNameAt = clock(5)
			},
		},
		"a username is the name of someone who has only a BSUID": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "", adaID, contact.NameUserID, "", time.Time{}
			},
			event: message(5, contact.Person{UserID: adaID, Username: "ada"}), found: adas(), want: seen,
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.UsernameAt = clock(5), clock(5)
				c.Username, c.DisplayName, c.NameSource = "ada", "ada", contact.NameUsername
			},
		},
		"a profile of the same second as the newest is the newer one": {
			event: message(0, named("Countess")), found: adas(),
			want:    contact.Changes{Decision: because(contact.Created, contact.FirstMessage), Touched: true},
			becomes: func(c *contact.Contact) { c.DisplayName, c.ProfileName = "Countess", "Countess" },
		},
		"a username from before the one it has": {
			had: func(c *contact.Contact) { c.Username, c.UsernameAt = "countess", clock(9) }, found: adas(), want: seen,
			event: message(5, contact.Person{WaID: ada, ProfileName: "Augusta", Username: "ada"}),
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.ProfileNameAt, c.ProfileName, c.DisplayName = clock(5), clock(5), "Augusta", "Augusta"
			},
		},
		"a number of someone who was known by BSUID only": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = "", adaID, contact.NameUserID, "", time.Time{}
			},
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want: contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) {
				c.LastConversedAt, c.WaID, c.DisplayName, c.NameSource = clock(5), ada, ada, contact.NamePhone
			},
		},
		"a number of someone whose name a form gave": {
			had:   func(c *contact.Contact) { c.WaID, c.NameSource = "", contact.NameForm },
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID = clock(5), ada },
		},
		"a BSUID of someone who was known by number only": {
			had:   func(c *contact.Contact) { c.UserID = "" },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaID },
		},
		"a BSUID of someone who was known by the parent's": {
			had:   func(c *contact.Contact) { c.UserID = adaParent },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaID },
		},
		"a parent's BSUID of someone who was known by number only": {
			had:   func(c *contact.Contact) { c.UserID = "" },
			event: message(5, contact.Person{WaID: ada, ParentUserID: adaParent}), found: adas(unknown(contact.ParentUserID, adaParent)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaParent },
		},
		"a known number with another BSUID": {
			event: message(5, contact.Person{WaID: ada, UserID: adaNewID}), found: adas(unknown(contact.UserID, adaNewID)),
			want: contact.Changes{
				Decision: because(contact.Attached, contact.DifferentUserID), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.UserID = clock(5), adaNewID },
		},
		"the BSUID that is shown, which had ended": {
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a name that was out of step with the profile is set right": {
			had:   func(c *contact.Contact) { c.DisplayName = "Somebody" },
			event: message(5, person), found: adas(), want: seen,
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.DisplayName = clock(5), "Ada" },
		},
		"another number of a known BSUID": {
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID = clock(5), adaNew },
		},
		"another number from before the last message is kept, not shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(9) },
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want: contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
		},
		"another number of the very second of the last message is shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(5) },
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.WaID = adaNew },
		},
		"another number is the name of someone without one": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = ada, contact.NamePhone, "", time.Time{}
			},
			event: message(5, contact.Person{WaID: adaNew, UserID: adaID}), found: adas(unknown(contact.WaID, adaNew)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, adaNew))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID, c.DisplayName = clock(5), adaNew, adaNew },
		},
		"a number from before the last message is shown if there was none": {
			had:   func(c *contact.Contact) { c.WaID, c.LastConversedAt = "", clock(9) },
			event: message(5, person), found: adas(unknown(contact.WaID, ada)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.WaID, ada))}},
			becomes: func(c *contact.Contact) { c.WaID = ada },
		},
		"another BSUID from before the last message is kept, not shown": {
			had:   func(c *contact.Contact) { c.LastConversedAt = clock(9) },
			event: message(5, contact.Person{WaID: ada, UserID: adaNewID}), found: adas(unknown(contact.UserID, adaNewID)),
			want: contact.Changes{
				Decision: because(contact.Attached, contact.DifferentUserID), Add: []contact.Identity{since(5, unknown(contact.UserID, adaNewID))},
			},
		},
		"a BSUID from before the last message is shown in place of the parent's": {
			had:   func(c *contact.Contact) { c.UserID, c.LastConversedAt = adaParent, clock(9) },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"a BSUID from before the last message is shown if there was none": {
			had:   func(c *contact.Contact) { c.UserID, c.LastConversedAt = "", clock(9) },
			event: message(5, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: seen.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"a parent's BSUID of someone who has a BSUID is kept, not shown": {
			event: message(5, contact.Person{WaID: ada, ParentUserID: adaParent}), found: adas(unknown(contact.ParentUserID, adaParent)),
			want:    contact.Changes{Decision: filed.Decision, Add: []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))}},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"identities of two contacts": {
			event: message(5, person), found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact, carols}},
			want: contact.Changes{
				Decision: because(contact.Attached, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact, carols},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a number that a form gave just as WhatsApp writes it": {
			event: message(5, person),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))}},
			want: contact.Changes{
				Decision: filed.Decision, Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(5) },
		},
		"a number that a form gave, as WhatsApp writes it": {
			had: func(c *contact.Contact) {
				c.WaID, c.DisplayName, c.NameSource, c.ProfileName, c.ProfileNameAt = mexico, mexico, contact.NamePhone, "", time.Time{}
			},
			event: message(5, contact.Person{WaID: mexicoWith}),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))}},
			want: contact.Changes{
				Decision: seen.Decision, Touched: true,
				Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
			},
			becomes: func(c *contact.Contact) { c.LastConversedAt, c.WaID, c.DisplayName = clock(5), mexicoWith, mexicoWith },
		},
	} {
		t.Run(name, d.test)
	}
}

func TestDecideWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]decision{
		"nothing new is ignored, for its own reason": {
			event: touch(5, contact.Reaction, named("Ada")), found: adas(),
			want:    contact.Changes{Decision: because(contact.Ignored, contact.Reaction)},
			becomes: func(c *contact.Contact) { c.ProfileNameAt = clock(5) },
		},
		"nothing new without a reason": {
			event: touch(5, "", person), found: adas(),
			want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew)},
		},
		"a newer profile name": {
			event: touch(5, contact.Reaction, named("Countess")), found: adas(),
			want: contact.Changes{Decision: because(contact.Updated, contact.ProfileChanged), Touched: true},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.ProfileName, c.ProfileNameAt = "Countess", "Countess", clock(5)
			},
		},
		"an older profile name": {
			event: touch(-5, contact.Reaction, named("Byron")), found: adas(),
			want: contact.Changes{Decision: because(contact.Ignored, contact.Reaction)},
		},
		"an unknown identity": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: touch(5, contact.Reaction, person), found: adas(unknown(contact.UserID, adaID)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"an unknown identity and a newer profile name": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: touch(5, contact.Reaction, named("Countess")),
			found: adas(unknown(contact.UserID, adaID)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))},
			},
			becomes: func(c *contact.Contact) {
				c.UserID, c.DisplayName, c.ProfileName, c.ProfileNameAt = adaID, "Countess", "Countess", clock(5)
			},
		},
		"an unknown identity that is not shown": {
			event: touch(5, contact.Reaction, contact.Person{WaID: ada, ParentUserID: adaParent}),
			found: adas(unknown(contact.ParentUserID, adaParent)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded),
				Add:      []contact.Identity{since(5, unknown(contact.ParentUserID, adaParent))},
			},
		},
		"a number that a form gave, as WhatsApp writes it": {
			had: func(c *contact.Contact) { c.WaID = mexico }, event: touch(5, contact.Reaction, contact.Person{WaID: mexicoWith}),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Respell: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, mexico))},
			},
			becomes: func(c *contact.Contact) { c.WaID = mexicoWith },
		},
		"a number that a form gave just as WhatsApp writes it": {
			event: touch(5, contact.Reaction, person),
			found: contact.Resolution{ContactID: adasContact, Respelled: []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded),
				Respell:  []contact.Identity{unconfirmed(identity(adasContact, contact.WaID, ada))},
			},
		},
		"identities of two contacts": {
			event: touch(5, contact.Reaction, person), found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}},
			want: contact.Changes{Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact}},
		},
	} {
		t.Run(name, d.test)
	}
}
