//go:build long

package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestPagesBesideTheWay looks at what people see who are not where they wanted to be:
// signed out, refused, at an address with nothing there, or where something broke.
func TestPagesBesideTheWay(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("lin", nil, "contacts:read")
	furnish(t, s)

	t.Run("the way in", func(t *testing.T) {
		b := s.In(t).Browser()
		link := invited(t, s, "ada")
		b.Open(link)
		b.Fill("password", "short")
		b.Press("Choose this password")
		b.Sees("1 thing is not right")
		b.AsItIs("invite-wrong")
		b.Fill("password", password)
		b.Press("Choose this password")
		b.At("/app")
		b.NoCookies()
		b.Everywhere(link, "invite-used")
		b.Lacks("Go to home")
		b.Press("Sign in")
		b.Fill("email", "ada@example.com")
		b.Fill("password", "something else")
		b.Press("Sign in")
		b.Sees("do not belong together")
		b.AsItIs("login-wrong")
	})
	t.Run("a form that was sent when the session had ended", func(t *testing.T) {
		s := s.In(t)
		b := s.Browser()
		b.Open(invited(t, s, "ada"))
		b.Fill("password", password)
		b.Press("Choose this password")
		b.At("/app")
		b.Open("/app/channels/new")
		b.Fill("name", "The new branch")
		b.Fill("phone_number_id", "410000000000123")
		b.NoCookies()
		b.Press("Add the channel")
		b.Sees("You were signed out. Sign in, and what you have just sent is taken in then.")
		b.AsItIs("login-resumes")
		b.Fill("email", "ada@example.com")
		b.Fill("password", password)
		b.Press("Sign in")
		b.At("/app/channels/the-new-branch")
		b.Sees("The new branch is added.")
		b.AsItIs("resumed")
	})
	t.Run("a form for everybody", func(t *testing.T) {
		b := s.In(t).Browser()
		b.Open("/f/contact-us")
		b.Fill("mobile", "012")
		b.Fill("full_name", "Mei")
		b.Press("Send")
		b.Sees("This phone number cannot be used")
		b.AsItIs("public-wrong")
		b.Fill("mobile", "+60 12-345 6789")
		b.Press("Send")
		b.Sees("Thank you")
		b.AsItIs("public-thanks")
		b.Everywhere("/f/nothing", "public-nothing")
		b.Sees("There is nothing here")
		b.Everywhere("/f/closed", "public-closed")
	})
	t.Run("who may only read", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("lin")
		for name, path := range map[string]string{
			"read-home": "/app", "read-why": "/app/why", "read-quarantine": "/app/quarantine", "read-channels": "/app/channels", "read-channel": "/app/channels/" + s.Shop,
			"read-forms": "/app/forms", "read-form": "/app/forms/contact-us", "read-triggers": "/app/triggers", "read-trigger": "/app/triggers/zapier",
			"read-ads": "/app/ads", "read-tags": "/app/tags", "read-attributes": "/app/attributes", "read-settings": "/app/settings",
		} {
			b.Everywhere(path, name)
			require.Zero(t, webtest.Value[int](b, `document.querySelectorAll("main .danger, main form[method=post]:not([action*='/try'])").length`), "%s has nothing that is refused", path)
		}
		b.Everywhere("/app/imports", "refused")
		b.Sees("You may not do this")
	})
	t.Run("an address with nothing there", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Everywhere("/app/nothing", "nothing")
		b.Sees("There is nothing here")
		resp, _ := get(t, s.Client("ada"), s.URL+"/app/nothing")
		require.Equal(t, http.StatusNotFound, resp.StatusCode)
		b.Everywhere("/app/channels/nothing", "nothing-channel")
	})
	t.Run("many wrong credentials", func(t *testing.T) {
		s := webtest.Serve(t, nil)
		c := s.Client("")
		for range 30 {
			resp, err := c.PostForm(s.URL+"/app/login", url.Values{"token": {"wrong"}})
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			if resp.StatusCode == http.StatusTooManyRequests {
				break
			}
		}
		b := s.Browser()
		b.Open("/app/login")
		b.Fill("email", "ada@example.com")
		b.Fill("password", "guess")
		b.Press("Sign in")
		b.Sees("Too many wrong credentials")
		b.AsItIs("login-slowed")
	})
	t.Run("something that broke here", func(t *testing.T) {
		s := webtest.Serve(t, nil)
		s.Person("ada", nil, "admin")
		_, err := s.DB.Other.Exec(t.Context(), `ALTER TABLE tags RENAME TO tags_of_before`)
		require.NoError(t, err)
		b := s.SignedIn("ada")
		b.Everywhere("/app/tags", "broken")
		b.Sees("Something went wrong here")
		b.Lacks("tags_of_before")
		b.Lacks("SQL")
	})
}
