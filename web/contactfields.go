package web

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// ContactField is one field of a contact: what it is, and who says so.
type ContactField struct {
	Name, Label string
	Value       string // as it is edited
	Shown       string // as it is read, where that differs
	Type        string // of its input: text, textarea, number, date or choice
	Options     []Option
	Claim       *Said
	Others      []Said // what other sources say
}

// fieldsOf are the fields of a contact that people edit: texts, then attributes.
func (v *Visit) fieldsOf(c service.Contact, told Told, definitions []service.Attribute) (all []ContactField) {
	all = []ContactField{
		{Name: contact.FieldDisplayName, Label: "Name", Type: "text", Value: nameOf(c), Shown: c.DisplayName},
		{Name: contact.FieldRemarks, Label: "Remarks", Type: "textarea", Value: contact.OrEmpty(c.Remarks)},
		{Name: contact.FieldAssignee, Label: "Assignee", Type: "choice", Value: contact.OrEmpty(c.Assignee)},
	}
	all[2].Options = v.assigneeOptions(all[2].Value, "Nobody")
	all[2].Shown = v.personName(all[2].Value)
	for _, d := range definitions {
		f := ContactField{
			Name: contact.AttributePrefix + d.Name, Label: d.Name, Type: "text", Value: contact.ValueText(c.Attributes[d.Name]),
		}
		switch d.Type {
		case intake.TypeNumber:
			f.Type = "number"
		case intake.TypeDate:
			f.Type = "date"
		}
		all = append(all, f)
	}
	for i := range all {
		f := &all[i]
		if f.Shown == "" {
			f.Shown = f.Value
		}
		f.Claim, f.Others = v.said(f.Name, told)
	}
	return all
}

// valueOf is what a claim says, as people read it; empty where it says that nothing is
// there.
func valueOf(k contact.Claim) string {
	switch {
	case k.Value == nil:
		return ""
	case strings.HasPrefix(k.Field, contact.AttributePrefix):
		return contact.ValueText(json.RawMessage(*k.Value))
	}
	return *k.Value
}

// nameOf is the name that somebody gave the contact; empty while a number or username
// stands in for it.
func nameOf(c service.Contact) string {
	if contact.NameSource(c.NameSource).Fallback() {
		return ""
	}
	return c.DisplayName
}

func trimSlash(address string) string { return strings.TrimRight(address, "/") }

// IdentityLine is a name by which somebody is or was known.
type IdentityLine struct {
	contact.Identity
	Label string
	Ended bool
}

var identityLabels = map[contact.IdentityKind]string{
	contact.WaID: "Number", contact.UserID: "User id", contact.ParentUserID: "User id for the whole business",
}

// Alone reports whether the contact has no identity any more.
func (p ContactPage) Alone() bool { return p.WaID == nil && p.UserID == nil }

// identityLines are the identities of a contact, those that are valid first.
func identityLines(identities []contact.Identity) []IdentityLine {
	var valid, former []IdentityLine
	for _, i := range identities {
		line := IdentityLine{i, identityLabels[i.Kind], !i.ValidTo.IsZero()}
		if line.Ended {
			former = append(former, line)
		} else {
			valid = append(valid, line)
		}
	}
	return slices.Concat(valid, former)
}
