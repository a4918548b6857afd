package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

// TestEveryPageCanBeUsedByEverybody looks at each page in both sizes and colours. A new
// page gets a line.
func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", []string{s.Shop}, "contacts:write")
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)

	signedOut := s.Browser()
	signedOut.Everywhere("/app/login", "login")
	empty := webtest.Serve(t, nil)
	empty.Person("ada", nil, "admin")
	furnish(t, s)
	b, e := s.SignedIn("ada"), empty.SignedIn("ada")
	for name, path := range map[string]string{
		"channels": "/app/channels", "forms": "/app/forms", "triggers": "/app/triggers", "ads": "/app/ads", "tags": "/app/tags",
		"attributes": "/app/attributes", "home": "/app", "quarantine": "/app/quarantine", "imports": "/app/imports", "jobs": "/app/jobs",
		"settings": "/app/settings", "channel": "/app/channels/" + s.Shop,
	} {
		e.Everywhere(path, name+"-empty")
	}
	require.NoError(t, empty.Settings.DeleteChannel(t.Context(), empty.Shop, 0))
	for name, path := range map[string]string{"channels": "/app/channels", "home": "/app", "new-contact": "/app/contacts/new", "imports": "/app/imports"} {
		e.Everywhere(path, name+"-unconnected")
	}
	signedOut.Everywhere("/f/contact-us", "public")
	signedOut.Everywhere("/f/closed", "public-closed")
	for name, path := range map[string]string{
		"home":       "/app",
		"settings":   "/app/settings",
		"person":     "/app/settings/people/grace",
		"new-person": "/app/settings/new-person",
		"problem":    "/app/nothing",

		"channels": "/app/channels", "channel": "/app/channels/" + s.Shop, "channel-waits": "/app/channels/branch", "new-channel": "/app/channels/new",
		"forms": "/app/forms", "form": "/app/forms/contact-us", "new-form": "/app/forms/new",
		"triggers": "/app/triggers", "trigger": "/app/triggers/zapier", "new-trigger": "/app/triggers/new",
		"ads": "/app/ads", "ad": "/app/ads/120210000000000001", "tags": "/app/tags", "attributes": "/app/attributes",
		"tag": "/app/tags/change?tag=vip&into=newsletter", "attribute": "/app/attributes/city", "channel-disabled": "/app/channels/closed", "channel-delete": "/app/channels/" + s.Shop + "/delete",
		"channel-deleted": "/app/channels/gone", "form-disabled": "/app/forms/closed", "trigger-disabled": "/app/triggers/closed", "trigger-deleted": "/app/triggers/gone",
	} {
		b.Everywhere(path, name)
	}
	b.Open("/app/settings")
	require.Equal(t, "The shop", webtest.Value[string](b, `[...document.querySelectorAll("[aria-labelledby=people] tbody tr")].find((r) => r.innerText.includes("Name of grace")).cells[3].innerText`),
		"a channel is called by its name")
}

// furnish gives the pages something to show.
func furnish(t *testing.T, s *webtest.Site) {
	t.Helper()
	_, _, err := s.Settings.PutAttribute(t.Context(), "city", intake.TypeString)
	require.NoError(t, err)
	public := true
	_, _, err = s.Settings.PutForm(t.Context(), intake.Form{
		ID: "contact-us", ChannelID: s.Shop, Name: "Contact us", Public: &public,
		Fields: map[string]string{"mobile": "phone", "full_name": "display_name", "interests": "tags", "town": "attributes.city", "message": "remarks"},
	}, "the secret of this form")
	require.NoError(t, err)
	_, _, err = s.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "zapier", ChannelID: s.Shop, Name: "Zapier"})
	require.NoError(t, err)
	for id, number := range map[string]string{"closed": "410000000000003", "gone": "410000000000004"} {
		_, _, err = s.Settings.PutChannel(t.Context(), id, "The "+id+" branch", number)
		require.NoError(t, err)
		_, _, err = s.Settings.PutForm(t.Context(), intake.Form{ID: id, ChannelID: s.Shop, Name: "A form that is " + id, Public: &public}, "the secret of this form")
		require.NoError(t, err)
		_, _, err = s.Settings.PutTrigger(t.Context(), intake.Trigger{ID: id, ChannelID: s.Shop, Name: "A trigger that is " + id})
		require.NoError(t, err)
	}
	for _, thing := range []settings.Thing{settings.TheChannel, settings.TheForm, settings.TheTrigger} {
		require.NoError(t, s.Settings.Disable(t.Context(), thing, "closed", true))
	}
	require.NoError(t, s.Settings.DeleteChannel(t.Context(), "gone", 0))
	require.NoError(t, s.Settings.DeleteForm(t.Context(), "gone"))
	require.NoError(t, s.Settings.DeleteTrigger(t.Context(), "gone"))
	now := time.Now()
	require.NoError(t, s.Settings.CountForms(t.Context(), []settings.FormCount{
		{FormID: "contact-us", Outcome: "accepted", Hour: now.Truncate(time.Hour), Count: 12, LastAt: now.Add(-time.Hour)},
		{FormID: "contact-us", Outcome: "wrong_signature", Hour: now.Truncate(time.Hour), Count: 3, LastAt: now},
	}, now))
	s.Hook(webtest.Text{PhoneNumberID: "410000000000777", Displayed: "+60 3-2201 0000", AccountID: "7001", From: "60123456700", Name: "Kumar", ID: "wamid.x", Body: "Hi"}, webtest.AppSecret, 200)
	s.Hook(webtest.Text{PhoneNumberID: shopID, Displayed: "+60 3-2201 0001", AccountID: "7001", From: "60123456701", Name: "Aisyah", ID: "wamid.1", Body: "Hi", AdID: "120210000000000001", Headline: "Ten per cent off"}, webtest.AppSecret, 200)
	s.Hook(webtest.Text{PhoneNumberID: shopID, From: "60123456701", ID: "wamid.2", Body: "Hi"}, "another", 401)
	_, err = s.DB.Other.Exec(t.Context(), `INSERT INTO tags (name) VALUES ('vip'), ('newsletter') ON CONFLICT DO NOTHING`)
	require.NoError(t, err)
	_, err = s.DB.Other.Exec(t.Context(), `
INSERT INTO arrivals (quarter, channel_id, source, contacts)
SELECT date_trunc('hour', now()) - n * interval '1 day', $1, source, (n * 7 + length(source) * 5) % 40 + 1
FROM generate_series(1, 27) n CROSS JOIN unnest(ARRAY['message', 'form', 'import']) source`, s.Shop)
	require.NoError(t, err)
}
