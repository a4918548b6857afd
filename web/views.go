package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// ViewLink is a view as the list of contacts leads to it.
type ViewLink struct {
	service.View
	Href    string
	Here    bool   // it is the one that is open
	By      string // who shares it, if somebody else does
	Changed bool   // what is shown is another filter, order or other columns
	Delete  string // where is sent that it goes
}

// Whose says whose it is, where it is somebody else's.
func (l ViewLink) Whose() string {
	if l.By == "" {
		return ""
	}
	return " of " + l.By
}

// viewName names a view in an address: two people may each have one of a slug.
func viewName(v service.View) string { return v.Owner + "/" + v.Slug }

// listingOf is the list that a view keeps.
func listingOf(view service.View) Listing {
	l := Listing{Filter: view.Filter, View: viewName(view)}
	if len(view.Columns) > 0 {
		l.Columns = view.Columns
	}
	return l
}

// listViews adds the views that there are. Where they cannot be read, the list is shown
// without them.
func (s *Site) listViews(v *Visit, page *ContactsPage) {
	views, err := s.Service.ListViews(v.Context(), v.Who)
	if err != nil {
		s.Log.WarnContext(v.Context(), "views cannot be listed", "error", err)
		return
	}
	for _, view := range views {
		kept := listingOf(view)
		link := ViewLink{View: view, Href: s.address("/app/contacts", kept.Values()), Here: page.Listing.View == viewName(view), Delete: s.url("/app/views/"+view.Slug+"/delete") + query(map[string]string{ownerKey: view.Owner})}
		if !view.Mine {
			link.By = v.ownerName(view.Owner)
		}
		if link.Here {
			link.Changed = page.Values().Encode() != kept.Values().Encode()
			open := link
			page.View = &open
		}
		page.Views = append(page.Views, link)
	}
}

// ownerName is what people call the owner of a view.
func (v *Visit) ownerName(owner string) string {
	if person, ok := strings.CutPrefix(owner, service.PersonName("")); ok {
		return v.personName(person)
	}
	return "an access token"
}

// viewFrom is a view of what a list shows.
func (v *Visit) viewFrom(l Listing, slug string) service.View {
	return service.View{Slug: slug, Name: v.Value("name"), Filter: l.Filter, Columns: l.Columns, Shared: v.Value("shared") == "true"}
}

// addView keeps what the list shows under a new name.
func (s *Site) addView(v *Visit) error {
	l, err := v.postedListing()
	if err != nil {
		return err
	}
	slug, err := s.freeSlug(v, v.Value("name"))
	if err != nil {
		return err
	}
	return s.keepView(v, l, v.viewFrom(l, slug))
}

// saveView changes one's own view to what the list shows.
func (s *Site) saveView(v *Visit) error {
	l, err := v.postedListing()
	if err != nil {
		return err
	}
	own, err := s.ownView(v)
	if err != nil {
		return err
	}
	in := v.viewFrom(l, own.Slug)
	if in.Name == "" { // the button beside the name saves the list alone
		in.Name, in.Shared = own.Name, own.Shared
	}
	return s.keepView(v, l, in)
}

// keepView keeps a view and leads to it; what is wrong is said on the list.
func (s *Site) keepView(v *Visit, l Listing, in service.View) error {
	kept, _, err := s.Service.PutView(v.Context(), v.Who, in)
	if err != nil {
		e := service.ErrorOf(err)
		if e.Code != service.InvalidValue {
			return err
		}
		said := e.Message
		if e.Field == "name" {
			said = "A view needs a name of up to 100 characters. Nothing was saved."
		}
		return v.Redirect(withQuery("/app/contacts", l.Values()), Flash{Text: said})
	}
	return v.Redirect(withQuery("/app/contacts", listingOf(kept).Values()), Flash{Text: fmt.Sprintf("The view %s is saved.", kept.Name)})
}

// ownerKey names in an address whose view is meant, where two have one of a slug.
const ownerKey = "owner"

// deleteView removes a view: one's own, and for admins one that somebody else shares. Who
// is on the list stays there.
func (s *Site) deleteView(v *Visit) error {
	view, err := s.Service.GetView(v.Context(), v.Who, v.PathValue("slug"), v.URL.Query().Get(ownerKey))
	if err != nil {
		return err
	}
	if err := s.Service.DeleteView(v.Context(), v.Who, view.Slug, view.Owner); err != nil {
		return err
	}
	l := listingOf(view)
	l.View = ""
	return v.Redirect(withQuery("/app/contacts", l.Values()), Flash{Text: fmt.Sprintf("The view %s is deleted.", view.Name)})
}

// ownView is the one of who asks that the path names.
func (s *Site) ownView(v *Visit) (service.View, error) {
	return s.Service.GetView(v.Context(), v.Who, v.PathValue("slug"), v.Who.Name)
}

// freeSlug makes a short name of a view's name, which none of one's own has.
func (s *Site) freeSlug(v *Visit, name string) (string, error) {
	views, err := s.Service.ListViews(v.Context(), v.Who)
	if err != nil {
		return "", err
	}
	taken := func(slug string) bool {
		return slices.ContainsFunc(views, func(v service.View) bool { return v.Mine && v.Slug == slug })
	}
	wanted := viewSlug(name)
	slug := wanted
	for n := 2; taken(slug); n++ {
		slug = fmt.Sprintf("%s-%d", wanted, n)
	}
	return slug, nil
}

// viewSlug makes a short name of a view's name.
func viewSlug(name string) string {
	slug := slugOf(contact.Fold(name))
	if slug == "" {
		return "view"
	}
	return slug[:min(len(slug), 48)] // which leaves room for a number
}

// withQuery is a path of ours with a query.
func withQuery(at string, q url.Values) string {
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}

// viewRoutes registers what forms do with views.
func (s *Site) viewRoutes() {
	s.page("POST /app/views", service.ContactsRead, s.addView)
	s.page("POST /app/views/{slug}", service.ContactsRead, s.saveView)
	s.page("POST /app/views/{slug}/delete", service.ContactsRead, s.deleteView)
}
