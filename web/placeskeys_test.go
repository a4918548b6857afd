package web_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestConnectByKeyboard adds a channel and a form without a mouse.
func TestConnectByKeyboard(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	focus := func(selector string) {
		t.Helper()
		require.True(t, webtest.Value[bool](b, `document.querySelector("`+selector+`").focus(), true`))
	}
	b.Open("/app/channels")
	b.Keys("n")
	b.At("/app/channels/new")
	focus("[name=name]")
	b.Keys("The branch\t\t")
	require.Equal(t, "phone_number_id", b.Focused(), "the order of the tab is that of reading")
	b.Keys("410000000000002\r")
	b.At("/app/channels/the-branch")

	b.Open("/app/forms")
	b.Keys("n")
	b.At("/app/forms/new")
	focus("[name=name]")
	b.Keys("\r")
	b.Sees("Write a short name")
	b.Until(func() bool {
		return webtest.Value[bool](b, `document.activeElement.classList.contains("errors")`)
	}, "what is wrong has the focus")
	require.True(t, webtest.Value[bool](b, `document.querySelector(document.querySelector(".errors a").hash).name === "id"`), "it leads to the field")
	focus("[name=id]")
	b.Keys("lead\r")
	b.At("/app/forms/lead")
	focus("[name=answer]")
	require.NotEqual(t, "none", webtest.Value[string](b, `getComputedStyle(document.activeElement).outlineStyle`), "the focus can be seen")
	b.Keys("\t")
	require.Equal(t, "target", b.Focused())
}
