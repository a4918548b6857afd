package web

import (
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// fewestDigits is how many digits of a number are asked about at least: fewer are a part of
// one.
const fewestDigits = 7

// whoHas adds to a list in which nobody is found who has, or had, the number that was looked
// for. A search finds the number that a contact is shown with; after a merge it may have two.
func (s *Site) whoHas(v *Visit, page *ContactsPage) {
	digits, isNumber := contact.Digits(page.Filter.Query)
	if len(page.Rows) > 0 || !isNumber || len(digits) < fewestDigits {
		return
	}
	trail, err := s.Service.Explain(v.Context(), v.Who, service.Question{Phone: page.Filter.Query, ChannelID: page.Filter.ChannelID})
	if err != nil {
		s.Log.WarnContext(v.Context(), "who has a number cannot be told", "error", err)
		return
	}
	for _, c := range trail.Contacts {
		page.Numbered = append(page.Numbered, ContactRow{Contact: c, Href: s.url("/app/contacts/" + c.ID.String())})
	}
}
