package contact_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

const (
	plan  = contact.AttributePrefix + "plan"
	score = contact.AttributePrefix + "score"
)

// claims tells what sources have said of Ada's contact before.
func claims(said ...contact.Claim) func(c *contact.Contact) {
	return func(c *contact.Contact) { c.Claims = said }
}

func attributes(nameAndJSON ...string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for pair := range slices.Chunk(nameAndJSON, 2) {
		m[pair[0]] = json.RawMessage(pair[1])
	}
	return m
}

func row(ev contact.Event, r contact.ImportRow) contact.Event {
	ev.Facts.Row = &r
	return ev
}

func onlyCreates(ev contact.Event) contact.Event {
	return row(ev, contact.ImportRow{N: 1, CreateOnly: true})
}

func TestDecideFields(t *testing.T) {
	t.Parallel()
	form, imported, manual := contact.NameForm, contact.NameImport, contact.NameManual
	const name = contact.FieldDisplayName
	var (
		changed = because(contact.Updated, contact.FieldsChanged)
		known   = because(contact.Attached, contact.KnownContact)
		nothing = because(contact.Ignored, contact.NothingNew)
	)
	called := func(s string) contact.Fields { return contact.Fields{DisplayName: says(s)} }
	formsName := claim(1, form, name, says("Countess"))
	formsPlan := claim(1, form, plan, says(`"gold"`))

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
			event: gives(5, contact.SourceForm, contact.Fields{}), found: adas(), want: contact.Changes{Decision: known},
		},
		"answers that did not fit only": {
			event: gives(5, contact.SourceForm, contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}}}), found: adas(),
			want: contact.Changes{Decision: known},
		},
		"what a weaker source says is kept, not shown": {
			had: claims(claim(1, manual, name, says("Countess"))), event: gives(5, contact.SourceImport, called("Byron")), found: adas(),
			want: contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))}},
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
			want: contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, form, plan, says(`"lead"`))}},
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
			want: contact.Changes{Decision: known},
		},
		"the same again is only newer": {
			had: claims(formsName), event: gives(5, contact.SourceForm, called("Countess")), found: adas(),
			want:    contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, form, name, says("Countess"))}},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(5, form, name, says("Countess"))} },
		},
		"an import tells what an earlier one had said, so that it can be undone": {
			had: claims(claim(1, imported, name, says("Byron")), claim(1, imported, plan, says(`"tin"`))), found: adas(),
			event: gives(5, contact.SourceImport, contact.Fields{DisplayName: says("Bell"), Attributes: attributes("score", "7")}),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, name, says("Bell")), claim(5, imported, score, says("7"))},
				Replaced: []contact.Claim{claim(1, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.Attributes = "Bell", attributes("plan", `"tin"`, "score", "7")
				c.Claims = []contact.Claim{
					claim(5, imported, name, says("Bell")), claim(1, imported, plan, says(`"tin"`)), claim(5, imported, score, says("7")),
				}
			},
		},
		"an import that repeats WhatsApp's name owns it, and changes nothing else": {
			event: gives(5, contact.SourceImport, called("Ada")), found: adas(),
			want: contact.Changes{Decision: known, Owned: true, Claims: []contact.Claim{claim(5, imported, name, says("Ada"))}},
			becomes: func(c *contact.Contact) {
				c.NameSource, c.Claims = imported, []contact.Claim{claim(5, imported, name, says("Ada"))}
			},
		},
		"an import that repeats all that is shown owns it, and changes nothing else": {
			had: claims(formsName, formsPlan, claim(1, form, contact.FieldRemarks, says("late"))), found: adas(),
			event: gives(5, contact.SourceImport, contact.Fields{
				DisplayName: says("Countess"), Remarks: says("late"), Attributes: attributes("plan", `"gold"`),
				Clear: []string{contact.FieldAssignee},
			}),
			want: contact.Changes{Decision: known, Owned: true, Claims: []contact.Claim{
				claim(5, imported, contact.FieldAssignee, nil), claim(5, imported, name, says("Countess")),
				claim(5, imported, contact.FieldRemarks, says("late")), claim(5, imported, plan, says(`"gold"`)),
			}},
			becomes: func(c *contact.Contact) {
				c.NameSource, c.Claims = imported, append(c.Claims,
					claim(5, imported, contact.FieldAssignee, nil), claim(5, imported, name, says("Countess")),
					claim(5, imported, contact.FieldRemarks, says("late")), claim(5, imported, plan, says(`"gold"`)))
			},
		},
		"an import that spells an import's number differently changes nothing": {
			had: claims(claim(1, imported, score, says("1e3"))), found: adas(),
			event: gives(5, contact.SourceImport, contact.Fields{Attributes: attributes("score", "1000")}),
			want: contact.Changes{
				Decision: known, Claims: []contact.Claim{claim(5, imported, score, says("1000"))},
				Replaced: []contact.Claim{claim(1, imported, score, says("1e3"))},
			},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("score", "1000"), []contact.Claim{claim(5, imported, score, says("1000"))}
			},
		},
		"a number that differs where a double does not is another": {
			had: claims(claim(1, imported, score, says("12345678901234567"))), found: adas(),
			event: gives(5, contact.SourceImport, contact.Fields{Attributes: attributes("score", "12345678901234568")}),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, score, says("12345678901234568"))},
				Replaced: []contact.Claim{claim(1, imported, score, says("12345678901234567"))},
			},
			becomes: func(c *contact.Contact) {
				c.Attributes = attributes("score", "12345678901234568")
				c.Claims = []contact.Claim{claim(5, imported, score, says("12345678901234568"))}
			},
		},
		"a text of digits that is spelled differently is another": {
			had: claims(claim(1, form, plan, says(`"1e3"`))), found: adas(),
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", `"1000"`)}),
			want:  contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, plan, says(`"1000"`))}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("plan", `"1000"`), []contact.Claim{claim(5, form, plan, says(`"1000"`))}
			},
		},
		"an import that repeats what is not shown is heard": {
			had: claims(claim(1, manual, name, says("Lady")), formsName), event: gives(5, contact.SourceImport, called("Countess")),
			found:   adas(),
			want:    contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, imported, name, says("Countess"))}},
			becomes: func(c *contact.Contact) { c.Claims = append(c.Claims, claim(5, imported, name, says("Countess"))) },
		},
		"an import that repeats what an import said is only newer": {
			had: claims(claim(1, imported, name, says("Byron")), formsPlan), event: gives(5, contact.SourceImport, called("Byron")),
			found: adas(),
			want: contact.Changes{
				Decision: known, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))},
				Replaced: []contact.Claim{claim(1, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.Claims = []contact.Claim{claim(5, imported, name, says("Byron")), formsPlan}
			},
		},
		"a person who repeats what is shown owns it": {
			had: claims(formsName), event: gives(5, contact.SourceManual, called("Countess")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, manual, name, says("Countess"))}},
			becomes: func(c *contact.Contact) {
				c.NameSource, c.Claims = manual, append(c.Claims, claim(5, manual, name, says("Countess")))
			},
		},
		"an import's row that is decided again replaces nothing": {
			had: claims(claim(5, imported, name, says("Byron"))), event: gives(5, contact.SourceImport, called("Byron")), found: adas(),
			want: contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))}},
		},
		"a row of an import that only creates leaves everything": {
			event: onlyCreates(gives(5, contact.SourceImport, called("Byron"))),
			found: contact.Resolution{
				ContactID: adasContact, Others: []uuid.UUID{bobsContact}, Unknown: []contact.Identity{unknown(contact.UserID, adaNewID)},
			},
			want: contact.Changes{Decision: because(contact.Ignored, contact.AlreadyThere)},
		},
		"a row of an import that only creates fills what it created": {
			had:   func(c *contact.Contact) { c.CreatedByEvent = eventID(5) },
			event: onlyCreates(gives(5, contact.SourceImport, called("Byron"))), found: adas(),
			want: contact.Changes{
				Decision: because(contact.Created, contact.NewPerson), Touched: true,
				Claims: []contact.Claim{claim(5, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Byron", imported, []contact.Claim{claim(5, imported, name, says("Byron"))}
			},
		},
		"a row of another import": {
			event: row(gives(5, contact.SourceImport, called("Byron")), contact.ImportRow{N: 1}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Byron", imported, []contact.Claim{claim(5, imported, name, says("Byron"))}
			},
		},
		"an empty name gives the next source's": {
			had:   claims(claim(1, imported, name, says("Byron")), formsName),
			event: gives(5, contact.SourceImport, called("")), found: adas(),
			want: contact.Changes{
				Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, imported, name, says(""))},
				Replaced: []contact.Claim{claim(1, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Countess", form, []contact.Claim{claim(5, imported, name, says("")), formsName}
			},
		},
		"an empty name of the only source gives WhatsApp's": {
			had: claims(formsName), event: gives(5, contact.SourceForm, called("")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, name, says(""))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = "Ada", contact.NameProfile, []contact.Claim{claim(5, form, name, says(""))}
			},
		},
		"an empty name of the only source of someone without a profile gives the number": {
			had:   func(c *contact.Contact) { c.ProfileName, c.Claims = "", []contact.Claim{formsName} },
			event: gives(5, contact.SourceForm, called("")), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, name, says(""))}},
			becomes: func(c *contact.Contact) {
				c.DisplayName, c.NameSource, c.Claims = ada, contact.NamePhone, []contact.Claim{claim(5, form, name, says(""))}
			},
		},
		"empty remarks hide what weaker sources say": {
			had:   claims(claim(1, form, contact.FieldRemarks, says("late"))),
			event: gives(5, contact.SourceManual, contact.Fields{Remarks: says("")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, manual, contact.FieldRemarks, says(""))}},
			becomes: func(c *contact.Contact) {
				c.Remarks = nil
				c.Claims = append(c.Claims, claim(5, manual, contact.FieldRemarks, says("")))
			},
		},
		"null clears an attribute": {
			had:   claims(formsPlan, claim(1, form, score, says("7"))),
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", "null")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, plan, nil)}},
			becomes: func(c *contact.Contact) {
				c.Attributes = attributes("score", "7")
				c.Claims = []contact.Claim{claim(5, form, plan, nil), claim(1, form, score, says("7"))}
			},
		},
		"null of a stronger source hides what weaker ones say": {
			had: claims(formsPlan), event: gives(-5, contact.SourceManual, contact.Fields{Attributes: attributes("plan", "null")}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(-5, manual, plan, nil)}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes(), []contact.Claim{formsPlan, claim(-5, manual, plan, nil)}
			},
		},
		"null of a weaker source changes nothing": {
			had:   claims(claim(1, manual, plan, says(`"gold"`))),
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", "null")}), found: adas(),
			want:    contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, form, plan, nil)}},
			becomes: func(c *contact.Contact) { c.Claims = append(c.Claims, claim(5, form, plan, nil)) },
		},
		"null of what nobody said changes nothing": {
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", "null")}), found: adas(),
			want:    contact.Changes{Decision: known, Claims: []contact.Claim{claim(5, form, plan, nil)}},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(5, form, plan, nil)} },
		},
		"the text null is a value": {
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", `"null"`)}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, plan, says(`"null"`))}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("plan", `"null"`), []contact.Claim{claim(5, form, plan, says(`"null"`))}
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

// An edit is stored as JSON before it is decided.
func TestNullIsStillNullOnceItIsStored(t *testing.T) {
	t.Parallel()
	var f contact.Facts
	require.NoError(t, json.NewDecoder(strings.NewReader(`{"fields": {"attributes": {"plan": null, "score": 7}}}`)).Decode(&f))
	stored, err := json.Marshal(f)
	require.NoError(t, err)
	f = contact.Facts{}
	require.NoError(t, json.Unmarshal(stored, &f))
	require.Equal(t, attributes("plan", "null", "score", "7"), f.Fields.Attributes)
}

func TestMergeRows(t *testing.T) {
	t.Parallel()
	const remarks, assignee = contact.FieldRemarks, contact.FieldAssignee
	full := contact.Fields{
		DisplayName: says("Ada"), Remarks: says("late"), Attributes: attributes("plan", `"gold"`, "score", "7"),
		AddTags: []string{"vip"}, Clear: []string{assignee}, Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}},
	}
	for name, test := range map[string]struct{ row, later, want contact.Fields }{
		"an empty row changes nothing": {full, contact.Fields{}, full},
		"an empty row is filled":       {contact.Fields{}, full, full},
		"the same again is the same": {
			full, contact.Fields{DisplayName: says("Ada"), AddTags: []string{"vip"}, Clear: []string{assignee}}, full,
		},
		"the last value wins, field by field": {
			full, contact.Fields{Remarks: says(""), Attributes: attributes("score", "null", "age", "8")},
			contact.Fields{
				DisplayName: says("Ada"), Remarks: says(""), Attributes: attributes("plan", `"gold"`, "score", "null", "age", "8"),
				AddTags: full.AddTags, Clear: full.Clear, Skipped: full.Skipped,
			},
		},
		"all of them may": {
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Assignee: says("bob")},
			contact.Fields{DisplayName: says("Bell"), Remarks: says("early"), Assignee: says("carol")},
			contact.Fields{DisplayName: says("Bell"), Remarks: says("early"), Assignee: says("carol")},
		},
		"what is empty later is empty": {
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Assignee: says("bob"), Clear: []string{}},
			contact.Fields{Clear: []string{assignee, contact.FieldDisplayName, remarks}},
			contact.Fields{Clear: []string{assignee, contact.FieldDisplayName, remarks}},
		},
		"what is filled later is filled": {
			contact.Fields{Clear: []string{contact.FieldDisplayName, assignee, remarks}},
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late")},
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Clear: []string{assignee}},
		},
		"what is empty in either is empty": {
			contact.Fields{Clear: []string{plan, remarks}}, contact.Fields{Clear: []string{remarks, score}},
			contact.Fields{Clear: []string{plan, remarks, score}},
		},
		"tags add up": {
			contact.Fields{AddTags: []string{"Vip", "new"}}, contact.Fields{AddTags: []string{"big", "VIP"}},
			contact.Fields{AddTags: []string{"Vip", "new", "big"}},
		},
		"what did not fit is all reported": {
			contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}}},
			contact.Fields{Skipped: []contact.Skipped{{Name: "born", Why: "is no date"}}},
			contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}, {Name: "born", Why: "is no date"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := test.row
			row.Attributes, row.Clear = maps.Clone(row.Attributes), slices.Clone(row.Clear)
			row.Merge(test.later)
			require.Equal(t, test.want, row)
		})
	}
}
