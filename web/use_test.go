package web_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

// TestWithoutScripts does with forms alone what there is to do.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, map[string]string{"TIME_ZONE": "Asia/Kuala_Lumpur"})
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)
	_, _, err = s.Settings.CreateToken(t.Context(), settings.NewToken{Name: "Reports", Scopes: []string{"imports"}})
	require.NoError(t, err)
	b := s.Browser()
	b.NoScripts()
	b.Open("/app/settings")
	b.Press("Sign in with an access token")
	b.Fill("token", webtest.APIToken)
	b.Click("button.primary")
	b.At("/app/settings")
	b.Sees("Times: Asia/Kuala_Lumpur")
	require.Regexp(t, `\d{4}, \d\d:\d\d \+08`, b.Text(), "a time names its zone")

	b.Click("#channel") // the switch has a button
	b.Keys("The b\r")
	b.Press("Show")
	b.At("/app/settings?channel=branch")
	b.Press("Dark")
	b.Until(func() bool { return webtest.Value[string](b, `document.documentElement.dataset.theme || ""`) == "dark" }, "it is dark")
	b.At("/app/settings?channel=branch")

	b.Press("Add a person")
	b.Fill("name", "Grace")
	b.Fill("slug", "grace")
	b.Fill("email", "grace@example.com")
	b.Click(`[name=scopes][value="contacts:write"]`)
	b.Press("Add the person")
	b.Sees("Send this link")
	b.Press("Remove the person")
	b.Sees("The person is signed out everywhere")
	b.Press("Remove Grace")
	b.Sees("Grace is removed")
	b.Press("Revoke")
	b.Press("Revoke the token of Reports")
	b.Sees("The token is revoked")
	b.Press("Sign out")
	b.Sees("You are signed out.")
}

// TestByKeyboard uses no mouse.
func TestByKeyboard(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "imports")
	b := s.Browser()
	b.Open("/app/login?next=/app/settings")
	b.Keys("\t")
	require.Equal(t, "Skip to content", b.Focused())
	require.NotEqual(t, "none", webtest.Value[string](b, `getComputedStyle(document.activeElement).outlineStyle`), "the focus can be seen")
	b.Keys("\r\t")
	require.Equal(t, "email", b.Focused())
	b.Keys("\t\t")
	require.Equal(t, "Sign in with an access token", b.Focused())
	b.Keys("\r\t" + webtest.APIToken + "\r")
	b.At("/app/settings")

	b.Keys("?")
	b.Sees("Single keys do something")
	b.Accessible()
	b.Shot("keys")
	b.Keys("\x1b")
	b.Until(func() bool { return !webtest.Value[bool](b, `document.getElementById("keys").open`) }, "Escape closes it")
	focus := func(selector string) { webtest.Value[bool](b, `document.querySelector("`+selector+`").focus(), true`) }
	focus(".table")
	b.Keys("j")
	require.Equal(t, "Name of ada", b.Focused())
	b.Keys("j")
	require.Equal(t, "Name of grace", b.Focused())
	b.Keys("k")
	require.Equal(t, "Name of ada", b.Focused())
	focus("main")
	b.Keys("j")
	require.NotEqual(t, "Name of grace", b.Focused(), "without the focus in a table nothing moves")
	b.Keys("n")
	b.At("/app/settings/new-person")
	focus("[name=name]")
	b.Keys("n?j")
	require.Equal(t, "n?j", webtest.Value[string](b, `document.querySelector("[name=name]").value`), "in a field they are letters")
	b.Keys("\x1b")
	require.Empty(t, webtest.Value[string](b, `document.querySelector("[name=name]").value`), "Escape restores what was there")

	t.Run("they can be switched off", func(t *testing.T) {
		b.Open("/app/settings")
		b.Keys("?")
		b.Click("[data-keys-on]")
		b.Press("Close")
		b.Open("/app/settings")
		b.Keys("n")
		b.Keys("?")
		b.Until(func() bool { return webtest.Value[bool](b, `document.getElementById("keys").open`) }, "the keys are shown")
		b.At("/app/settings")
		require.False(t, webtest.Value[bool](b, `document.querySelector("[data-keys-on]").checked`))
	})
}

// TestTimesAreTheBrowsers writes them in its zone, and tells the server.
func TestTimesAreTheBrowsers(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	_, err := s.DB.Other.Exec(t.Context(), `UPDATE people SET created_at = now()`)
	require.NoError(t, err)
	b := s.SignedIn("ada")
	_, err = s.DB.Other.Exec(t.Context(), `UPDATE sessions SET created_at = '2026-01-31 23:30:00Z'`)
	require.NoError(t, err)
	b.Zone("Asia/Kuala_Lumpur")
	b.Open("/app/settings")
	b.Sees("1 Feb 2026, 07:30")
	b.Sees("Times: Asia/Kuala_Lumpur")
	c := s.Client("ada")
	_, page := get(t, c, s.URL+"/app/settings")
	require.Contains(t, page, "31 Jan 2026, 23:30 UTC")
	require.Contains(t, page, "Times: <span data-zone>UTC</span>")
	b.NoScripts()
	b.Open("/app/settings")
	b.Sees("1 Feb 2026, 07:30")
	require.NotContains(t, b.Text(), "07:30 +08", "the browser's zone need not be named")
}

func TestColoursStay(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	b.Colours("light")
	b.Open("/app")
	page := func() string { return webtest.Value[string](b, `getComputedStyle(document.body).backgroundColor`) }
	require.Equal(t, "rgb(255, 255, 255)", page())
	b.Press("Dark")
	b.Until(func() bool { return page() == "rgb(21, 24, 28)" }, "it is dark")
	b.Open("/app/settings")
	require.Equal(t, "rgb(21, 24, 28)", page())
}
