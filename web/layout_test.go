package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// overlapping tells of what one can press or fill in that lies over something else, or
// over words that are not its own. within is where to look.
func overlapping(b *webtest.Browser, within string) []string {
	b.T.Helper()
	return webtest.Value[[]string](b, `(() => {
		const root = document.querySelector("`+within+`"), found = [];
		const seen = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".unseen, pre, .copied, .search, dialog, .panel:not([open]) > :not(summary)");
		const things = [...root.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea")].filter(seen).map((e) => [e, [e.getBoundingClientRect()]]);
		const texts = [], walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			const e = walk.currentNode.parentElement;
			if (!walk.currentNode.data.trim() || !seen(e) || e.closest("option")) continue;
			const r = document.createRange();
			r.selectNodeContents(walk.currentNode);
			texts.push([e, [...r.getClientRects()]]);
		}
		const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
		things.forEach(([e, [box]], n) => {
			for (const [other, rects] of [...things.slice(n + 1), ...texts]) {
				if (e.contains(other) || other.contains(e) && !rects.some((r) => over(box, r))) continue;
				if (rects.some((r) => over(box, r))) found.push((e.name || e.innerText) + " over " + (other.name || other.innerText).trim().slice(0, 40));
			}
		});
		return found;
	})()`)
}

// TestNothingLiesOverSomethingElse, in both sizes.
func TestNothingLiesOverSomethingElse(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s, id := furnished(t)
	furnish(t, s)
	s.Person("root", nil, "admin")
	b := s.SignedIn("root")
	for _, size := range []webtest.Size{webtest.Wide, webtest.Narrow} {
		b.Size(size)
		for _, panel := range []string{"Filter", "Columns", "Save view"} {
			b.Open("/app/contacts")
			b.Press(panel)
			require.Empty(t, overlapping(b, ".panel[open] > :not(summary)"), "%s at %d px", panel, size.Width)
		}
		for _, path := range []string{
			"/app", "/app/contacts", "/app/contacts/" + id, "/app/contacts/" + id + "/known", "/app/contacts/new", "/app/imports", "/app/why", "/app/quarantine",
			"/app/channels", "/app/channels/" + s.Shop, "/app/forms", "/app/forms/contact-us", "/app/triggers/zapier", "/app/tags", "/app/settings", "/app/settings/people/lin",
		} {
			b.Open(path)
			require.Empty(t, overlapping(b, "main"), "%s at %d px", path, size.Width)
		}
	}
}

// TestOnAPhone is what is in sight at 375 px.
func TestOnAPhone(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	furnish(t, s)
	s.Person("root", nil, "admin")
	leadForm(s)
	submits(s, map[string]any{"name": "Nobody"})
	b := s.SignedIn("root")
	b.Size(webtest.Narrow)

	t.Run("every page has the badge of what needs a look", func(t *testing.T) {
		b.T = t
		b.Open("/app/settings")
		require.True(t, webtest.Value[bool](b, `[...document.querySelectorAll(".rail .badge")].some((e) => {
			const at = e.getBoundingClientRect();
			return e.innerText.includes("need a look") && at.width > 0 && at.left >= 0 && at.right <= innerWidth;
		})`))
		b.Click(".looks")
		b.At("/app/quarantine")
	})
	t.Run("the name of a row stays when a table is moved sideways", func(t *testing.T) {
		b.T = t
		for _, path := range []string{"/app/forms", "/app/channels", "/app/contacts"} {
			b.Open(path)
			require.True(t, webtest.Value[bool](b, `(() => {
				const table = document.querySelector(".table"), name = table.querySelector("tbody th a");
				table.scrollLeft = 1000;
				const at = name.getBoundingClientRect(), of = table.getBoundingClientRect();
				return table.scrollLeft > 0 && at.left >= of.left && at.left < of.left + 60;
			})()`), path)
		}
	})
	t.Run("where a column of a file goes can be seen and chosen", func(t *testing.T) {
		b.T = t
		b.Open("/app/imports")
		b.Choose("#f-channel_id", s.Shop)
		b.File("file", threePeople(t))
		b.Press("Look at the file")
		b.Sees("Save, and look again")
		require.True(t, webtest.Value[bool](b, `[...document.querySelectorAll("[name=target]")].every((e) => e.getBoundingClientRect().right <= innerWidth)`))
		require.Empty(t, overlapping(b, "main"))
		b.Accessible()
		b.Shot("draft-phone")
	})
	t.Run("what is further down is one step away", func(t *testing.T) {
		b.T = t
		b.Open("/app/contacts/" + id)
		b.Press("What happened")
		b.At("/app/contacts/" + id + "#told")
		b.Until(func() bool {
			return webtest.Value[bool](b, `document.querySelector(".messages li").getBoundingClientRect().top < innerHeight`)
		}, "the messages are in sight")
		b.Open("/app/forms/contact-us")
		b.Press("Ways in")
		b.At("/app/forms/contact-us#ways")
	})
}

// TestPagesAreAlike holds pages to what they have in common.
func TestPagesAreAlike(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	furnish(t, s)
	s.Person("root", nil, "admin")
	b := s.SignedIn("root")

	t.Run("the name of a row comes first and leads to the thing", func(t *testing.T) {
		b.T = t
		for _, path := range []string{"/app/channels", "/app/forms", "/app/triggers", "/app/ads", "/app/tags", "/app/attributes"} {
			b.Open(path)
			require.True(t, webtest.Value[bool](b, `[...document.querySelector("main table").querySelectorAll("tbody tr")].every((row) => row.firstElementChild.matches("th:has(a)"))`), path)
		}
		b.Press("city")
		b.Sees("Remove the attribute")
	})
	t.Run("a button says what it does to what", func(t *testing.T) {
		b.T = t
		for _, path := range []string{"/app/channels/" + s.Shop, "/app/forms/contact-us", "/app/triggers/zapier", "/app/settings/people/lin", "/app/contacts/" + id + "/edit", "/app/why"} {
			b.Open(path)
			for _, label := range webtest.Value[[]string](b, `[...document.querySelectorAll("main button.primary")].map((e) => e.innerText.trim())`) {
				require.Contains(t, label, " ", path)
			}
		}
	})
	t.Run("what cannot be undone looks like it, and can be left", func(t *testing.T) {
		b.T = t
		b.Open("/app/channels/" + s.Shop)
		require.Equal(t, []string{"Disable the channel", "Delete the channel"}, webtest.Value[[]string](b, `[...document.querySelectorAll("#close ~ .actions > .danger")].map((e) => e.innerText)`))
		b.Press("Delete the channel")
		b.Press("Leave it as it is")
		b.At("/app/channels/" + s.Shop)
	})
	t.Run("of the first steps one is next", func(t *testing.T) {
		s := webtest.Serve(t, nil)
		s.Person("ada", nil, "admin")
		b := s.SignedIn("ada")
		b.Open("/app")
		require.Equal(t, []string{"Send a test message"}, webtest.Value[[]string](b, `[...document.querySelectorAll(".steps .primary")].map((e) => e.innerText)`))
	})
	t.Run("whoever fills in a form is not led to pages that are not theirs", func(t *testing.T) {
		resp, page := get(t, s.In(t).Client(""), s.URL+"/f/closed")
		require.Equal(t, http.StatusConflict, resp.StatusCode)
		require.Contains(t, page, "This is closed")
		require.NotContains(t, page, `href="/app"`)
	})
	t.Run("a time in a sentence is one of the browser's zone", func(t *testing.T) {
		b := s.In(t).SignedIn("root")
		b.Zone("Asia/Kuala_Lumpur")
		b.Open("/app/why?q=%2B60123456789")
		b.Sees("is a contact on channel The shop, created at")
		require.NotContains(t, strings.Split(b.Text(), "What to do next")[0], "UTC")
		require.Positive(t, webtest.Value[int](b, `document.querySelectorAll(".lead time").length`))
	})
}
