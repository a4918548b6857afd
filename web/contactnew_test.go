package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

func TestANewContact(t *testing.T) {
	t.Parallel()
	s, there := furnished(t)

	t.Run("says as what a number is understood while one types", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open("/app/contacts/new")
		b.Fill("phone", "+60 12 345 6788")
		b.Sees("Understood as +60 12-345 6788, Malaysia")
		b.Fill("phone", "+60 12 345 6789")
		b.Sees("Already there: open Grace Hopper")
		b.Accessible()
		b.Fill("phone", "12")
		b.Sees("The number cannot be used")
	})

	t.Run("is created, and shown", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.Open("/app/contacts/new?q=012-345")
		require.Equal(t, "012-345", webtest.Value[string](b, `document.querySelector("[name=phone]").value`))
		b.Fill("phone", "+60123456780")
		b.Fill("display_name", "Ada "+script)
		b.Fill("tags", "one, two")
		b.Press("Create the contact")
		b.Sees("The contact is ")
		b.Until(func() bool {
			b.Open("/app/contacts?q=60123456780")
			return strings.Contains(b.Text(), "two")
		}, "the contact is there")
		harmless(b)
	})

	t.Run("keeps what was typed beside what is wrong, without scripts", func(t *testing.T) {
		s := s.In(t)
		b := s.SignedIn("ada")
		b.NoScripts()
		b.Open("/app/contacts/new")
		b.Fill("phone", "nobody")
		b.Fill("display_name", strings.Repeat("x", 300))
		b.Choose(`[name="attributes.city"]`, strings.Repeat("y", 300))
		b.Press("Create the contact")
		b.Sees("3 things are not right")
		require.Equal(t, 2, strings.Count(b.Text(), "The number cannot be used"), "in the summary and beside the field")
		b.Sees("Too long for the field Name: it takes up to 255 characters.")
		b.Sees("The attribute city does not fit")
		require.Len(t, webtest.Value[string](b, `document.querySelector("[name=display_name]").value`), 300)
		b.Fill("display_name", "Kept")
		b.Choose(`[name="attributes.city"]`, "Ipoh")
		b.Press("Create the contact")
		b.Sees("1 thing is not right")
		require.Equal(t, "Kept", webtest.Value[string](b, `document.querySelector("[name=display_name]").value`))
		b.Fill("phone", "+60123456789")
		b.Press("Create the contact")
		b.Sees("There is a contact with this number already")
		b.Press("open Grace Hopper")
		b.At("/app/contacts/" + there)
	})

	t.Run("goes to a channel that takes something in", func(t *testing.T) {
		s := s.In(t)
		_, _, err := s.Settings.PutChannel(t.Context(), "a-closed-one", "A closed one", "410000000000003")
		require.NoError(t, err)
		require.NoError(t, s.Settings.Disable(t.Context(), settings.TheChannel, "a-closed-one", true))
		b := s.SignedIn("ada")
		b.Open("/app/contacts/new")
		b.Sees("For The shop.")
		require.Equal(t, s.Shop, webtest.Value[string](b, `document.querySelector("[data-new] [name=channel_id]").value`))
		b.Open("/app/contacts/new?channel=a-closed-one")
		require.Equal(t, s.Shop, webtest.Value[string](b, `document.querySelector("[data-new] [name=channel_id]").value`))
	})

	t.Run("is made once however often the form is sent", func(t *testing.T) {
		s := s.In(t)
		client := s.Client("ada")
		form := url.Values{"idempotency_key": {"the-key"}, "channel_id": {s.Shop}, "phone": {"+60123456781"}, "display_name": {"Once"}}
		var led []string
		for range 2 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/app/contacts/new", strings.NewReader(form.Encode()))
			require.NoError(t, err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			got, err := client.Do(req)
			require.NoError(t, err)
			require.NoError(t, got.Body.Close())
			require.Equal(t, http.StatusSeeOther, got.StatusCode)
			led = append(led, got.Header.Get("Location"))
		}
		require.Equal(t, led[0], led[1])
		require.Eventually(t, func() bool {
			return len(s.API(http.MethodGet, "/v1/contacts?q=60123456781", nil)["contacts"].([]any)) == 1
		}, time.Minute, 50*time.Millisecond)
		form.Set("idempotency_key", "another")
		form.Set("display_name", "Twice")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/app/contacts/new", strings.NewReader(form.Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		got, err := client.Do(req)
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		require.Equal(t, http.StatusUnprocessableEntity, got.StatusCode)
		require.Equal(t, "Once", s.API(http.MethodGet, "/v1/contacts?q=60123456781", nil)["contacts"].([]any)[0].(map[string]any)["display_name"])
	})
}
