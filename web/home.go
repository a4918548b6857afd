package web

import (
	"github.com/luluchat/contacts/service"
)

// HomePage is what home shows.
type HomePage struct {
	Channels int
	Contacts string // how many, up to a page
	Look     string // events that need a look
	Imports  string // under way
}

// showHome shows how much there is of what who asks may see.
func (s *Site) showHome(v *Visit) error {
	page := HomePage{Channels: len(v.Channels())}
	if v.May(service.ContactsRead) {
		contacts, err := s.Service.ListContacts(v.Context(), v.Who, service.ContactFilter{ChannelID: v.Channel()}, service.Paging{Limit: 100})
		if err != nil {
			return err
		}
		events, err := s.Service.ListEvents(v.Context(), v.Who, service.EventFilter{ChannelID: v.Channel(), Decision: "quarantined"}, service.Paging{Limit: 100})
		if err != nil {
			return err
		}
		page.Contacts, page.Look = upTo(contacts), upTo(events)
	}
	if v.May(service.Imports) {
		imports, err := s.Service.ListImports(v.Context(), v.Who, "", service.Paging{Limit: 100})
		if err != nil {
			return err
		}
		page.Imports = upTo(imports)
	}
	return v.Show("home", "Home", page)
}

// upTo writes how many rows there are on a page that may not be the last.
func upTo[Row any](p service.Page[Row]) string {
	if p.Next != "" {
		return number(len(p.Rows)) + "+"
	}
	return number(len(p.Rows))
}
