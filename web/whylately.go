package web

import (
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Passing is somebody of whom something came that made no contact.
type Passing struct {
	Who    string // a number or a user id
	Number bool
	Event  service.Event
}

// How many of the last events that were ignored are looked through, and how many people of
// them are shown.
const (
	lookedThrough = 50
	mostPassing   = 10
)

// lately are the people of whom something came lately that made no contact, each once.
func (s *Site) lately(v *Visit) (all []Passing, err error) {
	ignored := service.EventFilter{ChannelID: v.Channel(), Decision: string(contact.Ignored)}
	listed, err := s.Service.ListEvents(v.Context(), v.Who, ignored, service.Paging{Limit: lookedThrough})
	if err != nil {
		return nil, err
	}
	for _, e := range listed.Rows {
		who := contact.OrEmpty(e.Key)
		if who == "" || e.ContactID != nil || e.Source != string(contact.SourceMessage) || len(all) == mostPassing ||
			slices.ContainsFunc(all, func(p Passing) bool { return p.Who == who }) {
			continue
		}
		_, isNumber := contact.Digits(who)
		all = append(all, Passing{Who: who, Number: isNumber, Event: e})
	}
	return all, nil
}

// local reports whether numbers are read as of a default country where they have no country
// code: that of the channel, or the one that all channels have.
func (v *Visit) local() bool {
	channels := v.Channels()
	if chosen := v.Channel(); chosen != "" {
		channels = slices.DeleteFunc(slices.Clone(channels), func(c service.Channel) bool { return c.ID != chosen })
	}
	return service.CommonCountry(channels) != ""
}
