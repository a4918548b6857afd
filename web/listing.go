package web

import (
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// Listing is the list of contacts that an address asks for: everything about it is in
// the address, so that a link shows others the same.
type Listing struct {
	Filter  service.ContactFilter
	Columns []string // chosen ones; nil: the usual ones
	Cursor  string   // the page begins after it
	Before  string   // the page ends before it
	Start   int      // how many contacts stand before the page
	View    string   // the view that the list began as; empty: none

	Selection Selection
	Cleared   bool // who was selected is not any more: the filter is another one
}

// What the address of a list has besides a filter. The channel is that of the frame.
const (
	channelKey = "channel"
	columnsKey = "columns"
	cursorKey  = "cursor"
	beforeKey  = "before"
	startKey   = "start"
	viewKey    = "view"
	ofKey      = "of" // the mark of the filter of which somebody is selected
)

// postedListing is the list that a form was sent from.
func (v *Visit) postedListing() (Listing, error) {
	posted, err := v.Posted()
	if err != nil {
		return Listing{}, err
	}
	list, err := url.ParseQuery(posted.Get("list"))
	if err != nil {
		return Listing{}, &service.Error{Code: service.Malformed, Err: err, Message: "The list that was sent cannot be read. Open it again."}
	}
	return v.readListing(list)
}

// readListing reads the address of a list.
func (v *Visit) readListing(q url.Values) (Listing, error) {
	f, err := service.ReadContactFilter(q)
	if err != nil {
		return Listing{}, err
	}
	if f.ChannelID == "" {
		f.ChannelID = v.knownChannel(q.Get(channelKey))
	}
	l := Listing{Filter: f, Cursor: q.Get(cursorKey), Before: q.Get(beforeKey)}
	if l.Start, err = strconv.Atoi(q.Get(startKey)); err != nil || l.Start < 0 {
		l.Start = 0
	}
	if chosen := q.Get(columnsKey); chosen != "" {
		l.Columns = strings.Split(chosen, ",")
	}
	l.View = q.Get(viewKey)
	if of := q.Get(ofKey); of == l.filterMark() {
		l.Selection = readSelection(q)
	} else if of != "" {
		l.Cleared = true
	}
	return l, nil
}

// Values is the list as the query of an address, from its first page on.
func (l Listing) Values() url.Values {
	q := l.Filter.Values()
	if channel := q.Get("channel_id"); channel != "" {
		q.Del("channel_id")
		q.Set(channelKey, channel)
	}
	if l.Columns != nil {
		q.Set(columnsKey, strings.Join(l.Columns, ","))
	}
	if q.Get("zone") != "" && !l.hasDates() {
		q.Del("zone")
	}
	if l.View != "" {
		q.Set(viewKey, l.View)
	}
	return q
}

// Selected is the same with who is selected.
func (l Listing) Selected() url.Values {
	q := l.Values()
	if l.Selection.Any() {
		l.Selection.write(q)
		q.Set(ofKey, l.filterMark())
	}
	return q
}

// Marked is the same for what leads to another filter: there it is said that who was
// selected is not any more.
func (l Listing) Marked() url.Values {
	q := l.Values()
	if l.Selection.Any() {
		q.Set(ofKey, l.filterMark())
	}
	return q
}

// filterMark tells filters apart, whatever the order of the list is.
func (l Listing) filterMark() string {
	narrow := l.Filter
	narrow.Sort = ""
	if !l.hasDates() {
		narrow.Zone = ""
	}
	mark := fnv.New32a()
	mark.Write([]byte(narrow.Values().Encode()))
	return strconv.FormatUint(uint64(mark.Sum32()), 16)
}

// Here is the page of the list that is shown, as the query of an address, with who is
// selected.
func (l Listing) Here() url.Values { return l.at(l.Selected()) }

// Place is Here without that.
func (l Listing) Place() url.Values { return l.at(l.Values()) }

// at adds the page that is shown.
func (l Listing) at(q url.Values) url.Values {
	for name, value := range map[string]string{cursorKey: l.Cursor, beforeKey: l.Before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if l.Start > 0 {
		q.Set(startKey, strconv.Itoa(l.Start))
	}
	return q
}

func (l Listing) hasDates() bool {
	f := l.Filter
	return !f.CreatedAfter.IsZero() || !f.CreatedBefore.IsZero() || !f.ConversedAfter.IsZero() || !f.ConversedBefore.IsZero()
}

// onlySearched is the list without what narrows it besides what is searched for.
func (l Listing) onlySearched() service.ContactFilter {
	return service.ContactFilter{Query: l.Filter.Query}
}

// plainAddress writes the query that a form sent as links write it: without what is
// empty, days as times, an attribute under its own name. It reports whether that is
// another one.
func (v *Visit) plainAddress(sent url.Values) (q url.Values, changed bool) {
	q = url.Values{}
	for name, values := range sent {
		kept := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return strings.TrimSpace(value) == "" })
		if len(kept) > 0 {
			q[name] = kept
		}
		changed = changed || len(kept) < len(values)
	}
	take := func(name string) string {
		if !q.Has(name) {
			return ""
		}
		value := q.Get(name)
		q.Del(name)
		changed = true
		return value
	}
	for field, name := range map[string]string{"has_tags": "tag", "any_tags": "tag_any", "not_tags": "not_tag"} {
		for _, tag := range intake.SplitTags(take(field)) {
			if !contact.HasTag(q[name], tag) {
				q.Add(name, tag)
			}
		}
	}
	zone := v.Zone.String()
	for _, what := range []string{"created", "conversed"} {
		if day := take(what + "_from"); day != "" {
			q.Set(what+"_after", day)
			q.Set("zone", zone)
		}
		if day := take(what + "_to"); day != "" {
			if at, err := time.Parse(time.DateOnly, day); err == nil {
				day = at.AddDate(0, 0, 1).Format(time.DateOnly)
			}
			q.Set(what+"_before", day)
			q.Set("zone", zone)
		}
	}
	attribute, is, from, to := take("attribute"), take("attribute_is"), take("attribute_from"), take("attribute_to")
	if attribute != "" {
		name := contact.AttributeFilterPrefix + attribute
		for suffix, value := range map[string]string{"": is, ".gte": from, ".lte": to} {
			if value != "" {
				q.Set(name+suffix, value)
			}
		}
		if is+from+to == "" {
			q.Add("without", name)
		}
	}
	if chosen := q["column"]; len(chosen) > 0 {
		q.Del("column")
		q.Set(columnsKey, strings.Join(chosen, ","))
		if slices.Equal(chosen, v.usualColumns(q.Get(channelKey))) {
			q.Del(columnsKey)
		}
		changed = true
	}
	return q, changed
}

// address is a path of ours with a query.
func (s *Site) address(path string, q url.Values) string {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return s.url(path)
}
