package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

// TestAFormFromNothing creates a form, tries it, opens its public page and submits it,
// with scripts and without.
func TestAFormFromNothing(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	for _, scripts := range []bool{true, false} {
		t.Run(map[bool]string{true: "with scripts", false: "without scripts"}[scripts], func(t *testing.T) {
			s := s.In(t)
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			name := map[bool]string{true: "Contact us", false: "Visit us"}[scripts]
			id := map[bool]string{true: "contact-us", false: "visit-us"}[scripts]
			b.Open("/app/forms")
			b.Press("Add a form")
			b.Fill("name", name)
			b.Press("Add the form")
			b.Sees("This is its secret")
			b.At("/app/forms/" + id)

			b.Fill("try-phone", "12345")
			b.Press("Try these answers")
			b.Sees("It would need a look")
			b.Fill("try-phone", "+60 12-345 6789")
			b.Fill("try-name", markup)
			b.Press("Try these answers")
			b.Sees("It would become a contact")
			b.Sees(markup)

			b.Click("[name=public]")
			b.Press("Save")
			b.Sees("Open the page")
			b.Press("Open the page")
			b.At("/f/" + id)
			b.Sees("The shop")
			b.Fill("phone", "012")
			b.Press("Send")
			b.Sees("This phone number cannot be used: it is too short. Write it with its country code, such as +60 12-345 6789.")
			b.Fill("phone", "+60 12-345 6789")
			b.Fill("name", markup)
			b.Press("Send")
			b.At("/f/" + id + "?sent")
			b.Sees("Thank you")

			b.Open("/app/forms/" + id)
			b.Sees("Last submission taken in")
			b.Sees("A number that cannot be used, asked for again")
			require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))
		})
	}
}

// publish makes a public form.
func publish(b *webtest.Browser, thanks string) {
	b.T.Helper()
	b.Open("/app/forms/new")
	b.Fill("name", "Lead")
	b.Fill("thanks_url", thanks)
	b.Click("[name=public]")
	b.Press("Add the form")
	b.At("/app/forms/lead")
}

// TestAFormOfAnotherSite posts what a page elsewhere would.
func TestAFormOfAnotherSite(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	publish(b, "https://shop.example/thanks")
	c := s.Client("")
	post := func(path string, values url.Values) (int, http.Header) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(values.Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "https://shop.example")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		resp, err := c.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode, resp.Header
	}
	status := func(path string, values url.Values) int {
		t.Helper()
		code, _ := post(path, values)
		return code
	}
	events := func() (n int) {
		t.Helper()
		require.NoError(t, s.DB.Other.QueryRow(t.Context(), `SELECT count(*) FROM events WHERE source = 'form'`).Scan(&n))
		return n
	}
	code, header := post("/f/lead", url.Values{"phone": {"+60 12-345 6789"}, "name": {"Ada"}, "idempotency_key": {"one"}})
	require.Equal(t, http.StatusSeeOther, code)
	require.Equal(t, "https://shop.example/thanks", header.Get("Location"))
	require.NotContains(t, header.Get("Content-Security-Policy"), "frame-ancestors")
	require.Equal(t, 1, events())
	post("/f/lead", url.Values{"phone": {"+60 12-345 6789"}, "name": {"Ada"}, "idempotency_key": {"one"}})
	require.Equal(t, 1, events(), "a double click is one")

	require.Equal(t, http.StatusSeeOther, status("/f/lead", url.Values{"phone": {"+60 12-345 6780"}, "website": {"https://spam.example"}}))
	require.Equal(t, 1, events(), "who fills in what nobody sees is told nothing, and nothing is kept")
	require.Equal(t, http.StatusUnprocessableEntity, status("/f/lead", url.Values{"name": {"Ada"}}))
	require.Equal(t, http.StatusNotFound, status("/f/nothing", url.Values{"phone": {"+60 12-345 6780"}}))
	require.Equal(t, http.StatusForbidden, status("/app/forms/lead", url.Values{"name": {"x"}}), "below /app nothing comes from elsewhere")

	for range 6 {
		post("/f/lead", url.Values{"phone": {"+60 12-345 6789"}})
	}
	code, header = post("/f/lead", url.Values{"phone": {"+60 12-345 6789"}})
	require.Equal(t, http.StatusTooManyRequests, code)
	require.NotEmpty(t, header.Get("Retry-After"))
	b.Open("/app/forms/lead")
	b.Sees("Too many from one address")
	b.Sees("Sent by a program")

	t.Run("a form that is not public any more has no page", func(t *testing.T) {
		b.Click("[name=public]")
		b.Press("Save")
		b.Sees("Lead is saved.")
		require.Equal(t, http.StatusNotFound, status("/f/lead", url.Values{"phone": {"+60 12-345 6789"}}))
		b.Open("/f/lead")
		b.Sees("There is nothing here")
	})
}

// TestWhatServicesPostIsMapped has two answers for one target refused, and everything
// that was typed kept.
func TestWhatServicesPostIsMapped(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	b := s.SignedIn("ada")
	b.Open("/app/attributes")
	b.Fill("name", "city")
	b.Press("Define the attribute")
	b.Sees("city is defined")
	b.Open("/app/forms/new")
	b.Fill("name", "Lead")
	webtest.Value[bool](b, `(() => {
		const answers = [...document.querySelectorAll("[name=answer]")], targets = [...document.querySelectorAll("[name=target]")];
		answers[2].value = "town"; targets[2].value = "attributes.city";
		answers[3].value = "tel"; targets[3].value = "phone"; return true; })()`)
	b.Press("Add the form")
	b.Sees("both go to phone")
	b.Sees("1 thing is not right")
	require.Equal(t, "tel", webtest.Value[string](b, `document.querySelectorAll("[name=answer]")[3].value`))
	webtest.Value[bool](b, `document.querySelectorAll("[name=answer]")[3].value = "", true`)
	b.Press("Add the form")
	b.Sees("This is its secret")
	b.Click("[popovertarget=secret]")
	b.Sees("What is signed with the present one is refused")
	b.Click("#secret button.danger")
	b.Sees("The form has another secret.")

	g := s.SignedIn("grace")
	g.Open("/app/forms/lead")
	g.Sees("Attribute city")
	g.Lacks("Make another secret")
	g.Lacks("Address with the key")
	g.Open("/app/forms/new")
	g.Sees("You may not do this")
}

// TestATriggerFromNothing creates one and shows how it is called.
func TestATriggerFromNothing(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	b.NoScripts()
	b.Open("/app/triggers")
	b.Press("Add a trigger")
	b.Press("Add the trigger")
	b.Sees("Write a short name")
	b.Fill("name", markup)
	b.Fill("id", "zapier")
	b.Press("Add the trigger")
	b.At("/app/triggers/zapier")
	b.Sees(markup)
	b.Sees("contact_number must be there")
	b.Fill("default_country", "Atlantis")
	b.Press("Save")
	b.Sees("must be the two letters of a country")

	b.Fill("default_country", "malaysia")
	b.Press("Save")
	b.Sees("is saved.")
	require.Equal(t, "MY", webtest.Value[string](b, `document.querySelector("[name=default_country]").value`))

	// It is tried, and its last calls are there.
	b.Open("/app/triggers/zapier")
	b.Sees("No call has been taken in yet.")
	b.Fill("phone", "call me")
	b.Fill("called", markup)
	b.Press("Call the trigger")
	b.Sees("1 thing is not right")
	require.Equal(t, "call me", webtest.Value[string](b, `document.querySelector("#f-phone").value`))
	require.Equal(t, markup, webtest.Value[string](b, `document.querySelector("#f-name").value`), "its own name stays")
	b.Fill("phone", "+60 12-345 6789")
	b.Press("Call the trigger")
	b.Sees("The call is taken in.")
	b.Until(func() bool {
		b.Open("/app/triggers/zapier")
		return strings.Contains(b.Text(), "Created the contact")
	}, "the call is decided")
	s.SignedIn("ada").Everywhere("/app/triggers/zapier", "trigger-called")
	b.Press("See the contact")
	b.Sees(markup)
	b.Sees("+60 12-345 6789")
	require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))

	t.Run("not by who may only read, and not while it is disabled", func(t *testing.T) {
		s := s.In(t)
		s.Person("grace", nil, "contacts:read")
		g := s.SignedIn("grace")
		g.Open("/app/triggers/zapier")
		g.Sees("The last calls")
		g.Lacks("Call the trigger")
		resp, err := s.Client("grace").PostForm(s.URL+"/app/triggers/zapier/try", url.Values{"phone": {"+60123456788"}})
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		require.NoError(t, s.Settings.Disable(t.Context(), settings.TheTrigger, "zapier", true))
		b.Open("/app/triggers/zapier")
		b.Lacks("Call the trigger")
	})
}
