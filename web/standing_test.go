package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/web/webtest"
)

// TestAChannelIsTakenOutOfUse disables, enables, deletes and brings back, without scripts.
func TestAChannelIsTakenOutOfUse(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", []string{s.Shop}, "contacts:read")
	id := s.Enter("+60123456789", "Aisyah", nil)
	public := true
	_, _, err := s.Settings.PutForm(t.Context(), intake.Form{ID: "lead", ChannelID: s.Shop, Name: "Lead", Public: &public, Fields: map[string]string{"mobile": "phone"}}, "the secret of this form")
	require.NoError(t, err)
	b := s.SignedIn("ada")
	b.NoScripts()
	b.Open("/app/channels/" + s.Shop)
	b.Click(`[popovertarget="disable"]`)
	b.Sees("Disable The shop?")
	b.Click(`#disable form .danger`)
	b.Sees("The shop is disabled and takes nothing in")
	b.Sees("This channel is disabled since")

	visitor := s.Browser()
	visitor.Open("/f/lead")
	visitor.Sees("This form is closed")
	g := s.SignedIn("grace")
	g.Open("/app/channels/" + s.Shop)
	g.Sees("This channel is disabled since")
	g.Lacks("Enable the channel")
	g.Open("/app/forms/lead")
	g.Sees("Its channel is disabled")
	s.Hook(webtest.Text{PhoneNumberID: shopID, From: "60123456700", Name: "Kumar", ID: "wamid.1", Body: "Hello"}, webtest.AppSecret, http.StatusOK)

	b.Press("Enable the channel")
	b.Sees("The shop is enabled.")
	b.Until(func() bool {
		b.Open("/app/contacts?q=Kumar")
		return webtest.Value[bool](b, `document.querySelector("main").innerText.includes("Kumar")`)
	}, "what was kept is taken in")

	b.Open("/app/channels/" + s.Shop)
	b.Press("Delete the channel")
	b.Sees("Delete The shop?")
	b.Sees("1 form")
	b.Press("Delete the channel with 2 contacts")
	b.Sees("The shop is deleted. What refers to it can still be read.")
	b.Open("/app/contacts/" + id)
	b.Sees("The shop (deleted)")
	b.Open("/app/channels/" + s.Shop)
	b.Sees("This channel was deleted")
	b.Press("Bring the channel back")
	b.Sees("The shop is back")
}

func TestFormsAndTriggersAreTakenOutOfUse(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	_, _, err := s.Settings.PutForm(t.Context(), intake.Form{ID: "lead", ChannelID: s.Shop, Name: markup, Fields: map[string]string{"mobile": "phone"}}, "the secret of this form")
	require.NoError(t, err)
	_, _, err = s.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: s.Shop, Name: markup})
	require.NoError(t, err)
	b := s.SignedIn("ada")
	for _, path := range []string{"/app/forms/lead", "/app/triggers/till"} {
		b.Open(path)
		b.Click(`[popovertarget="disable"]`)
		b.Click(`#disable form .danger`)
		b.Sees("is disabled since")
		b.Click(`.note form button`)
		b.Sees("is enabled.")
		b.Click(`[popovertarget="delete"]`)
		b.Click(`#delete form .danger`)
		b.Sees("is deleted. What refers to it can still be read.")
		b.Open(path)
		b.Sees("was deleted")
		b.Sees(markup)
		require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))
	}
}

func TestTagsAndAttributesAreChanged(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:write")
	_, _, err := s.Settings.PutAttribute(t.Context(), "city", intake.TypeString)
	require.NoError(t, err)
	s.Enter("+60123456789", "Aisyah", map[string]any{"tags": []string{"Leed", "lead", markup}, "attributes": map[string]any{"city": "Ipoh"}})
	b := s.SignedIn("ada")

	b.Open("/app/tags/change?tag=leed")
	b.Sees("1 contact has this tag.")
	b.Fill("name", "LEAD")
	b.Press("Rename the tag")
	b.Sees("There is a tag of this name already")
	b.Fill("name", "newcomer")
	b.Press("Rename the tag")
	b.Sees("Leed is called newcomer now.")
	b.Open("/app/tags/change?tag=newcomer")
	b.Choose(`[name="into"]`, "lead")
	b.Press("Look at what it does")
	b.Sees("1 contact gets lead in place of newcomer.")
	b.Press("Merge the tags")
	b.Sees("newcomer is part of lead now.")
	require.Equal(t, 2, webtest.Value[int](b, `document.querySelectorAll("tbody tr").length`))

	b.Open("/app/attributes/city")
	b.Click(`[popovertarget="remove-it"]`)
	b.Sees("Remove city from 1 contact?")
	b.Click(`#remove-it form .danger`)
	b.Sees("city is removed.")
	b.Open("/app/attributes/city")
	b.Sees("There is nothing here")

	g := s.SignedIn("grace")
	g.Open("/app/tags")
	g.Lacks("Rename or merge")
	g.Open("/app/tags/change?tag=lead")
	g.Sees("You may not do this")
}
