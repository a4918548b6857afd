package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestHome shows first steps where nobody is, and then what came in.
func TestHome(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "imports")
	b := s.SignedIn("ada")
	b.Open("/app")
	b.Sees("First steps")
	b.Press("Send a test message")
	b.At("/app/channels/" + s.Shop + "#test")
	b.Fill("phone", "+60 12-345 6789")
	b.Press("Send the test message")
	b.Sees("The test message is taken in")
	b.Until(func() bool { b.Open("/app"); return contains(b, "New contacts in 30 days") }, "there is somebody")
	b.Lacks("First steps")
	b.Sees("Message 1 · today 1")

	s.Hook(webtest.Text{PhoneNumberID: shopID, From: "60123450002", Name: "Siti", ID: "wamid.ad", Body: "Hi", AdID: "120210000000000001", Headline: markup}, webtest.AppSecret, http.StatusOK)
	b.Until(func() bool { b.Open("/app"); return contains(b, "Ads that brought people") }, "the ad is there")
	b.Sees("2\nnew contacts today")
	b.Press("in the last 30 days")
	b.Sees("Created from ")
	require.Equal(t, 2, rows(b))
	b.Open("/app")
	b.Click(`a[href^="/app/ads/1"]`)
	b.Sees("The last 30 days")
	b.Sees("First messages 1")
	b.Sees("120210000000000001")
	require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))
	b.Press("The numbers as a table")
	b.Open("/app/ads")
	b.Sees(markup)

	t.Run("a test message needs a number, and says so", func(t *testing.T) {
		none := webtest.Serve(t, nil)
		none.Person("ada", nil, "admin")
		require.NoError(t, none.Settings.DeleteChannel(t.Context(), none.Shop, 0))
		b := none.SignedIn("ada")
		b.Open("/app")
		b.Sees("It needs a number: connect one first.")
		b.Press("Connect a number")
		b.At("/app/channels/new")
	})

	t.Run("who may only import sees imports", func(t *testing.T) {
		g := s.In(t).SignedIn("grace")
		g.Open("/app")
		g.Lacks("new contacts today")
		g.Lacks("Channels")
	})
}

func contains(b *webtest.Browser, text string) bool {
	return webtest.Value[bool](b, `document.body.innerText.includes("`+text+`")`)
}
