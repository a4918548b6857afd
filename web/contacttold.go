package web

import (
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// tell fills in what happened with the contact, in the view that the address names, and
// returns where its values come from.
func (s *Site) tell(v *Visit, page *ContactPage) (service.Timeline, error) {
	path, q := "/app/contacts/"+page.ID.String(), v.URL.Query()
	page.Show = q.Get("show")
	if page.Show != showChanges && page.Show != showDecisions {
		page.Show = showMessages
	}
	at := func(show, cursor string) string {
		there := v.own()
		if show != showMessages {
			there.Set("show", show)
		}
		if cursor != "" {
			there.Set(cursorKey, cursor)
		}
		return s.address(path, there) + "#told"
	}
	for _, show := range []Show{{Name: showMessages, Label: "Messages"}, {Name: showChanges, Label: "Changes"}, {Name: showDecisions, Label: "Decisions"}} {
		show.Href, show.Open = at(show.Name, ""), show.Name == page.Show
		page.Shows = append(page.Shows, show)
	}
	cursor := q.Get(cursorKey)
	if cursor != "" {
		page.Newest = at(page.Show, "")
	}
	paging := service.Paging{Limit: toldAtOnce, Cursor: cursor}
	first := service.Paging{Limit: toldAtOnce}
	if page.Show == showDecisions {
		first = paging
	}
	told, err := s.Service.ReadTimeline(v.Context(), v.Who, page.ID, first)
	if err != nil {
		return told, err
	}
	next := told.Events.Next
	switch page.Show {
	case showMessages:
		found, err := s.Service.ListMessages(v.Context(), v.Who, page.ID, paging)
		if err != nil {
			return told, err
		}
		next = found.Next
		for _, m := range found.Rows {
			page.Messages = append(page.Messages, s.messageLine(m))
		}
	case showChanges:
		found, err := s.Service.ListEvents(v.Context(), v.Who, service.EventFilter{ContactID: page.ID, Decision: string(contact.Updated)}, paging)
		if err != nil {
			return told, err
		}
		next = found.Next
		page.Events = v.eventLines(found.Rows)
	default:
		page.Events = v.eventLines(told.Events.Rows)
	}
	if next != "" {
		page.Earlier = at(page.Show, next)
	}
	slices.Reverse(page.Events) // the newest stands last, as in a conversation
	return told, nil
}
