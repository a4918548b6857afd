package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

func focus(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`document.querySelector("` + selector + `").focus()`)
}

// furnished is a site with a contact that has something of everything.
func furnished(t *testing.T) (s *webtest.Site, id string) {
	t.Helper()
	s = webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("bob", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	s.API(http.MethodPut, "/v1/attributes/city", map[string]any{"type": "string"})
	s.API(http.MethodPut, "/v1/attributes/birthday", map[string]any{"type": "date"})
	m := wrote("wamid.first", "60123456789", "Grace "+script, "Hello "+script)
	m.Ad = map[string]any{"source_id": "ad-1", "source_type": "ad", "source_url": "https://fb.me/x", "headline": "Buy " + script}
	s.Receive(webtest.ShopNumber, m, wrote("wamid.second", "60123456789", "Grace "+script, "Are you there?"))
	id = s.Enter("+60123456789", "Grace Hopper", map[string]any{
		"tags": []string{"vip", "tag " + script}, "remarks": "Likes " + script + " and more", "consent": map[string]any{"given": true, "text": "Yes to news " + script}, "attributes": map[string]any{"city": "Ipoh"},
	})
	return s, id
}

// decidedOn waits for what a form did. Where it was not decided in time the page says so,
// and is opened again.
func decidedOn(b *webtest.Browser, state func() bool, format string, args ...any) {
	b.T.Helper()
	late := false
	b.Until(func() bool {
		if late {
			b.Open(b.Path())
		}
		late = late || strings.Contains(b.Text(), "in a moment")
		return state()
	}, format, args...)
}

// shows waits until a text stands on the page after a form was sent.
func shows(b *webtest.Browser, text string) {
	b.T.Helper()
	decidedOn(b, func() bool { return strings.Contains(b.Text(), text) }, "%q can be read", text)
}

func TestOneContact(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	path := "/app/contacts/" + id
	b := s.SignedIn("ada")

	t.Run("is shown with where its values come from", func(t *testing.T) {
		b.T = t
		b.Open(path)
		b.Sees("Grace Hopper")
		b.Sees("by the API_TOKEN, ")
		b.Sees("+60 12-345 6789")
		b.Sees("confirmed by WhatsApp")
		b.Sees("Hello <script>")
		b.Sees("Given: “Yes to news <script>")
		b.Sees("from the ad “Buy <script>")
		harmless(b)
		require.Equal(t, "https://wa.me/60123456789", webtest.Value[string](b, `document.querySelector('a[href^="https://wa.me"]').href`))
		require.Equal(t, "+60123456789", webtest.Value[string](b, `document.querySelector("[data-copy]").dataset.copy`))
		require.Contains(t, webtest.Value[string](b, `[...document.links].find((a) => a.innerText === "In the Temporal UI").href`), "/workflows/contact%2F"+s.Shop+"%2F60123456789")
		require.Less(t, strings.Index(b.Text(), "Hello"), strings.Index(b.Text(), "Are you there?"), "the newest message stands last")
	})

	t.Run("is edited in place, and tells who changed what", func(t *testing.T) {
		b.T = t
		b.Open(path)
		b.Press("Edit Remarks")
		b.Until(func() bool { return b.Focused() == "remarks" }, "the field has the focus")
		b.Keys("not this")
		b.Run(press("Escape"))
		b.Until(func() bool { return !webtest.Value[bool](b, `document.querySelector("details.edit[open]") !== null`) }, "the form is closed")
		b.Press("Edit city")
		b.Fill("attributes.city", "Penang")
		b.Press("Save city")
		b.Sees("The change is ")
		shows(b, "Penang")
		b.Press("Changes")
		b.Sees("Edited by Name of ada")
		b.Sees("Ipoh → Penang")
		b.Press("Decisions")
		b.Sees("It is the first message from this person on this channel")
	})

	t.Run("leads to whoever else came by the ad, which is named", func(t *testing.T) {
		b.T = t
		b.Open(path)
		b.Click(`a[href$="ad_id=ad-1"]`)
		b.Sees("Ad: Buy <script>")
		b.Sees("1 contact · 1 filter is on")
		harmless(b)
	})

	t.Run("gets tags and loses them, and is opted out and in again", func(t *testing.T) {
		b.T = t
		b.Open(path)
		b.Press("Add tags")
		b.Fill("add_tags", "new, also new")
		b.Press("Add the tags")
		shows(b, "also new")
		b.Click(`[aria-label="Remove the tag also new"]`)
		decidedOn(b, func() bool {
			text := b.Text()
			return strings.Contains(text, "Known by") && !strings.Contains(text, "also new")
		}, "the tag is gone")
		b.Press("Opt out")
		shows(b, "Opted out since")
		b.Press("Opt in again")
		shows(b, "Not opted out")
	})

	t.Run("is edited as a whole without scripts, beside what is wrong", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.NoScripts()
		b.Open(path)
		b.Press("Edit all")
		b.Fill("display_name", strings.Repeat("x", 300))
		b.Press("Save the contact")
		b.Sees("1 thing is not right")
		b.Sees("Too long for the field Name: it takes up to 255 characters.")
		b.Fill("display_name", "Grace M. Hopper")
		b.Press("Save the contact")
		b.Sees("The change is ")
		shows(b, "Grace M. Hopper")
		require.Equal(t, "Likes "+script+" and more", s.API(http.MethodGet, "/v1/contacts/"+id, nil)["remarks"], "what was not edited stays")
	})

	t.Run("shows who may only read no way to write", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("lin")
		b.Open(path)
		b.Sees("Grace")
		for _, word := range []string{"Edit all", "Delete", "Opt out", "Remove the tag"} {
			b.Lacks(word)
		}
		b.Open(path + "/edit")
		b.Sees("You may not do this")
	})
}

func press(key string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `", bubbles: true}))`)
}

func TestAnEditThatMeetsAnother(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	path := "/app/contacts/" + id
	mine, theirs := s.SignedIn("ada"), s.SignedIn("bob")
	edit := func(b *webtest.Browser, field, label, value string) {
		b.Press("Edit " + label)
		b.Fill(field, value)
		b.Press("Save " + label)
	}

	mine.Open(path)
	theirs.Open(path)
	edit(theirs, "display_name", "Name", "Theirs")
	shows(theirs, "Theirs")
	s.Receive(webtest.ShopNumber, wrote("wamid.third", "60123456789", "Grace", "Meanwhile"))

	edit(mine, "remarks", "Remarks", "another field")
	shows(mine, "another field")

	edit(theirs, "remarks", "Remarks", "their remarks")
	theirs.Sees("Somebody else changed this meanwhile")
	theirs.Sees("by Name of ada")
	theirs.Accessible()
	theirs.Shot("contact-conflict")
	theirs.Click(`input[type="radio"][value="their remarks"]`)
	theirs.Press("Save the chosen values")
	shows(theirs, "their remarks")

	edit(mine, "remarks", "Remarks", "my remarks")
	mine.Sees("Somebody else changed this meanwhile")
	mine.Sees("Before: another field")
	mine.Click(`input[type="radio"][value="their remarks"]`)
	mine.Press("Save the chosen values")
	mine.Sees("Nothing had to be changed.")
	require.Equal(t, "their remarks", s.API(http.MethodGet, "/v1/contacts/"+id, nil)["remarks"])
	require.Equal(t, "Theirs", s.API(http.MethodGet, "/v1/contacts/"+id, nil)["display_name"])
}

func TestDeletingAContact(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	b := s.SignedIn("ada")
	b.Open("/app/contacts?tag=vip")
	b.Press("Grace Hopper")
	b.Click(`[popovertarget="delete"]`)
	b.Sees("cannot be undone")
	b.Sees("What is left has no word about the person")
	b.Accessible()
	b.Press("Delete Grace Hopper")
	b.At("/app/contacts?tag=vip")
	b.Sees("What is left has no word about the person")
	b.Until(func() bool {
		b.Open("/app/contacts/" + id)
		return strings.Contains(b.Text(), "This contact was deleted")
	}, "the contact is gone")
	b.Lacks("Grace")
}
