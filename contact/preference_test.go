package contact_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

func TestDecideAPreference(t *testing.T) {
	t.Parallel()
	out := contact.Changes{Decision: because(contact.Updated, contact.OptedOut), Touched: true}
	in := contact.Changes{Decision: because(contact.Updated, contact.OptedIn), Touched: true}
	older := contact.Changes{Decision: because(contact.Ignored, contact.OlderThanKnown)}
	stopped := func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(5), clock(5) }
	resumed := func(c *contact.Contact) { c.PreferenceAt = clock(5) }

	for name, d := range map[string]decision{
		"stop": {event: preference(5, true, person), found: adas(), want: out, becomes: stopped},
		"stop, from before the first message": {
			event: preference(-5, true, person), found: adas(), want: out,
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(-5), clock(-5) },
		},
		"resume after stop": {
			had: stopped, event: preference(6, false, person), found: adas(), want: in,
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = time.Time{}, clock(6) },
		},
		"stop after resume": {
			had: resumed, event: preference(6, true, person), found: adas(), want: out,
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(6), clock(6) },
		},
		"stop after stop moves the time": {
			had: stopped, event: preference(6, true, person), found: adas(), want: out,
			becomes: func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(6), clock(6) },
		},
		"the same stop again": {
			had: stopped, event: preference(5, true, person), found: adas(), want: contact.Changes{Decision: out.Decision},
		},
		"resume of the same second as the stop": {
			had: stopped, event: preference(5, false, person), found: adas(), want: in,
			becomes: func(c *contact.Contact) { c.OptedOutAt = time.Time{} },
		},
		"resume after resume": {
			had: resumed, event: preference(6, false, person), found: adas(), want: contact.Changes{Decision: in.Decision},
			becomes: func(c *contact.Contact) { c.PreferenceAt = clock(6) },
		},
		"resume of someone who never stopped": {
			event: preference(5, false, person), found: adas(), want: contact.Changes{Decision: in.Decision}, becomes: resumed,
		},
		"stop from before resume":   {had: resumed, event: preference(4, true, person), found: adas(), want: older},
		"resume from before stop":   {had: stopped, event: preference(4, false, person), found: adas(), want: older},
		"stop from before stop":     {had: stopped, event: preference(4, true, person), found: adas(), want: older},
		"resume from before resume": {had: resumed, event: preference(4, false, person), found: adas(), want: older},
		"a preference may bring a profile name": {
			event: preference(5, true, named("Countess")), found: adas(), want: out,
			becomes: func(c *contact.Contact) {
				stopped(c)
				c.DisplayName, c.ProfileName, c.ProfileNameAt = "Countess", "Countess", clock(5)
			},
		},
		"a preference may tell an identity": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: preference(5, true, person), found: adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: out.Decision, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { stopped(c); c.UserID = adaID },
		},
		"an older preference may tell an identity too": {
			had: func(c *contact.Contact) { stopped(c); c.UserID = "" }, event: preference(4, false, person),
			found: adas(unknown(contact.UserID, adaID)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded), Touched: true,
				Add: []contact.Identity{since(4, unknown(contact.UserID, adaID))},
			},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"an older preference may bring a newer profile name": {
			had:   func(c *contact.Contact) { stopped(c); c.ProfileNameAt = clock(1) },
			event: preference(4, false, named("Countess")), found: adas(),
			want: contact.Changes{Decision: because(contact.Updated, contact.ProfileChanged), Touched: true},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.ProfileName, c.ProfileNameAt = "Countess", "Countess", clock(4)
			},
		},
		"an older preference may say that two contacts are one person": {
			had: stopped, event: preference(4, false, person),
			found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Conflicts: []uuid.UUID{bobsContact},
			},
		},
		"an older preference may tell an identity that is not shown": {
			had: stopped, event: preference(4, false, contact.Person{WaID: ada, ParentUserID: adaParent}),
			found: adas(unknown(contact.ParentUserID, adaParent)),
			want: contact.Changes{
				Decision: because(contact.Updated, contact.IdentityAdded),
				Add:      []contact.Identity{since(4, unknown(contact.ParentUserID, adaParent))},
			},
		},
	} {
		t.Run(name, d.test)
	}
}

// Whoever else says something of the opt-out is not heard, with fields and
// without.
func TestNobodyElseSetsTheOptOut(t *testing.T) {
	t.Parallel()
	stopped := func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(5), clock(5) }
	for _, source := range []contact.Source{contact.SourceForm, contact.SourceTrigger, contact.SourceImport} {
		for _, optOut := range []bool{false, true} {
			bare := preference(6, optOut, person)
			bare.Source = source
			filled := gives(6, source, contact.Fields{})
			filled.Facts.OptOut = &optOut
			for name, d := range map[string]decision{
				"alone": {
					had: stopped, event: bare, found: adas(),
					want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew)},
				},
				"with fields": {
					had: stopped, event: filled, found: adas(),
					want: contact.Changes{Decision: because(contact.Attached, contact.KnownContact)},
				},
			} {
				t.Run(fmt.Sprintf("%s %s %t", source, name, optOut), d.test)
			}
		}
	}
}

// A person's edit comes with the opt-out in the same event as the fields.
func TestOptOutByAnEdit(t *testing.T) {
	t.Parallel()
	changed, nothing := because(contact.Updated, contact.FieldsChanged), because(contact.Ignored, contact.NothingNew)
	edit := func(n int, source contact.Source, optOut bool) contact.Event {
		ev := ordered(gives(n, source, contact.Fields{}))
		ev.Facts.OptOut = &optOut
		return ev
	}
	unordered := func(ev contact.Event) contact.Event { ev.Facts.Command = nil; return ev }
	stopped := func(c *contact.Contact) { c.OptedOutAt, c.PreferenceAt = clock(5), clock(5) }
	resumed := func(c *contact.Contact) { c.PreferenceAt = clock(5) }
	stoppedAt6 := func(c *contact.Contact) {
		c.OptedOutAt, c.PreferenceAt, c.PreferencePersonal = clock(6), clock(6), true
	}
	resumedAt6 := func(c *contact.Contact) {
		c.OptedOutAt, c.PreferenceAt, c.PreferencePersonal = time.Time{}, clock(6), true
	}

	for name, d := range map[string]decision{
		"stop": {
			event: edit(6, contact.SourceManual, true), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true}, becomes: stoppedAt6,
		},
		"stop by a program": {
			event: unordered(edit(6, contact.SourceAPI, true)), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true}, becomes: stoppedAt6,
		},
		"resume": {
			had: stopped, event: edit(6, contact.SourceManual, false), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true}, becomes: resumedAt6,
		},
		"resume of someone who never stopped": {
			event: edit(6, contact.SourceManual, false), found: adas(), want: contact.Changes{Decision: nothing}, becomes: resumedAt6,
		},
		"stop again moves the time": {
			had: stopped, event: edit(6, contact.SourceManual, true), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true}, becomes: stoppedAt6,
		},
		"the same stop again": {
			had: stopped, event: edit(5, contact.SourceManual, true), found: adas(), want: contact.Changes{Decision: nothing},
			becomes: func(c *contact.Contact) { c.PreferencePersonal = true },
		},
		"stop from before WhatsApp's resume": {
			had: resumed, event: edit(4, contact.SourceManual, true), found: adas(), want: contact.Changes{Decision: nothing},
		},
		"resume from before WhatsApp's stop": {
			had: stopped, event: edit(4, contact.SourceManual, false), found: adas(), want: contact.Changes{Decision: nothing},
		},
		"no word of it leaves it as it is": {
			had: stopped, event: ordered(gives(6, contact.SourceManual, contact.Fields{})), found: adas(), want: contact.Changes{Decision: nothing},
		},
		"an import leaves it as it is": {
			had: stopped, event: gives(6, contact.SourceImport, contact.Fields{Remarks: says("late")}), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(6, contact.NameImport, contact.FieldRemarks, says("late"))},
			},
			becomes: func(c *contact.Contact) {
				c.Remarks, c.Claims = says("late"), []contact.Claim{claim(6, contact.NameImport, contact.FieldRemarks, says("late"))}
			},
		},
		"a message leaves it as it is": {
			had: stopped, event: message(6, person), found: adas(),
			want:    contact.Changes{Decision: because(contact.Attached, contact.KnownContact)},
			becomes: func(c *contact.Contact) { c.LastConversedAt = clock(6) },
		},
	} {
		t.Run(name, d.test)
	}
}
