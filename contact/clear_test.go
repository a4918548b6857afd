package contact_test

import (
	"testing"

	"github.com/luluchat/contacts/contact"
)

func TestClear(t *testing.T) {
	t.Parallel()
	const name = contact.FieldDisplayName
	form, imported, manual := contact.NameForm, contact.NameImport, contact.NameManual
	changed, known := because(contact.Updated, contact.FieldsChanged), because(contact.Attached, contact.KnownContact)
	manuals, imports, forms := claim(4, manual, name, says("Countess")), claim(9, imported, name, says("Byron")), claim(2, form, name, says("Augusta"))
	clear := func(n int, source contact.Source, fields ...string) contact.Event {
		return gives(n, source, contact.Fields{Clear: fields})
	}
	withdrawn := func(n int, source contact.NameSource, field string) []contact.Claim {
		return []contact.Claim{{Field: field, Source: source, At: clock(n)}}
	}

	for title, d := range map[string]decision{
		"the next source's shows again": {
			had: claims(manuals, imports, forms), event: clear(5, contact.SourceManual, name), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Withdraw: withdrawn(5, manual, name)},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Byron", imported, []contact.Claim{imports, forms}
			},
		},
		"what was said in the same second is withdrawn": {
			had: claims(manuals), event: clear(4, contact.SourceAPI, name), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Withdraw: withdrawn(4, manual, name)},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Ada", contact.NameProfile, []contact.Claim{}
			},
		},
		"what was said since stays": {
			had: claims(manuals, imports, forms), event: clear(3, contact.SourceManual, name), found: adas(),
			want: contact.Changes{Decision: known, Withdraw: withdrawn(3, manual, name)},
		},
		"of several that a merged contact has, only those not newer": {
			had:   claims(claim(1, form, name, says("Old")), claim(5, form, name, says("Middle")), claim(6, form, name, says("New"))),
			event: clear(5, contact.SourceForm, name), found: adas(),
			want:    contact.Changes{Decision: known, Withdraw: withdrawn(5, form, name)},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(6, form, name, says("New"))} },
		},
		"a weaker source's was not shown": {
			had: claims(manuals, imports, forms), event: clear(5, contact.SourceForm, name), found: adas(),
			want:    contact.Changes{Decision: known, Withdraw: withdrawn(5, form, name)},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{manuals, imports} },
		},
		"other fields of the source stay": {
			had: claims(manuals, claim(4, manual, plan, says(`"gold"`)), claim(4, manual, contact.FieldRemarks, says("late"))), found: adas(),
			event: clear(5, contact.SourceManual, plan),
			want:  contact.Changes{Decision: changed, Touched: true, Withdraw: withdrawn(5, manual, plan)},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes(), []contact.Claim{manuals, claim(4, manual, contact.FieldRemarks, says("late"))}
			},
		},
		"an attribute that somebody emptied shows again": {
			had:   claims(claim(4, manual, plan, nil), claim(2, form, plan, says(`"gold"`))),
			event: clear(5, contact.SourceManual, plan), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Withdraw: withdrawn(5, manual, plan)},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("plan", `"gold"`), []contact.Claim{claim(2, form, plan, says(`"gold"`))}
			},
		},
		"several, one of which was never set": {
			had: claims(manuals, claim(4, manual, contact.FieldRemarks, says("late"))), found: adas(),
			event: ordered(clear(5, contact.SourceManual, contact.FieldAssignee, contact.FieldRemarks)),
			want: contact.Changes{
				Decision: changed, Touched: true,
				Withdraw: append(withdrawn(5, manual, contact.FieldAssignee), withdrawn(5, manual, contact.FieldRemarks)...),
			},
			becomes: func(c *contact.Contact) { c.Remarks, c.Claims = nil, []contact.Claim{manuals} },
		},
		"what the source never said": {
			event: ordered(clear(5, contact.SourceManual, name)), found: adas(),
			want: contact.Changes{Decision: because(contact.Ignored, contact.NothingNew), Withdraw: withdrawn(5, manual, name)},
		},
		"an import's says that there is none": {
			had:   claims(claim(4, imported, contact.FieldRemarks, says("late")), claim(9, form, contact.FieldRemarks, says("later"))),
			event: clear(5, contact.SourceImport, contact.FieldRemarks), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, contact.FieldRemarks, nil)},
				Replaced: []contact.Claim{claim(4, imported, contact.FieldRemarks, says("late"))},
			},
			becomes: func(c *contact.Contact) {
				c.Remarks = nil
				c.Claims = []contact.Claim{claim(5, imported, contact.FieldRemarks, nil), claim(9, form, contact.FieldRemarks, says("later"))}
			},
		},
		"an import's leaves what a stronger source said": {
			had: claims(claim(4, manual, contact.FieldRemarks, says("late"))), event: clear(5, contact.SourceImport, contact.FieldRemarks),
			found: adas(),
			want:  contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, imported, contact.FieldRemarks, nil)}},
			becomes: func(c *contact.Contact) {
				c.Claims = append(c.Claims, claim(5, imported, contact.FieldRemarks, nil))
			},
		},
		"an import's leaves nobody nameless": {
			had: claims(claim(4, imported, name, says("Byron")), forms), event: clear(5, contact.SourceImport, name), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, name, nil)},
				Replaced: []contact.Claim{claim(4, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Augusta", form, []contact.Claim{claim(5, imported, name, nil), forms}
			},
		},
		"an import's that is older than what an import said": {
			had: claims(imports), event: clear(5, contact.SourceImport, name), found: adas(), want: contact.Changes{Decision: known},
		},
		"and set anew in one": {
			had: claims(manuals), event: gives(5, contact.SourceManual, contact.Fields{Clear: []string{name}, DisplayName: says("Lady")}), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Withdraw: withdrawn(5, manual, name),
				Claims: []contact.Claim{claim(5, manual, name, says("Lady"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.Claims = "Lady", []contact.Claim{claim(5, manual, name, says("Lady"))}
			},
		},
		"an import's, and set anew in one: claimed once": {
			event: gives(5, contact.SourceImport, contact.Fields{Clear: []string{contact.FieldRemarks}, Remarks: says("late")}), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, contact.FieldRemarks, says("late"))},
			},
			becomes: func(c *contact.Contact) {
				c.Remarks, c.Claims = says("late"), []contact.Claim{claim(5, imported, contact.FieldRemarks, says("late"))}
			},
		},
	} {
		t.Run(title, d.test)
	}
}
