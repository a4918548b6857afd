package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

func TestViewsOfTheList(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("bob", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	s.Enter("+60123456781", "Aisyah", map[string]any{"tags": []string{"vip"}})
	s.Enter("+60123456782", "Kumar", nil)
	tabs := func(b *webtest.Browser) []string {
		return webtest.Value[[]string](b, `[...document.querySelectorAll("nav.views a")].map((a) => a.innerText)`)
	}
	name := "VIPs " + script

	b := s.SignedIn("ada")
	t.Run("a list is kept under a name, with filter, order and columns", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?tag=vip&sort=name&columns=phone%2Ctags")
		b.Press("Save view")
		b.Fill("name", name)
		b.Click("#keep [name=shared]")
		b.Press("Save as a new view")
		b.Sees("is saved.")
		harmless(b)
		b.Open("/app/contacts")
		require.Equal(t, []string{"All contacts", name}, tabs(b))
		b.Click("nav.views li:nth-child(2) a")
		b.Sees("1 contact")
		require.Equal(t, []string{"", "Name ↑", "Number", "Tags"}, webtest.Value[[]string](b, `[...document.querySelectorAll("#list thead tr > *")].map((h) => h.innerText)`))
		b.Lacks("changed:")
	})
	t.Run("a changed one can be saved, saved as new, and reset", func(t *testing.T) {
		b.T = t
		b.Open(b.Path() + "&assignee=ada")
		b.Sees("changed:")
		b.Everywhere(b.Path(), "contacts-view")
		b.Press("Reset")
		b.Sees("1 contact")
		b.Lacks("changed:")
		b.Open(b.Path() + "&wrote=false")
		b.Press("Save")
		b.Sees("is saved.")
		b.Lacks("changed:")
		b.Sees("Never wrote")
		b.Open(b.Path() + "&assignee=ada")
		b.Press("Save as new")
		b.Until(func() bool { return b.Focused() == "name" }, "the name is asked for")
		b.Keys("Of Ada")
		b.Press("Save as a new view")
		b.Sees("The view Of Ada is saved.")
		require.Equal(t, []string{"All contacts", "Of Ada", name}, tabs(b))
	})
	t.Run("others see what is shared, and cannot change it", func(t *testing.T) {
		o := s.In(t).SignedIn("bob")
		o.Open("/app/contacts")
		require.Equal(t, []string{"All contacts", name + " · Name of ada"}, tabs(o))
		o.Click("nav.views li:nth-child(2) a")
		o.Sees("1 contact")
		o.Open(o.Path() + "&assignee=bob")
		o.Sees("changed:")
		require.Zero(t, webtest.Value[int](o, `document.querySelectorAll(".changed form").length`), "no button to save it")
		o.Press("View")
		o.Lacks("Delete the view")
		o.Fill("name", name)
		o.Press("Save as a new view")
		o.Sees("is saved.")
		require.Len(t, tabs(o), 3, "one of his own, and hers beside it")
		status, _ := posted(t, s.In(t).Client("bob"), s.URL+"/app/views/of-ada/delete?owner=person/ada", "")
		require.Equal(t, http.StatusNotFound, status)
	})
	t.Run("is deleted, and the list stays", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		b.Press("Of Ada")
		b.Press("View")
		b.Press("Delete the view")
		b.Press("Delete Of Ada")
		b.Sees("The view Of Ada is deleted.")
		b.Sees("Assignee: Name of ada")
		require.Equal(t, []string{"All contacts", name}, tabs(b))
	})
	t.Run("that is shared is removed by an admin, and by nobody else", func(t *testing.T) {
		s := s.In(t)
		s.Person("root", nil, "admin")
		shared := s.API(http.MethodGet, "/v1/views", nil)["views"].([]any)[0].(map[string]any)
		status, _ := posted(t, s.Client("bob"), s.URL+"/app/views/"+shared["slug"].(string)+"/delete?owner=person/ada", "")
		require.Equal(t, http.StatusForbidden, status)
		r := s.SignedIn("root")
		r.NoScripts()
		r.Open("/app/contacts")
		r.Press(name)
		r.Press("View")
		r.Sees("Name of ada shares this view.")
		r.Press("Delete the view")
		r.Sees("Delete the view " + name + " of Name of ada?")
		r.Press("Delete VIPs")
		r.Sees("is deleted.")
		r.Sees("1 contact")
		require.Empty(t, s.API(http.MethodGet, "/v1/views", nil)["views"])
	})
	t.Run("works without scripts, for who may only read as well", func(t *testing.T) {
		o := s.In(t).SignedIn("lin")
		o.NoScripts()
		o.Open("/app/contacts?wrote=false")
		o.Press("Save view")
		o.Lacks("Others see it, too")
		o.Fill("name", "我的")
		o.Press("Save as a new view")
		o.Sees("The view 我的 is saved.")
		o.Open("/app/contacts?view=person%2Flin%2Fnothing")
		o.Sees("2 contacts")
	})
}
