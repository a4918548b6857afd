package contact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// other returns the contact that is merged into Ada's: the same person wrote
// from another number five minutes later.
func other() contact.Contact {
	return contact.Contact{
		ID: bobsContact, ChannelID: "sales", Source: contact.SourceForm, CreatedByEvent: eventID(5),
		WaID: adaNew, UserID: adaNewID, DisplayName: adaNew, NameSource: contact.NamePhone,
		FirstMessageID: eventID(5), FirstMessageAt: clock(5), LastConversedAt: clock(5), Version: 7,
	}
}

func TestAbsorb(t *testing.T) {
	t.Parallel()
	const name = contact.FieldDisplayName
	referral := func(source string) *contact.Referral { return &contact.Referral{SourceID: source, SourceType: "ad"} }
	adaAt0, bellAt5 := claim(0, contact.NameProfile, name, says("Ada")), claim(5, contact.NameProfile, name, says("Bell"))
	lastAt5 := func(c *contact.Contact) { c.LastConversedAt = clock(5) }

	for title, test := range map[string]struct {
		had     func(c *contact.Contact) // what is different about the one that stays
		from    func(c *contact.Contact) // what is different about the other
		becomes func(c *contact.Contact) // what changes of the one that stays, besides its version
	}{
		"it stays who it is, and has the last time of both": {becomes: lastAt5},
		"the first time is the earlier one, and its message the first": {
			from: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = eventID(-9), clock(-9), clock(-1)
			},
			becomes: func(c *contact.Contact) { c.FirstMessageID, c.FirstMessageAt = eventID(-9), clock(-9) },
		},
		"of two first times of the same second it keeps its own": {
			from: func(c *contact.Contact) { c.FirstMessageAt, c.LastConversedAt = clock(0), clock(0) },
		},
		"the other one never wrote": {
			from: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = uuid.Nil, time.Time{}, time.Time{}
			},
		},
		"only the other one wrote": {
			had: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = uuid.Nil, time.Time{}, time.Time{}
			},
			becomes: func(c *contact.Contact) {
				c.FirstMessageID, c.FirstMessageAt, c.LastConversedAt = eventID(5), clock(5), clock(5)
			},
		},
		"identities that it lacks it shows": {
			had:     func(c *contact.Contact) { c.WaID, c.UserID = "", "" },
			becomes: func(c *contact.Contact) { lastAt5(c); c.WaID, c.UserID = adaNew, adaNewID },
		},
		"the number is the name of someone who had none": {
			had: func(c *contact.Contact) {
				c.WaID, c.ProfileName, c.ProfileNameAt, c.DisplayName, c.NameSource = "", "", time.Time{}, adaID, contact.NameUserID
			},
			becomes: func(c *contact.Contact) {
				lastAt5(c)
				c.WaID, c.DisplayName, c.NameSource = adaNew, adaNew, contact.NamePhone
			},
		},
		"a username that it lacks it shows": {
			from:    func(c *contact.Contact) { c.Username = "countess" },
			becomes: func(c *contact.Contact) { lastAt5(c); c.Username = "countess" },
		},
		"its own username stays": {
			had:  func(c *contact.Contact) { c.Username, c.UsernameAt = "ada", clock(9) },
			from: func(c *contact.Contact) { c.Username, c.UsernameAt = "countess", clock(8) }, becomes: lastAt5,
		},
		"of two usernames the newer one is shown": {
			had:     func(c *contact.Contact) { c.Username, c.UsernameAt = "ada", clock(3) },
			from:    func(c *contact.Contact) { c.Username, c.UsernameAt = "countess", clock(4) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.Username, c.UsernameAt = "countess", clock(4) },
		},
		"only the other one came from an ad": {
			from:    func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 1"), clock(5) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.Referral, c.ReferralAt = referral("ad 1"), clock(5) },
		},
		"only it came from an ad": {
			had: func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 0"), clock(4) }, becomes: lastAt5,
		},
		"the other one came from an earlier ad": {
			had:     func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 0"), clock(4) },
			from:    func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 1"), clock(3) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.Referral, c.ReferralAt = referral("ad 1"), clock(3) },
		},
		"the other one came from a later ad": {
			had:     func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 0"), clock(4) },
			from:    func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 1"), clock(5) },
			becomes: lastAt5,
		},
		"the other one came from an ad of the same second": {
			had:     func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 0"), clock(4) },
			from:    func(c *contact.Contact) { c.Referral, c.ReferralAt = referral("ad 1"), clock(4) },
			becomes: lastAt5,
		},
		"the other one stopped later": {
			had:     func(c *contact.Contact) { c.PreferenceAt = clock(2) },
			from:    func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(3), clock(3) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.OptedOutAt, c.PreferenceAt = clock(3), clock(3) },
		},
		"the other one resumed later": {
			had:     func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
			from:    func(c *contact.Contact) { c.PreferenceAt = clock(3) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.OptedOutAt, c.PreferenceAt = time.Time{}, clock(3) },
		},
		"the other one resumed before it stopped": {
			had:     func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
			from:    func(c *contact.Contact) { c.PreferenceAt = clock(1) },
			becomes: lastAt5,
		},
		"the other one resumed in the second in which it stopped": {
			had:     func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
			from:    func(c *contact.Contact) { c.PreferenceAt = clock(2) },
			becomes: lastAt5,
		},
		"the other one said nothing of it": {
			had: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) }, becomes: lastAt5,
		},
		"the other one has the newer profile": {
			had:  claims(adaAt0, bellAt5),
			from: func(c *contact.Contact) { c.ProfileName, c.ProfileNameAt = "Bell", clock(5) },
			becomes: func(c *contact.Contact) {
				lastAt5(c)
				c.ProfileName, c.ProfileNameAt, c.DisplayName = "Bell", clock(5), "Bell"
			},
		},
		"the other one has a newer profile without a name": {
			from:    func(c *contact.Contact) { c.Username, c.ProfileNameAt = "countess", clock(5) },
			becomes: func(c *contact.Contact) { lastAt5(c); c.Username = "countess" },
		},
		"the other one has an older profile": {
			had: func(c *contact.Contact) {
				c.ProfileNameAt, c.Claims = clock(9), []contact.Claim{claim(9, contact.NameProfile, name, says("Ada")), bellAt5}
			},
			from: func(c *contact.Contact) { c.ProfileName, c.ProfileNameAt = "Bell", clock(5) }, becomes: lastAt5,
		},
		"the other one has a profile of the same second": {
			had:  claims(adaAt0, claim(0, contact.NameProfile, name, says("Bell"))),
			from: func(c *contact.Contact) { c.ProfileName, c.ProfileNameAt = "Bell", clock(0) }, becomes: lastAt5,
		},
		"what the strongest of all sources said is shown": {
			had: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Remarks, c.Assignee = "Countess", contact.NameForm, says("late"), says("bob")
				c.Attributes = attributes("plan", `"gold"`)
				c.Claims = []contact.Claim{
					claim(2, contact.NameForm, name, says("Countess")), claim(2, contact.NameImport, plan, says(`"gold"`)),
					claim(2, contact.NameForm, contact.FieldRemarks, says("late")), claim(2, contact.NameManual, contact.FieldAssignee, says("bob")),
					// the other one's
					claim(1, contact.NameImport, name, says("Lady Lovelace")), claim(3, contact.NameForm, plan, says(`"tin"`)),
					claim(3, contact.NameForm, score, says("7")), claim(3, contact.NameForm, contact.FieldRemarks, says("later")),
					claim(3, contact.NameForm, contact.FieldAssignee, says("carol")),
				}
			},
			becomes: func(c *contact.Contact) {
				lastAt5(c)
				c.DisplayName, c.NameSource, c.Remarks = "Lady Lovelace", contact.NameImport, says("later")
				c.Attributes = attributes("plan", `"gold"`, "score", "7")
			},
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			c, o := known(), other()
			c.Attributes = attributes()
			if test.had != nil {
				test.had(&c)
			}
			if test.from != nil {
				test.from(&o)
			}
			want, unchanged := detached(c), detached(o)
			want.Version = 2
			if test.becomes != nil {
				test.becomes(&want)
			}
			c.Absorb(o)
			require.Equal(t, want, c)
			require.Equal(t, unchanged, o, "the other one stays as it was, so that the merge can be taken back")
		})
	}
}

func TestRestorePreference(t *testing.T) {
	t.Parallel()
	never := contact.Preference{}
	stopped := contact.Preference{OptedOutAt: clock(2), SetAt: clock(2)}
	resumed := contact.Preference{SetAt: clock(2)}
	merged := func(before contact.Preference, at time.Time) contact.Preference { before.MergedAt = at; return before }

	for name, test := range map[string]struct {
		kept    contact.Preference
		had     func(c *contact.Contact)
		becomes func(c *contact.Contact)
	}{
		"a stop that came with the merge goes with it": {
			kept:    merged(never, clock(3)),
			had:     func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(3), clock(3) },
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = time.Time{}, time.Time{} },
		},
		"a stop that the merge lifted is back": {
			kept:    merged(stopped, clock(3)),
			had:     func(c *contact.Contact) { c.PreferenceAt = clock(3) },
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
		},
		"a resume is back with its time": {
			kept:    merged(resumed, clock(3)),
			had:     func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(3), clock(3) },
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = time.Time{}, clock(2) },
		},
		"what the merge left stays": {
			kept: merged(stopped, clock(2)),
			had:  func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
		},
		"neither ever said anything of it": {kept: merged(never, time.Time{})},
		"a resume since stays": {
			kept: merged(stopped, clock(3)), had: func(c *contact.Contact) { c.PreferenceAt = clock(4) },
		},
		"a stop since stays": {
			kept: merged(resumed, clock(3)), had: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(4), clock(4) },
		},
		"the first ever since stays": {
			kept: merged(never, time.Time{}), had: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(4), clock(4) },
		},
		"times are the same in any zone": {
			kept: merged(stopped, clock(3)),
			had: func(c *contact.Contact) {
				c.PreferenceAt = clock(3).In(time.FixedZone("Kuala Lumpur", 8*60*60))
			},
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(2), clock(2) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := known()
			if test.had != nil {
				test.had(&c)
			}
			want := c
			if test.becomes != nil {
				test.becomes(&want)
			}
			c.RestorePreference(test.kept)
			require.Equal(t, want, c)
		})
	}
}

// TestAMergeThatIsTakenBackLeavesTheOptOut merges, keeps the preference as JSON
// as the store does, and takes the merge back after one more event or none.
func TestAMergeThatIsTakenBackLeavesTheOptOut(t *testing.T) {
	t.Parallel()
	prefers := func(t *rapid.T, label string, c *contact.Contact) {
		if at := rapid.IntRange(0, 4).Draw(t, label+" at"); at > 0 {
			optOut := rapid.Bool().Draw(t, label+" stops")
			contact.Decide(c, preference(at, optOut, contact.Person{}), contact.Resolution{})
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c, o := known(), other()
		prefers(t, "one", &c)
		prefers(t, "other", &o)
		before := contact.Preference{OptedOutAt: c.OptedOutAt, SetAt: c.PreferenceAt}
		c.Absorb(o)
		kept := before
		kept.MergedAt = c.PreferenceAt
		stored, err := json.Marshal(kept)
		require.NoError(t, err)

		changed := rapid.Bool().Draw(t, "changed since")
		if changed {
			contact.Decide(&c, preference(9, rapid.Bool().Draw(t, "stops"), contact.Person{}), contact.Resolution{})
		}
		want := detached(c)
		if !changed {
			want.OptedOutAt, want.PreferenceAt = before.OptedOutAt, before.SetAt
		}
		var read contact.Preference
		require.NoError(t, json.Unmarshal(stored, &read))
		c.RestorePreference(read)
		require.Equal(t, want, c)
	})
}
