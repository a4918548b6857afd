package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// compared has a site look for contacts who may be one person.
func compared(t *testing.T, s *webtest.Site) {
	t.Helper()
	for ended := false; !ended; {
		looked, err := s.Duplicates.Look(t.Context(), 100)
		require.NoError(t, err)
		ended = looked.Ended
	}
}

// twins is a site with two contacts who may be one person, and one who is another one.
func twins(t *testing.T) (s *webtest.Site, ada, twin, other string) {
	t.Helper()
	s = webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Person("lin", nil, "contacts:read")
	name := "Ada " + script
	ada = s.Enter("+60123456789", name, map[string]any{"tags": []string{"vip"}, "remarks": "The first"})
	twin = s.Enter("+60123456788", name, map[string]any{"tags": []string{"fair " + script}, "assignee": "lin"})
	other = s.Enter("+60198765432", "Bob "+script, nil)
	s.Receive(webtest.ShopNumber, wrote("wamid.twin", "60123456788", "Ada", "Hello from the twin"))
	compared(t, s)
	return s, ada, twin, other
}

// said sends a form until it is refused with some words. Where that was not decided in
// time it is sent again.
func said(b *webtest.Browser, words string, send func()) {
	b.T.Helper()
	b.Until(func() bool {
		send()
		b.Until(func() bool {
			text := b.Text()
			return strings.Contains(text, words) || strings.Contains(text, "in a moment")
		}, "the form is answered")
		return strings.Contains(b.Text(), words)
	}, "%q is said", words)
}

func TestContactsWhoMightBeTheSame(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s, ada, twin, _ := twins(t)
	path := "/app/contacts/" + ada

	t.Run("are suggested with the reason, kept apart, and suggested again", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.NoScripts()
		b.Open(path)
		b.Sees("Might be the same person")
		b.Sees("They have the same name, and numbers that differ in one digit.")
		b.Sees("+60 12-345 6788")
		harmless(b)
		b.Press("Not the same")
		decidedOn(b, func() bool { return strings.Contains(b.Text(), "Merged and kept apart") }, "it is said")
		b.Lacks("Might be the same person")
		b.Open(path + "?show=decisions")
		b.Sees("A person said that two contacts are different people")
		b.Press("Take back")
		decidedOn(b, func() bool { return strings.Contains(b.Text(), "Might be the same person") }, "they are suggested again")
		b.Lacks("Merged and kept apart")
	})

	t.Run("are compared side by side, merged, and parted again", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open(path)
		b.Press("Compare and merge")
		b.Sees("Two contacts become one")
		b.Sees("The first")
		b.Sees("What moves to Ada")
		b.Sees(", vip changes")
		b.Sees("Joins it")
		harmless(b)
		b.Press("The other way round")
		b.Arrived()
		require.Contains(t, b.Path(), "/app/contacts/"+twin+"/merge?other="+ada)
		b.Open(path + "/merge?other=" + twin)
		b.Press("Merge Ada")
		shows(b, "Hello from the twin")
		b.Sees("Part of it")
		b.Press("Take back")
		decidedOn(b, func() bool { return strings.Contains(b.Text(), "Might be the same person") }, "they are two again")
		require.Equal(t, "60123456788", s.API(http.MethodGet, "/v1/contacts/"+twin, nil)["wa_id"])
	})

	t.Run("are found by a search, too", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open(path)
		b.Press("Merge")
		b.Sees("with another contact")
		b.Fill("q", "bob")
		b.Press("Search")
		b.Press("Bob")
		b.Sees("Merge Bob")
		b.Open(path + "/merge?q=nobody-of-this-name")
		b.Sees("Nobody else in this channel is found so")
	})

	t.Run("are shown to who may only read without a way to write", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("lin")
		b.Open(path)
		b.Sees("Might be the same person")
		for _, word := range []string{"Not the same", "Compare and merge", "Correct or add"} {
			b.Lacks(word)
		}
		for _, page := range []string{"/merge", "/known"} {
			b.Open(path + page)
			b.Sees("You may not do this")
		}
	})

	t.Run("can be used by everybody", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Everywhere(path, "contact-alike")
		b.Everywhere(path+"/merge?other="+twin, "contact-merge")
		b.Everywhere(path+"/merge?q=bob", "contact-merge-search")
		b.Everywhere(path+"/known", "contact-known")
	})
}

func TestHowAContactIsKnown(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s, ada, _, other := twins(t)
	path := "/app/contacts/" + ada
	waID := func() any { return s.API(http.MethodGet, "/v1/contacts/"+ada, nil)["wa_id"] }

	t.Run("its number is corrected, beside what is wrong", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.NoScripts()
		b.Open(path)
		b.Press("Correct or add")
		b.Fill("phone", "12")
		b.Press("Correct the number")
		b.Sees("1 thing is not right")
		b.Sees("The number cannot be used")
		require.Equal(t, "12", webtest.Value[string](b, `document.querySelector("[name=phone]").value`), "what was typed stays")
		said(b, "has this one, so nothing was changed", func() {
			b.Open(path + "/known")
			b.Fill("phone", "+60 19-876 5432")
			b.Press("Correct the number")
		})
		harmless(b)
		require.Contains(t, webtest.Value[string](b, `document.querySelector(".note a").href`), "/app/contacts/"+other)
		b.Press("compare and merge them")
		b.Sees("Two contacts become one")
		b.Open(path + "/known")
		b.Fill("phone", "+60 12-345 6700")
		b.Press("Correct the number")
		decidedOn(b, func() bool { return waID() == "60123456700" }, "the number is corrected")
		b.Open(path)
		b.Sees("former:")
	})

	t.Run("a user id is added, ended, and given back", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open(path + "/known")
		b.Choose(`[name=kind]`, "user_id")
		b.Fill("value", "nothing")
		b.Press("Add it")
		b.Sees("value must be a user id")
		b.Accessible()
		said(b, "has this one, so nothing was changed", func() {
			b.Open(path + "/known")
			b.Fill("value", "+60 19-876 5432")
			b.Press("Add it")
		})
		b.Accessible()
		b.Shot("contact-known-taken")
		b.Choose(`[name=kind]`, "user_id")
		b.Fill("value", "MY.4711")
		b.Press("Add it")
		shows(b, "MY.4711")
		b.At(path)
		former := strings.Count(b.Text(), "former:")
		b.Open(path + "/known")
		b.Press("No longer theirs")
		b.Sees("It is kept as former")
		b.Accessible()
		b.Press("It is no longer theirs")
		decidedOn(b, func() bool { return strings.Count(b.Text(), "former:") == former+1 }, "one more is former")
		b.Open(path + "/known")
		b.Press("Theirs again")
		decidedOn(b, func() bool { return strings.Count(b.Text(), "former:") == former }, "it is given back")
	})

	t.Run("the last one is ended, too: then there is no number", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open("/app/contacts/" + other + "/known")
		b.Press("No longer theirs")
		b.Press("It is no longer theirs")
		decidedOn(b, func() bool { return strings.Contains(b.Text(), "No number") }, "there is no number")
	})
}
