package web

import (
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Column is a column of the list of contacts. Its name is the heading that an export
// has for it.
type Column struct {
	Name, Label string
	Sort        contact.Sort // the order that its heading leads to; empty: none
	Chosen      bool
}

// columns are those that there are, in their order, besides the name, which every list
// has.
var columns = []Column{
	{Name: "phone", Label: "Number"},
	{Name: "channel", Label: "Channel"},
	{Name: "tags", Label: "Tags"},
	{Name: "source", Label: "Source"},
	{Name: "assignee", Label: "Assignee"},
	{Name: "last_conversed_at", Label: "Last conversed", Sort: contact.ByConversed},
	{Name: "created_at", Label: "Created", Sort: contact.ByCreated},
	{Name: "username", Label: "Username"},
	{Name: "user_id", Label: "User id"},
	{Name: "whatsapp_name", Label: "WhatsApp name"},
	{Name: "remarks", Label: "Remarks"},
	{Name: "ad_id", Label: "Ad"},
	{Name: contact.FieldConsent, Label: "Consent"},
	{Name: "opted_out_at", Label: "Opted out"},
	{Name: "first_message_at", Label: "First message"},
}

// usualColumns are those that are shown while nobody chose.
func (v *Visit) usualColumns(channel string) []string {
	usual := []string{"phone", "channel", "tags", "source", "assignee", "last_conversed_at", "created_at"}
	if channel != "" || len(v.Channels()) < 2 {
		usual = slices.DeleteFunc(usual, func(name string) bool { return name == "channel" })
	}
	return usual
}

// allColumns are those to choose from, with the chosen ones marked. What an address
// names that is none is left out.
func (v *Visit) allColumns(l Listing, attributes []service.Attribute) (all, shown []Column) {
	all = slices.Clone(columns)
	for _, a := range attributes {
		all = append(all, Column{Name: contact.AttributePrefix + a.Name, Label: a.Name})
	}
	chosen := l.Columns
	if chosen == nil {
		chosen = v.usualColumns(l.Filter.ChannelID)
	}
	for i := range all {
		all[i].Chosen = slices.Contains(chosen, all[i].Name)
	}
	for _, name := range chosen {
		if at := slices.IndexFunc(all, func(c Column) bool { return c.Name == name }); at >= 0 {
			shown = append(shown, all[at])
		}
	}
	return all, shown
}

// attributeColumn is the attribute that a column shows; empty if it shows none.
func (c Column) attributeColumn() string {
	name, _ := strings.CutPrefix(c.Name, contact.AttributePrefix)
	if name == c.Name {
		return ""
	}
	return name
}
