package contact_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// What the tests of fields have in common.
const (
	name  = contact.FieldDisplayName
	plan  = contact.AttributePrefix + "plan"
	score = contact.AttributePrefix + "score"

	form, imported, manual = contact.NameForm, contact.NameImport, contact.NameManual
)

var (
	changed = because(contact.Updated, contact.FieldsChanged)
	asKnown = because(contact.Attached, contact.KnownContact)
	nothing = because(contact.Ignored, contact.NothingNew)

	formsName = claim(1, form, name, says("Countess"))
	formsPlan = claim(1, form, plan, says(`"gold"`))
)

func called(s string) contact.Fields { return contact.Fields{DisplayName: says(s)} }

func TestDecideFields(t *testing.T) {
	t.Parallel()
	for title, d := range map[string]decision{
		"a name": {
			event: gives(5, contact.SourceForm, called("Countess")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, name, says("Countess"))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource = "Countess", form
				c.Claims = []contact.Claim{claim(5, form, name, says("Countess"))}
			},
		},
		"the name that WhatsApp told has another owner from now on": {
			event: gives(5, contact.SourceForm, called("Ada")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, name, says("Ada"))}},
			becomes: func(c *contact.Contact) {
				c.NameSource, c.Claims = form, []contact.Claim{claim(5, form, name, says("Ada"))}
			},
		},
		"remarks": {
			event: gives(5, contact.SourceAPI, contact.Fields{Remarks: says("late")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, manual, contact.FieldRemarks, says("late"))}},
			becomes: func(c *contact.Contact) {
				c.Remarks, c.Claims = says("late"), []contact.Claim{claim(5, manual, contact.FieldRemarks, says("late"))}
			},
		},
		"an assignee": {
			event: gives(5, contact.SourceTrigger, contact.Fields{Assignee: says("bob")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, contact.FieldAssignee, says("bob"))}},
			becomes: func(c *contact.Contact) {
				c.Assignee, c.Claims = says("bob"), []contact.Claim{claim(5, form, contact.FieldAssignee, says("bob"))}
			},
		},
		"an attribute": {
			event: gives(5, contact.SourceImport, contact.Fields{Attributes: attributes("score", "7.50")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, score, says("7.50"))}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("score", "7.50"), []contact.Claim{claim(5, imported, score, says("7.50"))}
			},
		},
		"an attribute that is called like a field is none": {
			event: gives(5, contact.SourceImport, contact.Fields{Attributes: attributes("display_name", `"x"`)}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, "attributes.display_name", says(`"x"`))}},
			becomes: func(c *contact.Contact) {
				c.Attributes = attributes("display_name", `"x"`)
				c.Claims = []contact.Claim{claim(5, imported, "attributes.display_name", says(`"x"`))}
			},
		},
		"everything at once": {
			had: func(c *contact.Contact) { c.Tags = []string{"old"} },
			event: gives(5, contact.SourceManual, contact.Fields{
				DisplayName: says("Countess"), Remarks: says("late"), Assignee: says("bob"), Attributes: attributes("plan", `"gold"`),
				AddTags: []string{"new"}, RemoveTags: []string{"old"}, Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}},
			}),
			found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, AddTags: []string{"new"}, RemoveTags: []string{"old"},
				Claims: []contact.Claim{
					claim(5, manual, name, says("Countess")), claim(5, manual, contact.FieldRemarks, says("late")),
					claim(5, manual, contact.FieldAssignee, says("bob")), claim(5, manual, plan, says(`"gold"`)),
				},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Remarks, c.Assignee = "Countess", manual, says("late"), says("bob")
				c.Attributes, c.Tags = attributes("plan", `"gold"`), []string{"new"}
				c.Claims = []contact.Claim{
					claim(5, manual, name, says("Countess")), claim(5, manual, contact.FieldRemarks, says("late")),
					claim(5, manual, contact.FieldAssignee, says("bob")), claim(5, manual, plan, says(`"gold"`)),
				}
			},
		},
		"nothing at all": {
			event: gives(5, contact.SourceForm, contact.Fields{}), found: adas(), want: contact.Changes{Decision: asKnown},
		},
		"answers that did not fit only": {
			event: gives(5, contact.SourceForm, contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}}}), found: adas(),
			want: contact.Changes{Decision: asKnown},
		},
		"what a weaker source says is kept, not shown": {
			had: claims(claim(1, manual, name, says("Countess"))), event: gives(5, contact.SourceImport, called("Byron")), found: adas(),
			want: contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))}},
			becomes: func(c *contact.Contact) {
				c.Claims = []contact.Claim{claim(1, manual, name, says("Countess")), claim(5, imported, name, says("Byron"))}
			},
		},
		"what a stronger source says is shown, however old": {
			had: claims(formsName), event: gives(-5, contact.SourceImport, called("Byron")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(-5, imported, name, says("Byron"))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource = "Byron", imported
				c.Claims = []contact.Claim{formsName, claim(-5, imported, name, says("Byron"))}
			},
		},
		"what the same source says later takes the place": {
			had:   claims(claim(1, imported, plan, says(`"tin"`)), formsPlan),
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", `"lead"`)}), found: adas(),
			want: contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, form, plan, says(`"lead"`))}},
			becomes: func(c *contact.Contact) {
				c.Claims = []contact.Claim{claim(1, imported, plan, says(`"tin"`)), claim(5, form, plan, says(`"lead"`))}
			},
		},
		"what the same source says in the same second takes the place": {
			had: claims(formsName), event: gives(1, contact.SourceTrigger, called("Byron")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(1, form, name, says("Byron"))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.Claims = "Byron", []contact.Claim{claim(1, form, name, says("Byron"))}
			},
		},
		"what the same source said before is too late": {
			had: claims(formsName), event: gives(-1, contact.SourceForm, called("Byron")), found: adas(),
			want: contact.Changes{Decision: asKnown},
		},
		"the same again is only newer": {
			had: claims(formsName), event: gives(5, contact.SourceForm, called("Countess")), found: adas(),
			want:    contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, form, name, says("Countess"))}},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(5, form, name, says("Countess"))} },
		},
		"a text of digits that is spelled differently is another": {
			had: claims(claim(1, form, plan, says(`"1e3"`))), found: adas(),
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", `"1000"`)}),
			want:  contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, plan, says(`"1000"`))}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("plan", `"1000"`), []contact.Claim{claim(5, form, plan, says(`"1000"`))}
			},
		},
		"a person who repeats what is shown owns it": {
			had: claims(formsName), event: gives(5, contact.SourceManual, called("Countess")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, manual, name, says("Countess"))}},
			becomes: func(c *contact.Contact) {
				c.NameSource, c.Claims = manual, append(c.Claims, claim(5, manual, name, says("Countess")))
			},
		},
		"the event that created the contact": {
			had:   func(c *contact.Contact) { c.CreatedByEvent = eventID(5) },
			event: gives(5, contact.SourceForm, called("Countess")), found: adas(),
			want: contact.Changes{
				Decision: because(contact.Created, contact.NewPerson), Touched: true,
				Claims: []contact.Claim{claim(5, form, name, says("Countess"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource = "Countess", form
				c.Claims = []contact.Claim{claim(5, form, name, says("Countess"))}
			},
		},
		"of somebody whose identities belong to two contacts": {
			event: gives(5, contact.SourceForm, called("Countess")),
			found: contact.Resolution{ContactID: adasContact, Others: []uuid.UUID{bobsContact}},
			want: contact.Changes{
				Decision: because(contact.Updated, contact.MergeConflict), Touched: true, Conflicts: []uuid.UUID{bobsContact},
				Claims: []contact.Claim{claim(5, form, name, says("Countess"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource = "Countess", form
				c.Claims = []contact.Claim{claim(5, form, name, says("Countess"))}
			},
		},
		"a further identity besides": {
			had: func(c *contact.Contact) { c.UserID = "" }, event: gives(5, contact.SourceForm, contact.Fields{}),
			found:   adas(unknown(contact.UserID, adaID)),
			want:    contact.Changes{Decision: changed, Touched: true, Add: []contact.Identity{since(5, unknown(contact.UserID, adaID))}},
			becomes: func(c *contact.Contact) { c.UserID = adaID },
		},
		"an order that changes something": {
			event: ordered(gives(5, contact.SourceManual, called("Countess"))), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, manual, name, says("Countess"))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource = "Countess", manual
				c.Claims = []contact.Claim{claim(5, manual, name, says("Countess"))}
			},
		},
		"an order that says nothing new": {
			had: claims(claim(1, manual, name, says("Countess"))), found: adas(),
			event:   ordered(gives(5, contact.SourceManual, called("Countess"))),
			want:    contact.Changes{Decision: nothing, Claims: []contact.Claim{claim(5, manual, name, says("Countess"))}},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(5, manual, name, says("Countess"))} },
		},
		"an order that is empty": {
			event: ordered(gives(5, contact.SourceManual, contact.Fields{})), found: adas(), want: contact.Changes{Decision: nothing},
		},
	} {
		t.Run(title, d.test)
	}
}
