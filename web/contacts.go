package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/luluchat/contacts/service"
)

// listedAtOnce is how many contacts a page of the list has.
const listedAtOnce = 50

// ContactsPage is the list of contacts.
type ContactsPage struct {
	Listing
	Rows       []ContactRow
	Chips      []Chip
	Shown      []Column
	All        []Column // to choose from
	Attributes []service.Attribute
	Count      *service.Count // nil: not counted in time
	Hidden     *service.Count // how many more match what is searched for without the filters
	Elsewhere  []Elsewhere    // where there are some if there is none here
	Numbered   []ContactRow   // who has the number that was looked for, if nobody is found
	Pager      ContactsPager
	Range      DayRanges
	Views      []ViewLink
	View       *ViewLink // the one that is open
}

// ContactRow is one contact of the list.
type ContactRow struct {
	service.Contact
	Href     string
	Selected bool
}

// Elsewhere is another channel in which somebody is found.
type Elsewhere struct {
	Name, Href string
	Count      service.Count
}

// ContactsPager leads to the other pages of the list.
type ContactsPager struct {
	First, Previous, Next string
	From, To              int // the contacts of this page, counted from the start; zero: nobody knows
}

// DayRanges are the days of the filters, as their fields have them.
type DayRanges struct{ CreatedFrom, CreatedTo, ConversedFrom, ConversedTo string }

// showContacts shows the list of contacts. A script that searches asks for the list
// alone.
func (s *Site) showContacts(v *Visit) error {
	if q, changed := v.plainAddress(v.URL.Query()); changed {
		http.Redirect(v.w, v.Request, s.address("/app/contacts", q), http.StatusSeeOther)
		return nil
	}
	l, err := v.readListing(v.URL.Query())
	if err != nil {
		return err
	}
	page, err := s.contactsPage(v, l)
	if err != nil {
		return err
	}
	if v.Header.Get("X-Requested-With") != "" {
		return v.Fragment("contacts", "list", page)
	}
	return v.Show("contacts", "Contacts", page)
}

func (s *Site) contactsPage(v *Visit, l Listing) (page ContactsPage, err error) {
	page = ContactsPage{Listing: l, Chips: v.chips(l), Range: rangesOf(l)}
	if page.Attributes, err = s.Service.ListAttributes(v.Context(), v.Who); err != nil {
		return page, err
	}
	page.All, page.Shown = v.allColumns(l, page.Attributes)
	found, err := s.listPage(v, &l)
	if err != nil {
		return page, err
	}
	page.Listing, page.Pager = l, s.contactsPager(l, found)
	s.listViews(v, &page)
	back := l.Place()
	for i, c := range found.Rows {
		q := url.Values{"n": {strconv.Itoa(l.Start + i + 1)}}
		if len(back) > 0 {
			q.Set("list", back.Encode())
		}
		page.Rows = append(page.Rows, ContactRow{c, s.address("/app/contacts/"+c.ID.String(), q), l.Selection.Has(c.ID)})
	}
	page.nameAd()
	s.countContacts(v, &page)
	s.whoHas(v, &page)
	return page, nil
}

// listPage reads a page of the list, forwards or backwards.
func (s *Site) listPage(v *Visit, l *Listing) (service.Page[service.Contact], error) {
	p := service.Paging{Limit: listedAtOnce, Cursor: l.Cursor}
	if l.Before == "" {
		return s.Service.ListContacts(v.Context(), v.Who, l.Filter, p)
	}
	p.Cursor = l.Before
	rows, err := s.Service.ListContactsBefore(v.Context(), v.Who, l.Filter, p)
	switch {
	case err != nil:
		return service.Page[service.Contact]{}, err
	case len(rows) < listedAtOnce: // the start of the list, which has a whole page
		l.Before, l.Cursor, l.Start = "", "", 0
		return s.Service.ListContacts(v.Context(), v.Who, l.Filter, service.Paging{Limit: listedAtOnce})
	}
	return service.Page[service.Contact]{Rows: rows, Next: service.ContactCursor(rows[len(rows)-1], l.Filter.Sort)}, nil
}

func (s *Site) contactsPager(l Listing, found service.Page[service.Contact]) (p ContactsPager) {
	at := func(cursor, before string, start int) string {
		there := l
		there.Cursor, there.Before, there.Start = cursor, before, max(start, 0)
		return s.address("/app/contacts", there.Here())
	}
	if found.Next != "" {
		p.Next = at(found.Next, "", l.Start+len(found.Rows))
	}
	if begins := l.Cursor == "" && l.Before == ""; begins || l.Start > 0 {
		p.From, p.To = l.Start+1, l.Start+len(found.Rows)
		if begins {
			return p
		}
	}
	p.First = at("", "", 0)
	if len(found.Rows) > 0 && l.Start > 0 {
		p.Previous = at("", service.ContactCursor(found.Rows[0], l.Filter.Sort), l.Start-listedAtOnce)
	}
	return p
}

// countContacts counts what is found, and what the filters hide. A count that takes too
// long is left out: the list is there without it.
func (s *Site) countContacts(v *Visit, page *ContactsPage) {
	count := func(f service.ContactFilter) *service.Count {
		n, err := s.Service.CountForPage(v.Context(), v.Who, f)
		if err != nil {
			return nil
		}
		return &n
	}
	allHere, filtered := page.Cursor == "" && page.Before == "" && page.Pager.Next == "", len(page.Chips) > 0
	var all *service.Count
	switch {
	case filtered && !allHere:
		if found, wider, err := s.Service.CountBothForPage(v.Context(), v.Who, page.Filter); err == nil {
			page.Count, all = &found, &wider
		} else {
			page.Count = count(page.Filter)
		}
	case !allHere:
		page.Count = count(page.Filter)
	default:
		page.Count = &service.Count{Contacts: int64(len(page.Rows)), Exact: true}
		if filtered {
			all = count(page.onlySearched())
		}
	}
	if page.Count == nil {
		return
	}
	if all != nil {
		page.Hidden = &service.Count{Contacts: max(all.Contacts-page.Count.Contacts, 0), Exact: all.Exact && page.Count.Exact}
	}
	if page.Count.Contacts == 0 && page.Filter.Query != "" && page.Filter.ChannelID != "" && (all == nil || all.Contacts > 0) {
		s.elsewhere(v, page)
	}
}

// elsewhere counts who is found in other channels.
func (s *Site) elsewhere(v *Visit, page *ContactsPage) {
	found, all, err := s.Service.CountByChannelForPage(v.Context(), v.Who, page.onlySearched())
	if err != nil {
		return
	}
	for _, c := range v.Channels() {
		n := service.Count{Contacts: found[c.ID], Exact: true}
		if !all { // so many that each channel is counted by itself
			if n, err = s.Service.CountForPage(v.Context(), v.Who, service.ContactFilter{Query: page.Filter.Query, ChannelID: c.ID}); err != nil {
				continue
			}
		}
		if n.Contacts > 0 && c.ID != page.Filter.ChannelID {
			q := url.Values{"q": {page.Filter.Query}, channelKey: {c.ID}}
			page.Elsewhere = append(page.Elsewhere, Elsewhere{Name: c.Name, Href: s.address("/app/contacts", q), Count: n})
		}
	}
}
