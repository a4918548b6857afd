package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/web/webtest"
)

func TestWhySomebodyIsNoContact(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("boss", nil, "imports")
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)
	b := s.SignedIn("ada")
	b.Open("/app/imports")
	b.Choose("#f-channel_id", s.Shop)
	b.File("file", aFile(t, "Mobile,Name", "+60123456781,"+harm))
	b.Press("Look at the file")
	b.Press("Do a dry run")
	b.Sees("Import 1 row")
	b.Press("Import 1 row")
	b.Sees("1 created")

	b.Open("/app")
	b.Press("Why not?")
	b.At("/app/why")
	b.Everywhere("/app/why", "why")
	b.Fill("q", "+60 12-345 6781\r")
	b.Sees("is a contact on channel The shop, created at")
	b.Sees("Created the contact")
	b.Sees(harm)
	require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))
	b.Everywhere(b.Path(), "why-contact")

	t.Run("a name", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.NoScripts()
		b.Open("/app/why?q=script")
		b.Press(harm[:8])
		b.Sees("What arrived, and what was decided")
		b.Open("/app/why?q=Grace")
		b.Sees("No contact has this name")
		b.Sees("Ask by the phone number")
	})
	t.Run("a name that is in something that needs a look, or was left", func(t *testing.T) {
		s := s.In(t)
		leadForm(s)
		event := submits(s, map[string]any{"name": "Zoë Ng", "whatsapp": "012-345 6799"})
		b := s.SignedIn("ada")
		b.Open("/app/why?q=zoe")
		b.Sees("No contact has this name")
		b.Sees("What arrived with this name, and made no contact")
		b.Lacks("Ask by the phone number")
		b.Everywhere(b.Path(), "why-unclear")
		b.Press("See it")
		b.Arrived()
		require.Equal(t, "/app/quarantine?reason=bad_phone#e-"+event, b.Path())
		s.API("POST", "/v1/events/"+event+"/dismiss", map[string]any{"reason": "Spam"})
		b.Open("/app/why?q=Zo%C3%AB")
		b.Press("See it")
		b.Arrived()
		b.Sees("Left by")
	})
	t.Run("an id that is not written as WhatsApp writes them today", func(t *testing.T) {
		s := s.In(t)
		s.Receive(webtest.ShopNumber, wrote("gBGGFlA5FpafAgkOuJbRq54qwbM=", "60123456744", "Kim", "Hello"))
		b := s.SignedIn("ada")
		b.Open("/app/why?q=gBGGFlA5FpafAgkOuJbRq54qwbM%3D")
		b.Sees("Kim is a contact on channel The shop")
	})
	t.Run("the id of a lead of Facebook’s whose answers are not here yet", func(t *testing.T) {
		s := s.In(t)
		_, err := s.Facebook.Record(t.Context(), []facebook.Told{{ID: "901234567890123", PageID: "520000000000020", CreatedAt: time.Now()}}, false)
		require.NoError(t, err)
		b := s.SignedIn("ada")
		b.Open("/app/why?q=901234567890123")
		b.Sees("Facebook told of lead 901234567890123")
	})
	t.Run("a number of which nothing has arrived", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/why?channel=branch&q=%2B60123456799")
		b.Sees("Clicks on an ad are not messages")
		b.Sees("Ask about all channels")
		b.Everywhere(b.Path(), "why-nothing")
	})
	t.Run("who is a contact of another channel", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/why?channel=branch&q=%2B60123456781")
		b.Sees("another channel: The shop")
		b.Press("Ask about that channel")
		b.Sees("is a contact on channel The shop, created at")
	})
	t.Run("ids of messages and of WhatsApp users", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		for _, asked := range []string{"wamid.HBgL", "MY.1234567890123456"} {
			b.Open("/app/why?q=" + asked)
			b.Sees("Nothing has arrived about")
		}
		require.True(t, contact.IsUserID("MY.1234567890123456"))
	})
	t.Run("who may not read contacts is refused", func(t *testing.T) {
		resp, _ := get(t, s.In(t).Client("boss"), s.URL+"/app/why?q=1")
		require.Equal(t, 403, resp.StatusCode)
	})
}
