package web

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// Selection is who of a list is selected: contacts that were picked one by one, or all
// that the filter finds but some. It stands in the address of the list, and so survives
// paging, Back and signing in.
type Selection struct {
	All bool
	IDs []uuid.UUID // who was picked; with All, who was left out
}

// What the address of a list has of it.
const (
	selectKey = "select" // all
	pickKey   = "pick"   // the ids, each 16 bytes
)

// mostPicked is how many contacts are picked one by one: more would not fit into an
// address that every proxy lets through.
const mostPicked = 300

// Any reports whether somebody is selected.
func (s Selection) Any() bool { return s.All || len(s.IDs) > 0 }

// Has reports whether a contact of the list is selected.
func (s Selection) Has(id uuid.UUID) bool { return s.All != slices.Contains(s.IDs, id) }

func readSelection(q url.Values) Selection {
	return Selection{All: q.Get(selectKey) == "all", IDs: readIDs(q.Get(pickKey))}
}

func (s Selection) write(q url.Values) {
	if s.All {
		q.Set(selectKey, "all")
	}
	if len(s.IDs) > 0 {
		q.Set(pickKey, writeIDs(s.IDs))
	}
}

// readIDs reads what writeIDs writes, and nothing that is no such thing.
func readIDs(text string) (ids []uuid.UUID) {
	read, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(read)%16 != 0 {
		return nil
	}
	for one := range slices.Chunk(read, 16) {
		if id := uuid.UUID(one); !slices.Contains(ids, id) && len(ids) < mostPicked {
			ids = append(ids, id)
		}
	}
	return ids
}

// writeIDs writes ids as short as an address needs them.
func writeIDs(ids []uuid.UUID) string {
	var all []byte
	for _, id := range ids {
		all = append(all, id[:]...)
	}
	return base64.RawURLEncoding.EncodeToString(all)
}

// ticked is the selection after a page of the list was sent with these boxes ticked. It
// reports whether there was room for all of them.
func (s Selection) ticked(shown, ticked []uuid.UUID) (after Selection, fits bool) {
	after.All = s.All
	after.IDs = slices.DeleteFunc(slices.Clone(s.IDs), func(id uuid.UUID) bool { return slices.Contains(shown, id) })
	for _, id := range shown {
		if slices.Contains(ticked, id) != s.All {
			after.IDs = append(after.IDs, id)
		}
	}
	if fits = len(after.IDs) <= mostPicked; !fits {
		after.IDs = after.IDs[:mostPicked]
	}
	return after, fits
}

// chosen are the contacts of the selection, as a job takes them.
func (l Listing) chosen() (in service.NewJob) {
	if l.Selection.All {
		return service.NewJob{Filter: &l.Filter, Except: l.Selection.IDs}
	}
	return service.NewJob{IDs: l.Selection.IDs, SkipGone: true}
}

// chosenFilter are the same, as an export takes them.
func (l Listing) chosenFilter() service.ContactFilter {
	f := l.Filter
	if l.Selection.All {
		f.Except = l.Selection.IDs
	} else if l.Selection.Any() {
		f = service.ContactFilter{Sort: f.Sort, Only: l.Selection.IDs}
	}
	return f
}

// SelectionBar is what stands above the list about who of it is selected.
// assets/contacts.js says the same.
type SelectionBar struct {
	Any             bool
	Words           string
	List            string // the address of the page of the list, its query
	Shown, Mark     string
	Page            url.Values // the list with all of the page selected
	PageCount       int
	AllWords        string     // how many match
	All, Clear      url.Values // with all of them, and with nobody
	Previous, Next  string     // the queries of other pages
	Others, Picking int        // those of other pages that are picked or left out; the most
}

// Bar is that of the page.
func (p ContactsPage) Bar() (b SelectionBar) {
	var shown []uuid.UUID
	for _, row := range p.Rows {
		shown = append(shown, row.ID)
	}
	on := 0 // of those that stand on the page, how many are picked or left out
	for _, id := range p.Selection.IDs {
		if slices.Contains(shown, id) {
			on++
		}
	}
	b = SelectionBar{
		Any: p.Selection.Any(), List: p.Here().Encode(), Shown: writeIDs(shown), Mark: p.filterMark(), PageCount: len(shown),
		Others: len(p.Selection.IDs) - on, Picking: mostPicked,
	}
	if p.Count != nil {
		b.AllWords = number(p.Count.Contacts)
		if !p.Count.Exact {
			b.AllWords = "about " + b.AllWords
		}
	}
	b.Words = p.Selection.words(on, b.AllWords)
	with := func(s Selection) url.Values {
		l := p.Listing
		l.Selection = s
		return l.Here()
	}
	whole, _ := p.Selection.ticked(shown, shown)
	b.Page, b.All, b.Clear = with(whole), with(Selection{All: true}), with(Selection{})
	b.Previous, b.Next = queryIn(p.Pager.Previous), queryIn(p.Pager.Next)
	return b
}

// words says who is selected. on is how many of the ids stand on the page.
func (s Selection) words(on int, all string) string {
	n := len(s.IDs)
	switch {
	case s.All && n == 0 && all == "":
		return "All that match selected"
	case s.All && n == 0:
		return "All " + all + " selected"
	case s.All && all == "":
		return fmt.Sprintf("All but %s selected", number(n))
	case s.All:
		return fmt.Sprintf("All but %s of %s selected", number(n), all)
	case n == on:
		return number(n) + " selected on this page"
	case on == 0:
		return number(n) + " selected on other pages"
	}
	return fmt.Sprintf("%s selected, %s of them on this page", number(n), number(on))
}

// queryIn is the query of an address.
func queryIn(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RawQuery
}

// selectContacts takes in which boxes of a page of the list are ticked, and leads on: to
// what is to be done, to another page of the list, or back to the same.
func (s *Site) selectContacts(v *Visit) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	l, err := v.postedListing()
	if err != nil {
		return err
	}
	var ticked []uuid.UUID
	shown := readIDs(posted.Get("shown"))
	for _, given := range posted["n"] {
		if n, err := strconv.Atoi(given); err == nil && n >= 0 && n < len(shown) {
			ticked = append(ticked, shown[n])
		}
	}
	after, fits := l.Selection.ticked(shown, ticked)
	l.Selection = after
	said := Flash{}
	if !fits {
		said.Text = fmt.Sprintf("%d contacts can be picked one by one, and not all of these are. Select all that match, or narrow the filter.", mostPicked)
	}
	if do := v.Value("do"); do != "" && fits {
		q := l.Selected()
		q.Set("do", do)
		return v.Redirect("/app/jobs/new?"+q.Encode(), said)
	}
	if other, err := url.ParseQuery(posted.Get("go")); err == nil && len(other) > 0 {
		l.Cursor, l.Before = other.Get(cursorKey), other.Get(beforeKey)
		there, err := v.readListing(other)
		if err != nil {
			return err
		}
		l.Start = there.Start
	}
	return v.Redirect(withQuery("/app/contacts", l.Here()), said)
}
