package web_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

const (
	shopID = "410000000000001"
	markup = `<script>document.title="harmed"</script>`
)

// TestConnectANumber goes from nothing to a channel whose steps tick themselves.
func TestConnectANumber(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	branch := webtest.Text{
		PhoneNumberID: "410000000000777", Displayed: "+60 3-2201 0000", AccountID: "7001",
		From: "60123456789", Name: markup, ID: "wamid.1", Body: markup,
	}
	s.Hook(branch, webtest.AppSecret, http.StatusOK)

	b.Open("/app/channels")
	b.Sees("Messages arrive for +60 3-2201 0000")
	b.Sees("1 event is kept")
	b.Press("Add this channel")
	b.Sees("Connect a number")
	require.Equal(t, "410000000000777", webtest.Value[string](b, `document.querySelector("[name=phone_number_id]").value`))

	b.Fill("name", "The branch")
	b.Fill("phone_number_id", "7001")
	b.Press("Add the channel")
	b.Sees("This is the id of the WhatsApp Business Account")
	b.Fill("phone_number_id", "+60 3-2201 0000")
	b.Press("Add the channel")
	b.Sees("This is a phone number")
	require.Equal(t, "The branch", webtest.Value[string](b, `document.querySelector("[name=name]").value`), "what was typed stays")
	b.Fill("phone_number_id", "410000000000777")
	b.Press("Add the channel")
	b.At("/app/channels/the-branch")
	b.Sees("Somebody has written to the number:")
	b.Lacks("not yet")

	resp, err := http.Get(s.URL + "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + webtest.VerifyToken)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	b.Sees("Meta has verified the address:") // by itself
	require.Equal(t, "The branch · Contacts", webtest.Value[string](b, `document.title`))

	b.Fill("phone", "call me")
	b.Press("Send the test message")
	b.Sees("The number cannot be used")
	b.Fill("phone", "+60 12-999 8877")
	b.Press("Send the test message")
	b.Sees("The test message is taken in")
}

// TestWhatCameToTheWebhook is told in words.
func TestWhatCameToTheWebhook(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", []string{s.Shop}, "contacts:read")
	b := s.SignedIn("ada")
	test := webtest.Text{PhoneNumberID: "123456123", Displayed: "16505551111", AccountID: "0", From: "16315551181", Name: "test user name", ID: "ABGGFlA5Fpa", Body: "this is a text message"}
	s.Hook(test, webtest.AppSecret, http.StatusOK)
	b.Open("/app/channels/" + s.Shop)
	b.Sees("Meta’s test arrived")
	b.Sees("Meta has verified the address – not yet")
	b.Sees("or the verify token is another one")
	resp, err := http.Get(s.URL + "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	b.Sees("The verify token was wrong the last time.") // by itself
	b.Open("/app/channels")
	b.Lacks("Messages arrive for")
	b.Open("/app")
	b.Lacks("1 need")
	b.Sees("0\nneed a look")

	for range 4 {
		s.Hook(webtest.Text{PhoneNumberID: shopID, From: "60123456789", ID: "wamid.2", Body: "Hello"}, "another secret", http.StatusUnauthorized)
	}
	b.Open("/app/channels")
	b.Sees("The signature was wrong 4 times in the last hour: the app secret differs")
	b.Sees("PUBLIC_URL is an address of this machine alone")
	badge := `document.querySelector('a[href^="/app/channels"] .badge')?.innerText ?? ""`
	require.Contains(t, webtest.Value[string](b, badge), "1")
	s.Hook(webtest.Text{PhoneNumberID: shopID, Displayed: "60322010001", From: "60123456789", ID: "wamid.2", Body: "Hello"}, webtest.AppSecret, http.StatusOK)
	b.Open("/app/channels")
	b.Lacks("The signature was wrong")
	require.Empty(t, webtest.Value[string](b, badge))

	t.Run("who may not change it sees the channel's own steps", func(t *testing.T) {
		g := s.In(t).SignedIn("grace")
		g.Open("/app/channels")
		g.Sees("The shop")
		g.Lacks("Verify token")
		g.Lacks("Connect a number")
		g.Open("/app/channels/new")
		g.Sees("You may not do this")
		g.Open("/app/channels/" + s.Shop)
		g.Sees("Somebody has written to the number:")
		g.Lacks("Send a test message")
	})

	t.Run("the webhook's address answers a browser in words", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/webhooks/whatsapp", http.NoBody)
		require.NoError(t, err)
		req.Header.Set("Accept", "text/html")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		read, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Contains(t, string(read), "It works")
	})
}
