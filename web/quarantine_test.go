package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

// submits has a form of the shop filled in, and returns the event.
func submits(s *webtest.Site, answers map[string]any) (event string) {
	return s.API(http.MethodPost, "/forms/lead/submissions", answers)["event_id"].(string)
}

func leadForm(s *webtest.Site) {
	s.API(http.MethodPut, "/v1/forms/lead", map[string]any{"channel_id": s.Shop, "name": "Leads", "fields": map[string]any{"whatsapp": "phone", "name": "display_name"}})
}

const (
	badge = `document.querySelector('.rail a[href^="/app/quarantine"] .badge')?.firstChild.textContent ?? ""`
	looks = `document.querySelectorAll("article.look").length`
)

// fillIn is Fill for the field that a selector finds.
func fillIn(b *webtest.Browser, selector, text string) {
	b.T.Helper()
	webtest.Value[bool](b, `true`) // its page is there
	b.Run(chromedp.WaitVisible(chromedp.CSS(selector)),
		chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).value = ""`, selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// decided waits until the API says so of an event.
func decided(b *webtest.Browser, s *webtest.Site, event, as string) {
	b.T.Helper()
	b.Until(func() bool {
		found := s.API(http.MethodGet, "/v1/events?id="+event, nil)["events"].([]any)
		return len(found) == 1 && found[0].(map[string]any)["decision"] == as
	}, "event %s is %s", event, as)
}

func TestWhatNeedsALook(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "admin")
			leadForm(s)
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			b.Open("/app/quarantine")
			b.Sees("Nothing needs a look")
			require.Empty(t, webtest.Value[string](b, badge))

			mended := submits(s, map[string]any{"name": harm, "whatsapp": "012-345 6781"})
			other := submits(s, map[string]any{"name": "Grace", "whatsapp": "012-345 6782"})
			spam := submits(s, map[string]any{"name": "Win a prize", "whatsapp": "012-345 6783"})
			nameless := submits(s, map[string]any{"name": "Nobody"})
			b.Open("/app/quarantine")
			b.Sees("4 events could not be decided")
			b.Sees("Phone number that cannot be used 3")
			b.Sees(harm)
			require.Equal(t, "4", webtest.Value[string](b, badge))
			require.Equal(t, 4, webtest.Value[int](b, looks))
			require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))

			// What is wrong stands beside the field, with what was typed.
			b.Press("No phone number 1")
			b.Sees("Nobody")
			require.Equal(t, 1, webtest.Value[int](b, looks))
			b.Fill("phone", "12")
			b.Press("Decide again")
			b.Sees("1 thing is not right")
			require.Equal(t, "12", webtest.Value[string](b, `document.querySelector("#f-phone").value`))
			if scripts {
				b.Shot("quarantine-wrong")
			}
			b.Fill("phone", "+60 12-345 6784")
			b.Press("Decide again")
			b.Sees("It is decided again")
			decided(b, s, nameless, "created")

			// One is left, with a reason, and taken back.
			b.Open("/app/quarantine?reason=bad_phone")
			b.Press("No contact: leave it") // the newest
			b.Press("Leave it")
			b.Sees("Say in a few words why")
			fillIn(b, "#f-reason", "Spam")
			b.Press("Leave it")
			b.Sees("1 event is left")
			decided(b, s, spam, "ignored")
			b.Sees("2 events could not be decided")
			require.Equal(t, "2", webtest.Value[string](b, badge))
			b.Press("Take back")
			b.Sees("1 event needs a look again")
			require.Equal(t, "3", webtest.Value[string](b, badge))

			// Several are selected, left and decided.
			b.Press("Decide the selected again")
			b.Sees("Tick the box of each event")
			b.Click(fmt.Sprintf(`[name=id][value=%q]`, spam))
			fillIn(b, `#picked [name=reason]`, "A test of ours")
			b.Press("Leave the selected")
			b.Sees("1 event is left")
			b.Press("Left as no contact (1)")
			b.Sees("Left by Name of ada")
			b.Sees("A test of ours")
			b.Sees("Win a prize")
			require.Equal(t, "2", webtest.Value[string](b, badge))
			b.Press("Needs a look (2)")
			b.Press("Phone number that cannot be used 2")
			b.Sees("All 2 at once")
			for _, event := range []string{mended, other} {
				b.Click(fmt.Sprintf(`[name=id][value=%q]`, event))
			}
			fillIn(b, `#picked [name=default_country]`, "MY")
			b.Press("Decide the selected again")
			b.Sees("2 events are decided again")
			decided(b, s, mended, "created")
			decided(b, s, other, "created")
			b.Open("/app/quarantine")
			b.Sees("Nothing needs a look")
			require.Empty(t, webtest.Value[string](b, badge), "zero can be reached")

			b.Open("/app/quarantine?left=1")
			b.Click(fmt.Sprintf(`[name=id][value=%q][type=checkbox]`, spam))
			b.Press("Take the selected back")
			b.Sees("1 event needs a look again")
			b.Open("/app/why?q=0123456783")
			b.Sees("See what needs a look")
		})
	}
}

// TestAllOfAReason has all events of a reason decided, left and taken back.
func TestAllOfAReason(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	leadForm(s)
	var events []string
	for i := range 3 {
		events = append(events, submits(s, map[string]any{"name": "Kim", "whatsapp": fmt.Sprintf("012-345 679%d", i)}))
	}
	b := s.SignedIn("ada")
	b.Open("/app/quarantine?reason=bad_phone")
	b.Press("All 3 at once")
	b.Press("Leave 3")
	b.Sees("Say in a few words why")
	fillIn(b, "#f-reason", "The fair’s own tests")
	b.Press("Leave 3")
	b.Sees("3 events are left")
	b.Sees("Nothing needs a look")
	b.Open("/app/why?q=0123456791")
	b.Sees("Name of ada wrote: The fair’s own tests")
	b.Press("See what was left")
	b.Press("Phone number that cannot be used 3")
	b.Press("Take all 3 back")
	b.Press("Take 3 back")
	b.Sees("3 events need a look again")
	b.Open("/app/quarantine?reason=bad_phone")
	b.Press("All 3 at once")
	fillIn(b, `details [name=default_country]`, "Atlantis")
	b.Press("Decide 3 again")
	b.Sees("1 thing is not right")
	fillIn(b, `#f-default_country`, "Malaysia")
	b.Press("Decide 3 again")
	b.Sees("3 events are decided again")
	for _, event := range events {
		decided(b, s, event, "created")
	}

	t.Run("who may only read is shown no form and no badge, and is refused", func(t *testing.T) {
		s := s.In(t)
		event := submits(s, map[string]any{"name": "Lee", "whatsapp": "1"})
		r := s.SignedIn("grace")
		r.Open("/app/quarantine")
		r.Sees("Lee")
		require.Zero(t, webtest.Value[int](r, `document.querySelectorAll("main form, main input").length`))
		require.Empty(t, webtest.Value[string](r, badge), "it counts what a person can do something about")
		for _, of := range []string{event, "selected", "all"} {
			resp, err := s.Client("grace").PostForm(s.URL+"/app/quarantine", url.Values{"reason": {"x"}, "id": {event}, "of": {of}, "do": {"leave"}})
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusForbidden, resp.StatusCode, of)
		}
	})
}

// TestWhatNeedsALookEverywhere looks at the page with something on it.
func TestWhatNeedsALookEverywhere(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	leadForm(s)
	submits(s, map[string]any{"name": "Kim", "whatsapp": "012-345 6791", "message": "Do you deliver to Ipoh?"})
	submits(s, map[string]any{"name": "Lee", "whatsapp": "+60123"})
	submits(s, map[string]any{"name": "Nobody"})
	gone := submits(s, map[string]any{"name": "Gone"})
	s.API(http.MethodDelete, "/v1/events/"+gone, nil)
	s.Hook(webtest.Text{PhoneNumberID: "410000000000777", From: "60123456700", Name: "Kumar", ID: "wamid.x", Body: "Hi,\nis it still there?"}, webtest.AppSecret, 200)
	spam := submits(s, map[string]any{"name": "Win a prize", "whatsapp": "012-345 6793"})
	s.API(http.MethodPost, "/v1/events/"+spam+"/dismiss", map[string]any{"reason": "Spam"})
	b := s.SignedIn("ada")
	for name, path := range map[string]string{
		"quarantine-full": "/app/quarantine", "quarantine-reason": "/app/quarantine?reason=bad_phone", "quarantine-left": "/app/quarantine?left=1",
	} {
		b.Everywhere(path, name)
	}
	b.Open("/app/quarantine")
	b.Press("Add a channel for 410000000000777")
	b.At("/app/channels/new?phone_number_id=410000000000777")
	b.Open("/app/quarantine")
	b.Click("#picked [data-all]")
	b.Sees("4 selected on this page")

	t.Run("with the keyboard", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/quarantine?reason=no_phone")
		for b.Focused() != "phone" {
			b.Keys("\t")
		}
		b.Keys("+60123456799\r")
		b.Sees("It is decided again")
	})
}

// TestWhatWaitsForItsChannel names what has to be enabled, and whose message it is.
func TestWhatWaitsForItsChannel(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("root", nil, "admin")
	s.Person("ada", nil, "contacts:write")
	require.NoError(t, s.Settings.Disable(t.Context(), settings.TheChannel, s.Shop, true))
	s.Hook(webtest.Text{PhoneNumberID: webtest.ShopNumber, From: "60123456700", Name: "Kumar", ID: "wamid.x", Body: "Is it still there?"}, webtest.AppSecret, 200)

	a := s.SignedIn("ada")
	a.Open("/app/quarantine")
	a.Sees("Channel that is disabled")
	a.Sees("From Kumar, +60 12-345 6700")
	a.Sees("Enable the channel, and it is decided by itself.")
	a.Lacks("Open its page")
	b := s.SignedIn("root")
	b.Everywhere("/app/quarantine", "quarantine-disabled")
	require.Zero(t, webtest.Value[int](b, `document.querySelectorAll(".look .primary").length`), "deciding again does not help")

	// Nobody is entered there meanwhile, and what was typed stays.
	b.Open("/app/contacts/new")
	b.Fill("phone", "+60 12-345 6799")
	b.Fill("display_name", "Mei")
	b.Press("Create")
	b.Sees("This channel is disabled and takes nothing in")
	b.Lacks("POST /v1")
	require.Equal(t, "Mei", webtest.Value[string](b, `document.querySelector("#f-display_name").value`))
	b.Open("/app/channels/" + s.Shop)
	b.Lacks("Send a test message")

	b.Open("/app/quarantine")
	b.Press("Open its page")
	b.At("/app/channels/" + s.Shop)
	b.Press("Enable the channel")
	b.Sees("What was kept meanwhile is taken in now.")
	b.Until(func() bool {
		b.Open("/app/quarantine")
		return strings.Contains(b.Text(), "Nothing needs a look")
	}, "it is decided")

	// A number that no channel has is called as people say it.
	s.Hook(webtest.Text{PhoneNumberID: "410000000000888", Displayed: "+60 3-2201 0000", From: "60123456701", Name: "Lim", ID: "wamid.y", Body: "Hi"}, webtest.AppSecret, 200)
	b.Open("/app/quarantine")
	b.Sees("+60 3-2201 0000, channel unknown")
	b.Sees("No channel has its number.")
	require.Equal(t, "Choose a channel", webtest.Value[string](b, `document.querySelector(".mend select").selectedOptions[0].innerText`), "none is chosen for anybody")
	b.Press("Add a channel for +60 3-2201 0000")
	b.At("/app/channels/new?name=%2B60+3-2201+0000&phone_number_id=410000000000888")
}
