package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// ConflictPage is an edit of what somebody else has changed meanwhile.
type ConflictPage struct {
	service.Contact
	Conflicts []Change
	Others    []Change // further changes of the same edit
	Tags      url.Values
	Save      string
}

// showConflict lets the person choose between both values.
func (s *Site) showConflict(v *Visit, c service.Contact, changes, conflicts []Change) error {
	page := ConflictPage{Contact: c, Conflicts: conflicts, Save: s.address("/app/contacts/"+c.ID.String()+"/edit", v.own()), Tags: url.Values{}}
	for _, one := range changes {
		if !slices.ContainsFunc(conflicts, func(k Change) bool { return k.Field == one.Field }) {
			page.Others = append(page.Others, one)
		}
	}
	for _, name := range []string{"tags", was + "tags", "add_tags", "remove_tag"} {
		if v.posted.Has(name) {
			page.Tags[name] = v.posted[name]
		}
	}
	s.whoChanged(v, &page)
	return v.show(http.StatusConflict, "contact-conflict", "Changed by somebody else", page)
}

// whoChanged adds who made the fields what they are now. Where that cannot be read the
// choice is shown without it.
func (s *Site) whoChanged(v *Visit, page *ConflictPage) {
	told, err := s.Service.ReadTimeline(v.Context(), v.Who, page.ID, service.Paging{Limit: toldAtOnce})
	if err != nil {
		return
	}
	for i := range page.Conflicts {
		k := &page.Conflicts[i]
		k.By, _ = v.said(k.Field, told.Claims)
		best, found := contact.Strongest(told.Claims, k.Field)
		for _, e := range told.Events.Rows {
			if by := v.callerName(e.By()); found && e.ID == best.EventID && by != "" && k.By != nil {
				k.By.By = "by " + by
			}
		}
	}
}
