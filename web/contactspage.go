package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/luluchat/contacts/contact"
)

// dayBefore is the day before one.
func dayBefore(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.AddDate(0, 0, -1).Format(time.DateOnly)
}

func rangesOf(l Listing) (r DayRanges) {
	q := l.Filter.Values()
	day := func(name string, last bool) string {
		given := q.Get(name)
		if len(given) != len("2006-01-02") {
			return ""
		}
		if last {
			return dayBefore(given)
		}
		return given
	}
	return DayRanges{day("created_after", false), day("created_before", true), day("conversed_after", false), day("conversed_before", true)}
}

// nameAd has the chip of an ad say what people read on the ad, as who came by it tells.
func (p ContactsPage) nameAd() {
	for _, row := range p.Rows {
		if r := row.Referral; r != nil && r.SourceID == p.Filter.AdID && r.Headline != "" {
			for i, chip := range p.Chips {
				if chip.Text == adChip(r.SourceID) {
					p.Chips[i].Text = "Ad: " + r.Headline
				}
			}
			return
		}
	}
}

// Icons are those of the sources in the list, each once.
func (p ContactsPage) Icons() (names []string) {
	for _, row := range p.Rows {
		if name := sourceIcon(row.Source); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Sorted is the list in the order of a column, from its start.
func (p ContactsPage) Sorted(by contact.Sort) url.Values {
	l := p.Listing
	l.Filter.Sort = by
	if by == contact.ByCreated {
		l.Filter.Sort = ""
	}
	return l.Selected()
}

// Sorts are the orders of a list, as people call them.
func (p ContactsPage) Sorts() []Column {
	return []Column{
		{Label: "Newest first", Sort: contact.ByCreated}, {Label: "Last conversed first", Sort: contact.ByConversed}, {Label: "By name", Sort: contact.ByName},
	}
}

// By reports whether the list is in an order.
func (p ContactsPage) By(by contact.Sort) bool {
	return p.Filter.Sort == by || p.Filter.Sort == "" && by == contact.ByCreated
}

// Unfiltered is the list without its filters.
func (p ContactsPage) Unfiltered() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"q": p.Filter.Query, ofKey: p.Marked().Get(ofKey)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// Kept are the parts of the address that a form keeps which has certain fields itself.
func (p ContactsPage) Kept(fields ...string) (kept []Kept) {
	own := map[string]bool{}
	for _, name := range fields {
		own[name] = true
	}
	all := p.Marked()
	if own["column"] { // which changes no filter
		all = p.Selected()
	}
	for name, values := range all {
		for _, value := range values {
			if !own[name] {
				kept = append(kept, Kept{name, value})
			}
		}
	}
	return kept
}

// Kept is a part of an address.
type Kept struct{ Name, Value string }

// Exported is the address of an export of the list.
func (p ContactsPage) Exported(format, fields string) string {
	q := p.Values()
	q.Set("format", format)
	if fields != "" {
		q.Set("fields", fields)
	}
	return "/app/contacts/export?" + q.Encode()
}

// Columned is what the list's columns are called in an export.
func (p ContactsPage) Columned() (names []string) {
	names = []string{contact.FieldDisplayName}
	for _, c := range p.Shown {
		names = append(names, c.Name)
	}
	return names
}
