package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/web/webtest"
)

// throng is a site with 55 people, two of whom are tagged vip.
func throng(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	many := make([]demo.Message, 53)
	for i := range many {
		many[i] = wrote(fmt.Sprintf("wamid.%d", i), fmt.Sprintf("6012340%04d", i), fmt.Sprintf("Person %02d", i), "hello")
	}
	s.Receive(webtest.ShopNumber, many...)
	s.Enter("+60123456789", "Zoë Zain", map[string]any{"tags": []string{"vip", script}, "assignee": "ada"})
	s.Enter("+60123456790", script, map[string]any{"tags": []string{"vip"}})
	return s
}

// tick ticks the nth box of the list, from 0.
func tick(b *webtest.Browser, n int) {
	b.T.Helper()
	b.Until(func() bool { return rows(b) > n }, "row %d is there", n)
	webtest.Value[bool](b, fmt.Sprintf(`(document.querySelectorAll('#list input[name="n"]')[%d].click(), true)`, n))
}

func chosen(b *webtest.Browser) string {
	b.T.Helper()
	return webtest.Value[string](b, `document.querySelector("[data-chosen-words]")?.innerText ?? ""`)
}

func TestSelectingContacts(t *testing.T) {
	t.Parallel()
	s := throng(t)

	t.Run("says in words who is selected, and it survives paging and a look at a contact", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/contacts?sort=name")
		tick(b, 0)
		require.Equal(t, "1 selected on this page", chosen(b))
		b.Click("[data-chosen-page]")
		require.Equal(t, "50 selected on this page", chosen(b))
		b.Accessible()
		b.Press("Next page")
		b.Until(func() bool { return rows(b) == 5 }, "the rest is shown")
		require.Equal(t, "50 selected on other pages", chosen(b))
		tick(b, 1)
		require.Equal(t, "51 selected, 1 of them on this page", chosen(b))
		b.Click("#list tbody tr:nth-child(1) th a")
		b.Sees("51 of 55")
		b.Click("nav.place a")
		b.Until(func() bool { return rows(b) == 5 && chosen(b) == "51 selected, 1 of them on this page" }, "it is as it was left")
		b.Press("Previous page")
		b.Until(func() bool { return rows(b) == 50 }, "the first page is shown")
		require.Equal(t, "51 selected, 50 of them on this page", chosen(b))
	})

	t.Run("all that match, and all but one", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/contacts")
		b.Click("[data-chosen-page]")
		b.Press("Select all 55 that match")
		b.Until(func() bool { return chosen(b) == "All 55 selected" }, "all are")
		tick(b, 2)
		require.Equal(t, "All but 1 of 55 selected", chosen(b))
		b.Press("Next page")
		b.Until(func() bool { return rows(b) == 5 }, "the rest is shown")
		require.Equal(t, 5, webtest.Value[int](b, `document.querySelectorAll('#list input[name="n"]:checked').length`))
		b.Press("Tag")
		b.Sees("Tag 54 contacts")
		b.Sees("All but 1 contact, left out one by one.")
		b.Press("Back to the list")
		b.Press("Clear the selection")
		b.Until(func() bool { return chosen(b) == "" }, "nobody is")
	})

	t.Run("a changed filter clears it, and says so", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/contacts?tag=vip")
		tick(b, 0)
		b.Click("a.chip")
		b.Sees("Nobody is selected any more: the filter is another one.")
		require.Zero(t, webtest.Value[int](b, `document.querySelectorAll('#list input[name="n"]:checked').length`))
		tick(b, 3)
		b.Lacks("Nobody is selected any more")
		b.Fill("q", "person 1")
		b.Sees("Nobody is selected any more: the filter is another one.")
		b.Open("/app/contacts")
		tick(b, 0)
		b.Press("Columns")
		b.Click(`[name=column][value="remarks"]`)
		b.Press("Show these columns")
		b.Sees("Remarks")
		require.Equal(t, "1 selected on this page", chosen(b), "other columns are the same people")
	})

	t.Run("works without scripts, over pages", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.NoScripts()
		b.Open("/app/contacts?sort=name")
		b.Click(`#list input[name="n"]`)
		b.Press("Keep, and see the next page")
		b.Until(func() bool { return rows(b) == 5 }, "the rest is shown")
		require.Equal(t, "1 selected on other pages", chosen(b))
		b.Click(`#list input[name="n"]`)
		b.Press("Keep what is ticked")
		b.Until(func() bool { return chosen(b) == "2 selected, 1 of them on this page" }, "both are")
		b.Press("Assign")
		b.Sees("Assign 2 contacts")
		b.Press("Back to the list")
		b.Press("Select all 55 that match")
		b.Until(func() bool { return chosen(b) == "All 55 selected" }, "all are")
	})

	t.Run("exports who is selected, and nobody else", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("lin")
		b.Open("/app/contacts?sort=name&columns=phone")
		b.Lacks("Delete")
		b.Fill("q", "zo")
		b.Until(func() bool { return rows(b) == 1 }, "one is found")
		tick(b, 0)
		b.Press("Export selected")
		b.Until(func() bool { return strings.HasPrefix(b.Path(), "/app/jobs/new") }, "it is asked how")
		b.Sees("Export 1 contact")
		href := webtest.Value[string](b, `document.querySelector("main ul a").href`)
		got := page(t, s.Client("lin"), href)
		require.Equal(t, []string{"display_name,phone", "Zoë Zain,+60123456789"},
			strings.Split(strings.TrimSpace(strings.NewReplacer("\ufeff", "", "'", "", "\r", "").Replace(got)), "\n"))
	})

	t.Run("who may only read is not let change anybody", func(t *testing.T) {
		s := s.In(t)
		c := s.Client("lin")
		resp, _ := get(t, c, s.URL+"/app/jobs/new?do=delete&select=all&of=811c9dc5")
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		status, _ := posted(t, c, s.URL+"/app/jobs", "do=delete")
		require.Equal(t, http.StatusForbidden, status)
	})
}
