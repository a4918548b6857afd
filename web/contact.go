package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// toldAtOnce is how many messages or events the page of a contact tells at once.
const toldAtOnce = 30

// ContactPage is one contact.
type ContactPage struct {
	service.Contact
	Fields     []ContactField
	Empty      []ContactField // that nobody gave
	Identities []IdentityLine
	Show       string // which of shows is open
	Shows      []Show
	Messages   []MessageLine
	Events     []EventLine
	Earlier    string // leads to what was before; empty: nothing
	Newest     string // leads back to what is newest; empty: it is shown
	List       *ListPlace
	History    string // its workflow in the Temporal UI
	EditAll    string
	Save       string // where its forms are sent
	Remove     string
	// KeepsOptOut says that an opt-out outlives the deletion.
	KeepsOptOut bool
	Known       string // leads to where identities are put right
	Merge       string // leads to a merge with another contact
	Alike       []AlikeLine
	Apart       []AlikeLine // who is not the same person, as somebody said
	Merged      []MergedLine
}

// Show is one view of what happened with a contact.
type Show struct {
	Name, Label, Href string
	Open              bool
}

// ListPlace is where a contact stands in the list from which it was opened.
type ListPlace struct {
	Back, Previous, Next string
	N                    int
	Count                *service.Count
}

// What happened can be shown as messages, changes or all decisions.
const (
	showMessages  = "messages"
	showChanges   = "changes"
	showDecisions = "decisions"
)

func (s *Site) showContact(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	if c.ID.String() != v.PathValue("id") { // it was merged into another one
		http.Redirect(v.w, v.Request, s.address("/app/contacts/"+c.ID.String(), v.URL.Query()), http.StatusSeeOther)
		return nil
	}
	page, err := s.contactPage(v, c)
	if err != nil {
		return err
	}
	return v.Show("contact", c.DisplayName, page)
}

// contactOf reads the contact that the path names.
func (s *Site) contactOf(v *Visit) (service.Contact, error) {
	id, err := uuid.Parse(v.PathValue("id"))
	if err != nil {
		return service.Contact{}, &service.Error{Code: service.NotFound, Message: "There is no such contact: the address is not whole."}
	}
	return s.Service.GetContact(v.Context(), v.Who, id)
}

// own are the parts of a contact's address that its forms and links keep: the list from
// which it was opened.
func (v *Visit) own() url.Values {
	q, kept := v.URL.Query(), url.Values{}
	for _, name := range []string{"list", "n"} {
		if q.Get(name) != "" {
			kept[name] = q[name]
		}
	}
	return kept
}

func (s *Site) contactPage(v *Visit, c service.Contact) (page ContactPage, err error) {
	path := "/app/contacts/" + c.ID.String()
	page = ContactPage{
		Contact: c, History: s.historyURL(service.ContactWorkflow(c), ""), EditAll: s.address(path+"/edit", v.own()),
		Save: s.address(path+"/edit", v.own()), Remove: s.address(path+"/delete", v.own()),
		KeepsOptOut: s.KeepsOptOuts,
		Known:       s.address(path+"/known", v.own()), Merge: s.address(path+"/merge", v.own()),
	}
	told, err := s.tell(v, &page)
	if err != nil {
		return page, err
	}
	definitions, err := s.Service.ListAttributes(v.Context(), v.Who)
	if err != nil {
		return page, err
	}
	for _, f := range v.fieldsOf(c, s.toldOf(v, told), definitions) {
		if f.Value == "" && f.Name != contact.FieldDisplayName && f.Name != contact.FieldRemarks && f.Name != contact.FieldAssignee {
			page.Empty = append(page.Empty, f)
		} else {
			page.Fields = append(page.Fields, f)
		}
	}
	page.Identities = identityLines(told.Identities)
	if err := s.alike(v, &page, told.Merges); err != nil {
		return page, err
	}
	page.List = s.listPlace(v, c)
	return page, nil
}

// listPlace is where the contact stands in the list that the address names; nil if it
// names none. What cannot be read of that list is left out.
func (s *Site) listPlace(v *Visit, c service.Contact) *ListPlace {
	given := v.URL.Query().Get("list")
	n, err := strconv.Atoi(v.URL.Query().Get("n"))
	if err != nil || n < 1 {
		return nil
	}
	q, err := url.ParseQuery(given)
	if err != nil {
		return nil
	}
	l, err := v.readListing(q)
	if err != nil {
		return nil
	}
	place := &ListPlace{N: n, Back: s.address("/app/contacts", l.Place()) + "#c-" + c.ID.String()}
	if found, err := s.Service.CountForPage(v.Context(), v.Who, l.Filter); err == nil {
		place.Count = &found
	}
	beside, err := s.Service.ContactNeighbours(v.Context(), v.Who, l.Filter, c)
	if err != nil {
		return place
	}
	to := func(other *service.Contact, n int) string {
		if other == nil || n < 1 {
			return ""
		}
		return s.address("/app/contacts/"+other.ID.String(), url.Values{"list": {given}, "n": {strconv.Itoa(n)}})
	}
	place.Previous, place.Next = to(beside.Before, n-1), to(beside.After, n+1)
	return place
}

// historyURL leads to a workflow in the Temporal UI, or to one run of it.
func (s *Site) historyURL(workflowID, runID string) string {
	link := trimSlash(s.UIURL) + "/namespaces/" + url.PathEscape(s.Namespace) + "/workflows/" + url.PathEscape(workflowID)
	if runID != "" {
		link += "/" + url.PathEscape(runID) + "/history"
	}
	return link
}
