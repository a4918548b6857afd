package web

import (
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// QuarantinePage is what could not be decided, or what a person left as no contact.
type QuarantinePage struct {
	Left   bool // what was left is shown
	Groups []service.QuarantineGroup
	Chosen *service.QuarantineGroup // whose events alone are listed
	Total  int64
	Aside  int64 // how many are in the other list
	Events []service.Event
	Pager  Pager
	Job    *service.Job // which decides some of them again
	Wrong  string       // the form that has something wrong
	// Numbers are those that no channel has, by their phone_number_id, as far as webhooks
	// told them.
	Numbers map[string]string
}

const quarantineTitle = "Needs a look"

func (s *Site) quarantineRoutes() {
	s.page("GET /app/quarantine", service.ContactsRead, s.showQuarantine)
	s.page("POST /app/quarantine", service.ContactsWrite, s.doWithQuarantine)
}

// quarantineBadge counts what needs a look, for who can do something about it. It costs
// one statement, which reads no event and no more than it counts.
func (s *Site) quarantineBadge(v *Visit) int {
	if !v.May(service.ContactsWrite) {
		return 0
	}
	n, err := s.Service.CountQuarantine(v.Context(), v.Who, v.Channel())
	if err != nil {
		return 0 // the page itself says why
	}
	return n
}

// eventsAtOnce is how many events stand on a page, each with its forms.
const eventsAtOnce = 20

func (s *Site) quarantinePage(v *Visit) (page QuarantinePage, err error) {
	query := v.URL.Query()
	counted, err := s.Service.GetQuarantine(v.Context(), v.Who, v.Channel())
	if err != nil {
		return page, err
	}
	filter := service.EventFilter{ChannelID: v.Channel(), Decision: string(contact.Quarantined)}
	other := counted.Dismissed
	page.Groups = counted.Groups
	if page.Left = query.Get("left") != ""; page.Left {
		page.Groups, other = counted.Dismissed, counted.Groups
		filter.Decision, filter.Dismissed = "", true
	}
	for i, g := range page.Groups {
		if page.Total += g.Events; g.Reason == query.Get("reason") {
			page.Chosen, filter.Reason = &page.Groups[i], g.Reason
		}
	}
	for _, g := range other {
		page.Aside += g.Events
	}
	if id, err := uuid.Parse(query.Get("job")); err == nil {
		if job, err := s.Service.GetJob(v.Context(), v.Who, id); err == nil {
			page.Job = &job
		}
	}
	listed, err := s.Service.ListEvents(v.Context(), v.Who, filter, service.Paging{Limit: eventsAtOnce, Cursor: query.Get("cursor")})
	if err != nil {
		return page, err
	}
	page.Events = listed.Rows
	if page.Numbers, err = s.strangeNumbers(v, page.Events); err != nil {
		return page, err
	}
	if query.Get("cursor") != "" {
		page.Pager.First = s.address("/app/quarantine", v.looks())
	}
	if listed.Next != "" {
		next := v.looks()
		next.Set(cursorKey, listed.Next)
		page.Pager.Next = s.address("/app/quarantine", next)
	}
	return page, nil
}

// strangeNumbers are the numbers that events of unknown channels are of, for who can add a
// channel for them.
func (s *Site) strangeNumbers(v *Visit, events []service.Event) (map[string]string, error) {
	unknown := slices.ContainsFunc(events, func(e service.Event) bool { return contact.OrEmpty(e.Reason) == string(contact.UnknownChannel) })
	if !unknown {
		return nil, nil
	}
	w, err := s.webhook(v)
	if err != nil || w == nil {
		return nil, err
	}
	numbers := map[string]string{}
	for _, n := range w.Strange {
		if n.DisplayPhoneNumber != "" {
			numbers[n.PhoneNumberID] = phone(n.DisplayPhoneNumber)
		}
	}
	return numbers, nil
}

func (s *Site) showQuarantine(v *Visit) error {
	page, err := s.quarantinePage(v)
	if err != nil {
		return err
	}
	return v.Show("quarantine", quarantineTitle, page)
}

// Done is how many events a job has gone through.
func (p QuarantinePage) Done() int64 { return p.Job.Total - p.Job.Pending }

// looks is the list that is shown, as the query of an address, from its first page on.
func (v *Visit) looks() url.Values {
	q := url.Values{}
	for _, name := range []string{channelKey, whyField, "left", "job"} {
		if value := v.URL.Query().Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// List is the address of the list of a reason, or of all; with left of what was left.
func (p QuarantinePage) List(v *Visit, reason string, left bool) string {
	q := v.looks()
	q.Del("job")
	q.Del("left")
	if q.Set(whyField, reason); reason == "" {
		q.Del(whyField)
	}
	if left {
		q.Set("left", "1")
	}
	return v.site.address("/app/quarantine", q)
}

// Here is the address of the list that is shown.
func (p QuarantinePage) Here(v *Visit) string { return v.site.address("/app/quarantine", v.looks()) }

// Delete is the address of the form that takes the words out of an event.
func (p QuarantinePage) Delete(v *Visit, e service.Event) string {
	q := v.looks()
	q.Set("do", "delete")
	q.Set("of", e.ID.String())
	return v.site.address("/app/quarantine", q)
}

// MendField is a field of one of the forms of the page, with what is wrong with it.
func (p QuarantinePage) MendField(form Form, of, name, label, hint string) Field {
	f := Field{Name: name, Label: label, Hint: hint, Type: "text"}
	if p.Wrong == of {
		f.Value, f.Error = form.Values.Get(name), form.Error(name)
	}
	return f
}
