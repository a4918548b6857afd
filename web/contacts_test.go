package web_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/web/webtest"
)

// script is what somebody may write who wants to do harm.
const script = `<script>window.harm=1</script><img src=x onerror=window.harm=1>`

// harmless requires that nothing of script ran on the page.
func harmless(b *webtest.Browser) {
	b.T.Helper()
	b.Sees("<script>window.harm=1</script>")
	require.True(b.T, webtest.Value[bool](b, `window.harm === undefined && document.querySelector("img") === null`), "on %s", b.Path())
}

// wrote is a text message of somebody.
func wrote(id, waID, name, text string) demo.Message {
	return demo.Message{From: demo.Sender{WaID: waID, Name: name}, ID: id, At: time.Now().Add(-time.Minute), Type: "text", Body: demo.Text(text)}
}

func rows(b *webtest.Browser) int {
	b.T.Helper()
	return webtest.Value[int](b, `document.querySelectorAll("#list tbody tr").length`)
}

func TestTheListOfContacts(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	many := make([]demo.Message, 55)
	for i := range many {
		many[i] = wrote(fmt.Sprintf("wamid.%d", i), fmt.Sprintf("6012340%04d", i), fmt.Sprintf("Person %02d", i), "hello")
	}
	s.Receive(webtest.ShopNumber, many...)
	s.API(http.MethodPut, "/v1/attributes/city", map[string]any{"type": "string"})
	s.Enter("+60123456789", "Zoë Zain", map[string]any{"tags": []string{"vip", script}, "assignee": "ada", "attributes": map[string]any{"city": "Ipoh"}})
	s.Enter("+60123456790", script, map[string]any{"tags": []string{"vip"}})
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)

	b := s.SignedIn("ada")
	t.Run("shows a page, and leads to the next and back", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		b.Sees("57 contacts")
		require.Equal(t, 50, rows(b))
		b.Sees("1 to 50 of 57")
		b.Press("Next page")
		b.Until(func() bool { return rows(b) == 7 }, "the rest is shown")
		b.Sees("51 to 57 of 57")
		b.Press("Previous page")
		b.Until(func() bool { return rows(b) == 50 }, "the first page is shown again")
		b.Press("Next page")
		b.Until(func() bool { return rows(b) == 7 }, "the rest is shown")
		b.Press("First page")
		b.At("/app/contacts")
	})

	t.Run("searches while one types, and makes one entry in the history", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		before := webtest.Value[int](b, `history.length`)
		b.Run(press("/"))
		b.Until(func() bool { return b.Focused() == "q" }, "the search has the focus")
		b.Keys("zo")
		b.Until(func() bool { return rows(b) == 1 }, "one is found")
		b.Keys("ë z")
		b.Until(func() bool { return strings.Contains(b.Path(), "q=zo%C3%AB+z") }, "the address has what is typed")
		b.Sees("Zoë Zain")
		require.Equal(t, before+1, webtest.Value[int](b, `history.length`))
		require.Equal(t, "1 contact", webtest.Value[string](b, `document.querySelector("[data-said]").textContent`))
	})

	t.Run("finds a number as people write it, and says where else somebody is", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?q=012-345+6789")
		b.Sees("Zoë Zain")
		b.Open("/app/contacts?q=zain&channel=branch")
		b.Sees("Nobody found")
		b.Sees("1 in The shop")
		b.Sees("1 hidden by filters")
		b.Press("New contact “zain”")
		b.Sees("Number")
		require.Equal(t, "zain", webtest.Value[string](b, `document.querySelector("[name=display_name]").value`))
	})

	t.Run("shows filters as chips, says how many they hide, and takes them away one by one", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?tag=vip&assignee=ada&q=")
		b.At("/app/contacts?assignee=ada&tag=vip")
		b.Sees("1 contact · 2 filters are on; 56 more match without them.")
		b.Sees("Assignee: Name of ada")
		b.Click(`a.chip[href$="?tag=vip"]`)
		b.At("/app/contacts?tag=vip")
		b.Sees("2 contacts · 1 filter is on; 55 more match without it.")
		harmless(b)
	})

	t.Run("filters by form, whose days are days of the browser's zone", func(t *testing.T) {
		b.T = t
		b.Zone("Asia/Kuala_Lumpur")
		defer b.Zone("UTC")
		b.Open("/app/contacts")
		b.Open("/app/contacts?attribute=city&attribute_is=ipoh&created_from=2020-01-01&created_to=2020-12-31")
		b.At("/app/contacts?attr.city=ipoh&created_after=2020-01-01&created_before=2021-01-01&zone=Asia%2FKuala_Lumpur")
		b.Sees("Created 1 Jan 2020 to 31 Dec 2020")
		b.Sees("city: ipoh")
		require.Equal(t, "2020-12-31", webtest.Value[string](b, `document.querySelector("[name=created_to]").value`))
	})

	t.Run("sorts by the headings, and shows the chosen columns", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?column=attributes.city&column=tags")
		b.At("/app/contacts?columns=attributes.city%2Ctags")
		b.Press("Name")
		b.At("/app/contacts?columns=attributes.city%2Ctags&sort=name")
		b.Sees("city")
		require.Contains(t, webtest.Value[string](b, `document.querySelector("#list tbody tr").innerText`), "<script>")
		require.Equal(t, []string{"Name ↑", "city", "Tags"}, webtest.Value[[]string](b, `[...document.querySelectorAll("thead th")].map((h) => h.innerText)`))
	})

	t.Run("sorts where no heading does, and keeps what is searched for", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?columns=tags&sort=name")
		b.Fill("q", "person 0")
		b.Until(func() bool { return rows(b) == 10 }, "ten are found")
		b.Press("Sort")
		require.Equal(t, "By name", webtest.Value[string](b, `document.querySelector("[data-sorts] [aria-current]").innerText`))
		b.Press("Last conversed first")
		b.Until(func() bool { return strings.Contains(b.Path(), "sort=-conversed") }, "the list is in another order")
		require.Contains(t, b.Path(), "q=person+0")
		require.Equal(t, 10, rows(b))
	})

	t.Run("filters by several tags as a person writes them", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?tag=vip")
		b.Press("Filter")
		b.Fill("any_tags", "other, VIP")
		b.Press("Show these contacts")
		b.At("/app/contacts?tag=vip&tag_any=other&tag_any=VIP")
		b.Sees("2 contacts")
		b.Sees("One of the tags: other, VIP")
	})

	t.Run("goes from row to row by key, and back to the same row", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?tag=vip")
		b.Run(focus(`.table`))
		b.Keys("j")
		first := b.Focused()
		b.Keys("j")
		require.NotEqual(t, first, b.Focused())
		b.Keys("k\r")
		b.Sees("1 of 2")
		b.Press("Next")
		b.Sees("2 of 2")
		b.Click("nav.place a")
		b.Until(func() bool { return strings.HasPrefix(b.Path(), "/app/contacts?tag=vip#c-") }, "the list is open at the row")
		b.Keys("?")
		b.Sees("Single keys do something")
		b.Click("[data-keys-on]")
		b.Press("Close")
		b.Keys("n")
		require.True(t, strings.HasPrefix(b.Path(), "/app/contacts?tag=vip"))
		require.Equal(t, "yes", webtest.Value[string](b, `localStorage.getItem("contacts:keys-off")`))
		webtest.Value[bool](b, `localStorage.clear() === undefined`)
	})

	t.Run("exports exactly what is shown", func(t *testing.T) {
		s := s.In(t)
		got := page(t, s.Client("ada"), s.URL+"/app/contacts/export?tag=vip&sort=name&columns=phone,assignee,attributes.city&format=csv")
		require.Equal(t, []string{
			"display_name,phone,assignee,attributes.city", script + ",+60123456790,,", "Zoë Zain,+60123456789,ada,Ipoh",
		}, strings.Split(strings.TrimSpace(strings.NewReplacer("\ufeff", "", "'", "", "\r", "").Replace(got)), "\n"))
		all := page(t, s.Client("ada"), s.URL+"/app/contacts/export?tag=vip&format=csv&fields=all")
		require.Contains(t, all, "whatsapp_name")
	})

	t.Run("is small", func(t *testing.T) {
		s := s.In(t)
		require.Less(t, len(page(t, s.Client("ada"), s.URL+"/app/contacts")), 50<<10)
	})

	t.Run("works without scripts", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.NoScripts()
		b.Open("/app/contacts")
		b.Fill("q", "zoe")
		b.Press("Search")
		b.At("/app/contacts?q=zoe")
		b.Sees("1 contact")
		b.Press("Filter")
		b.Fill("has_tags", "other")
		b.Press("Show these contacts")
		b.Sees("Nobody found")
	})

	t.Run("shows who may only read no way to write", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("lin")
		b.Open("/app/contacts")
		b.Sees("57 contacts")
		b.Lacks("New contact")
		b.Open("/app/contacts/new")
		b.Sees("You may not do this")
	})
}

// page reads a page as a person's browser does.
func page(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	got, err := c.Do(req)
	require.NoError(t, err)
	defer got.Body.Close()
	read, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, got.StatusCode, "%s", read)
	return string(read)
}

func TestAListOfNobody(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	b := s.SignedIn("ada")
	b.Everywhere("/app/contacts", "contacts-empty")
	b.Sees("No contacts yet")
	b.Keys("n")
	b.At("/app/contacts/new")
}
