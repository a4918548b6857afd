package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// TestTypingInTheSearch is what must not happen while somebody types.
func TestTypingInTheSearch(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	many := make([]demo.Message, 52)
	for i := range many {
		many[i] = wrote(fmt.Sprintf("wamid.%d", i), fmt.Sprintf("6012340%04d", i), fmt.Sprintf("Person %02d", i), "hello")
	}
	s.Receive(webtest.ShopNumber, many...)
	s.Enter("+60123456789", "Zoë Zain", nil)
	b := s.SignedIn("ada")

	t.Run("the last four digits are enough", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts?q=6789")
		b.Sees("Zoë Zain")
		require.Equal(t, 1, rows(b))
	})
	t.Run("another order begins at the first page", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		b.Press("Next page")
		b.Until(func() bool { return rows(b) == 3 }, "the rest is shown")
		b.Press("Name")
		b.At("/app/contacts?sort=name")
		require.Equal(t, 50, rows(b))
	})
	t.Run("nothing is sent while a word is being composed", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		webtest.Value[bool](b, `(() => {
			window.asked = 0;
			const before = window.fetch;
			window.fetch = (...of) => { window.asked++; return before(...of); };
			const q = document.querySelector("#q");
			q.value = "zo";
			q.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
			setTimeout(() => { window.later = true; }, 800);
			return true;
		})()`)
		b.Until(func() bool { return webtest.Value[bool](b, `window.later === true`) }, "there was time enough")
		require.Zero(t, webtest.Value[int](b, `window.asked`))
		webtest.Value[bool](b, `document.querySelector("#q").dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}))`)
		b.Until(func() bool { return rows(b) == 1 }, "it is searched for once the word is there")
		require.Equal(t, 1, webtest.Value[int](b, `window.asked`))
	})
	t.Run("a late answer takes the place of no newer one", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts")
		webtest.Value[bool](b, `(() => {
			window.asked = 0;
			const before = window.fetch;
			window.fetch = async (url, how) => {
				if (++window.asked > 1) return before(url, how);
				await new Promise((go) => { window.release = go; });
				const answer = await before(url, {headers: how.headers}); // although it was given up
				setTimeout(() => { window.late = true; }, 500);
				return answer;
			};
			return true;
		})()`)
		b.Fill("q", "person")
		b.Until(func() bool { return webtest.Value[int](b, `window.asked`) == 1 }, "it was asked for")
		b.Fill("q", "zain")
		b.Until(func() bool { return rows(b) == 1 }, "the newer one is shown")
		webtest.Value[bool](b, `(window.release(), true)`)
		b.Until(func() bool { return webtest.Value[bool](b, `window.late === true`) }, "the older one is here, too")
		require.Equal(t, 1, rows(b))
	})
}

// TestWhatWasTypedIsAskedAbout before the page is left.
func TestWhatWasTypedIsAskedAbout(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	b := s.SignedIn("ada")
	asks := func() bool {
		return webtest.Value[bool](b, `(() => { const e = new Event("beforeunload", {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented; })()`)
	}
	b.Open("/app/contacts/" + id)
	require.False(t, asks(), "nothing was typed")
	b.Press("Edit Remarks")
	b.Fill("remarks", "Not saved")
	require.True(t, asks())
	b.Run(press("Escape"))
	require.False(t, asks(), "Escape restores what was there")
	require.Contains(t, s.API(http.MethodGet, "/v1/contacts/"+id, nil)["remarks"], "and more", "leaving the field saves nothing")
}

// TestALongHistory is told by thirty at a time.
func TestALongHistory(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:read")
	many := make([]demo.Message, 32)
	for i := range many {
		many[i] = wrote(fmt.Sprintf("wamid.%d", i), "60123456789", "Grace", fmt.Sprintf("Message %02d", i))
	}
	for _, m := range many {
		s.Receive(webtest.ShopNumber, m)
	}
	id := s.API(http.MethodGet, "/v1/contacts", nil)["contacts"].([]any)[0].(map[string]any)["id"].(string)
	b := s.SignedIn("ada")
	shown := func() int { return webtest.Value[int](b, `document.querySelectorAll(".messages > li").length`) }
	b.Open("/app/contacts/" + id)
	require.Equal(t, 30, shown())
	b.Sees("Message 31")
	require.True(t, webtest.Value[bool](b, `[...document.links].find((a) => a.innerText === "Earlier").compareDocumentPosition(document.querySelector(".messages")) === Node.DOCUMENT_POSITION_FOLLOWING`), "it stands above")
	b.Press("Earlier")
	b.Until(func() bool { return shown() == 2 }, "the rest is shown")
	b.Sees("Message 00")
	b.Press("Newest")
	b.Until(func() bool { return shown() == 30 }, "the newest are shown again")
}
