package contact_test

import (
	"testing"

	"github.com/luluchat/contacts/contact"
)

func TestDecideEmptyFields(t *testing.T) {
	t.Parallel()
	for title, d := range map[string]decision{
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
			want:    contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, form, plan, nil)}},
			becomes: func(c *contact.Contact) { c.Claims = append(c.Claims, claim(5, form, plan, nil)) },
		},
		"null of what nobody said changes nothing": {
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", "null")}), found: adas(),
			want:    contact.Changes{Decision: asKnown, Claims: []contact.Claim{claim(5, form, plan, nil)}},
			becomes: func(c *contact.Contact) { c.Claims = []contact.Claim{claim(5, form, plan, nil)} },
		},
		"the text null is a value": {
			event: gives(5, contact.SourceForm, contact.Fields{Attributes: attributes("plan", `"null"`)}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, Claims: []contact.Claim{claim(5, form, plan, says(`"null"`))}},
			becomes: func(c *contact.Contact) {
				c.Attributes, c.Claims = attributes("plan", `"null"`), []contact.Claim{claim(5, form, plan, says(`"null"`))}
			},
		},
	} {
		t.Run(title, d.test)
	}
}
