package web_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/web/webtest"
)

// TestANewcomer plays the demo's day, and does what somebody does who has never seen the
// pages and knows nothing but them.
func TestANewcomer(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("owner", nil, "admin")
	c := client.Client{URL: s.URL, Token: webtest.APIToken, Secret: webtest.AppSecret}
	channels, err := c.Channels(t.Context())
	require.NoError(t, err)
	require.NoError(t, demo.Play(t.Context(), c, channels[0], io.Discard))
	b := s.SignedIn("owner")

	// The people who wrote, one who filled in a form, and Grace, who has no number.
	b.Open("/app")
	b.Sees("new contacts today")
	b.Click(`.rail a[href="/app/contacts"]`)
	b.Sees("6 contacts")
	b.Fill("q", "Grace")
	b.Until(func() bool { return rows(b) == 1 }, "one is found")
	b.Sees("No number")
	b.Press("Grace")
	b.Sees("WhatsApp does not tell it of people who have a username")
	b.Shot("newcomer-grace")

	// The sample file, with a dry run. One of its people is there already.
	b.Press("Imports")
	b.At("/app/imports")
	sample := filepath.Join(t.TempDir(), "contacts-sample.csv")
	require.Contains(t, webtest.Value[string](b, `document.querySelector('a[href$="/sample.csv"]').textContent`), "sample file")
	_, file := get(t, s.Client("owner"), s.URL+"/app/imports/sample.csv")
	require.NoError(t, os.WriteFile(sample, []byte(file), 0o600))
	b.File("file", sample)
	b.Press("Look at the file")
	b.Sees("Of the first 5 rows, 1 would be rejected")
	b.Press("Do a dry run")
	b.Sees("3\nwould be created")
	b.Sees("3 that would be created")
	b.Sees("+62 812-3456-7811")
	b.Sees("1 that would be updated")
	b.Sees("Tags: newsletter, vip")
	b.Sees("1 that would be rejected")
	b.Sees("“012-345 6714”")
	b.Everywhere(b.Path(), "import-samples")
	b.Press("Import 4 rows")
	b.Sees("3 created · 1 updated")
	b.Lacks("For example")

	// It is taken back: who was there is as before.
	b.Press("Undo the import")
	b.Sees("undoing now")
	b.Click("main button.danger")
	b.Sees("Undone: 3 contacts removed · 1 restored.")
	b.Lacks("left as they are")
	b.Click(`.rail a[href="/app/contacts"]`)
	b.Sees("6 contacts")
	b.Lacks("newsletter")

	// Who only opened the chat stands on the page that says why.
	b.Press("Why not?")
	b.Sees("What came lately and made no contact")
	b.Sees("A chat that was opened")
	b.Everywhere("/app/why", "why-lately")
	b.Press("+60 12-345 6705")
	b.Sees("Something has arrived about number +60 12-345 6705, but there is no contact on any channel.")
	b.Sees("the chat was opened but nothing was written")
	b.Lacks("request_welcome")
	b.Shot("newcomer-why")
	b.Fill("q", "012-345 6705\r")
	b.Sees("lacks its country code")

	// What could not be decided is mended: the number lacked its country.
	b.Press("Needs a look")
	b.Sees("1 event could not be decided")
	b.Sees("Ivan Teo")
	b.Fill("default_country", "MY")
	b.Press("Decide again")
	b.Sees("It is decided again")
	b.Until(func() bool {
		found, _ := s.API(http.MethodGet, "/v1/contacts?q=Ivan", nil)["contacts"].([]any)
		return len(found) == 1
	}, "Ivan is a contact")

	// With a default country the number is found as people write it.
	s.API(http.MethodPut, "/v1/channels/"+s.Shop, map[string]any{"name": "The shop", "phone_number_id": webtest.ShopNumber, "default_country": "MY"})
	b.Open("/app/why")
	b.Sees("A number as you would write it")
	b.Fill("q", "012-345 6705\r")
	b.Sees("Something has arrived about number +60 12-345 6705")
}
