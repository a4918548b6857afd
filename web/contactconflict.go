package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/luluchat/contacts/service"
)

// ConflictPage is an edit of what somebody else has changed meanwhile.
type ConflictPage struct {
	service.Contact
	Conflicts []Change
	Others    []Change // further changes of the same edit
	Tags      url.Values
	Save      string
	Back      string
}

// showConflict lets the person choose between both values.
func (s *Site) showConflict(v *Visit, c service.Contact, changes, conflicts []Change) error {
	path := "/app/contacts/" + c.ID.String()
	page := ConflictPage{
		Contact: c, Conflicts: conflicts, Save: s.address(path+"/edit", v.own()), Back: s.address(path, v.own()), Tags: url.Values{},
	}
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
	said := s.toldOf(v, told)
	for i := range page.Conflicts {
		page.Conflicts[i].By, _ = v.said(page.Conflicts[i].Field, said)
	}
}
