package web

import (
	"net/url"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// showWhyName lists whom a name may mean. A name is nothing that arrives have to have:
// whoever is not found by it may be by the number.
func (s *Site) showWhyName(v *Visit, page WhyPage) error {
	page.ByName = true
	found, err := s.Service.ListContacts(v.Context(), v.Who, service.ContactFilter{ChannelID: v.Channel(), Query: page.Asked}, service.Paging{Limit: 20})
	if err != nil {
		return err
	}
	if page.Unclear, err = s.unclear(v, page.Asked); err != nil {
		return err
	}
	if len(found.Rows)+len(page.Unclear) == 0 { // not all ids of messages begin as WhatsApp's do
		trail, err := s.orElse(v, service.Explanation{}, service.Question{MessageID: page.Asked, ChannelID: v.Channel()})
		if err != nil {
			return err
		}
		if trail.Found {
			page.ByName = false
			return s.showTrail(v, page, trail)
		}
	}
	if len(page.Unclear) > 0 {
		s.unclearStep(&page, v.page("", nil).LookAt(page.Unclear[0]))
	}
	if page.Named = found.Rows; len(page.Named)+len(page.Unclear) == 0 {
		page.add("People’s names on WhatsApp are often others than you know. Ask by the phone number: it finds whatever has arrived.", "", "")
		page.adds(s.everyChannel(v))
		page.add("Clicks on an ad are not messages: whoever only opened the chat has not told their name, and is no contact yet.", "", "")
		page.adds(s.leadAds(v))
		page.adds(s.byHand(v))
	}
	return v.Show("why", whyTitle, page)
}

// unclearStep leads to the newest of what has the name in it.
func (s *Site) unclearStep(page *WhyPage, at string) {
	switch {
	case at == "":
	case page.Unclear[0].Dismissal != nil:
		page.add("Somebody said that something with this name makes no contact. That can be taken back.", "See what was left", at)
	default:
		page.add("Something with this name could not be decided, and a person can mend it.", "See what needs a look", at)
	}
}

// mostUnclear is how many events are shown that have a name in them.
const mostUnclear = 5

// unclear are events that need a look, or were left as no contact, and in which somebody
// wrote a name: whoever they are of is no contact, and is asked for by that name. The newest
// alone are looked through.
func (s *Site) unclear(v *Visit, name string) (found []service.Event, err error) {
	wanted := contact.Fold(name)
	if wanted == "" { // signs alone
		return nil, nil
	}
	for _, filter := range []service.EventFilter{{Decision: string(contact.Quarantined)}, {Dismissed: true}} {
		filter.ChannelID = v.Channel()
		listed, err := s.Service.ListEvents(v.Context(), v.Who, filter, service.Paging{Limit: lookedThrough})
		if err != nil {
			return nil, err
		}
		for _, e := range listed.Rows {
			if len(found) < mostUnclear && names(e, wanted) {
				found = append(found, e)
			}
		}
	}
	return found, nil
}

// names reports whether an event has a name in it, which is folded: that of who wrote, or
// one that was answered.
func names(e service.Event, wanted string) bool {
	if strings.Contains(contact.Fold(e.Person().ProfileName), wanted) {
		return true
	}
	content := service.ContentOf(e)
	if content == nil {
		return false
	}
	for _, answer := range content.Answers {
		if strings.Contains(contact.Fold(answer.Value), wanted) {
			return true
		}
	}
	return false
}

// lookAt is the address at which an event stands that needs a look, or was left.
func (s *Site) lookAt(e service.Event) string {
	q := url.Values{whyField: {contact.OrEmpty(e.Reason)}}
	if e.Dismissal != nil {
		q = url.Values{whyField: {e.Dismissal.Was}, "left": {"1"}}
	}
	return s.address("/app/quarantine", q) + "#e-" + e.ID.String()
}

// LookAt is where an event can be put right, for who sees that page.
func (p *Page) LookAt(e service.Event) string {
	if !p.Reaches("/app/quarantine") || e.Dismissal == nil && contact.OrEmpty(e.Decision) != string(contact.Quarantined) {
		return ""
	}
	return p.Visit.site.lookAt(e)
}
