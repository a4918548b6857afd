package contact_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

func TestDecideTheFieldsOfARow(t *testing.T) {
	t.Parallel()
	for title, d := range map[string]decision{
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
			want: contact.Changes{Decision: asKnown, Owned: true, Claims: []contact.Claim{claim(5, imported, name, says("Ada"))}},
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
			want: contact.Changes{Decision: asKnown, Owned: true, Claims: []contact.Claim{
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
				Decision: asKnown, Claims: []contact.Claim{claim(5, imported, score, says("1000"))},
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
		"an import that repeats what is not shown is heard": {
			had: claims(claim(1, manual, name, says("Lady")), formsName), event: gives(5, contact.SourceImport, called("Countess")),
			found:   adas(),
			want:    contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, imported, name, says("Countess"))}},
			becomes: func(c *contact.Contact) { c.Claims = append(c.Claims, claim(5, imported, name, says("Countess"))) },
		},
		"an import that repeats what an import said is only newer": {
			had: claims(claim(1, imported, name, says("Byron")), formsPlan), event: gives(5, contact.SourceImport, called("Byron")),
			found: adas(),
			want: contact.Changes{
				Decision: asKnown, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))},
				Replaced: []contact.Claim{claim(1, imported, name, says("Byron"))},
			},
			becomes: func(c *contact.Contact) {
				c.Claims = []contact.Claim{claim(5, imported, name, says("Byron")), formsPlan}
			},
		},
		"an import's row that is decided again replaces nothing": {
			had: claims(claim(5, imported, name, says("Byron"))), event: gives(5, contact.SourceImport, called("Byron")), found: adas(),
			want: contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, imported, name, says("Byron"))}},
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
	} {
		t.Run(title, d.test)
	}
}
