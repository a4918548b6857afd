//go:build screenshots

package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestScreenshots takes the pictures of the README, in the folder that SCREENSHOTS names:
// make screenshots.
func TestScreenshots(t *testing.T) {
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	for i, who := range []struct{ number, name, text string }{
		{"60123456701", "Aisha Rahman", "Hello, do you deliver to Ipoh?"},
		{"6281234567802", "Dewi Lestari", "Is the blue one still there?"},
		{"6591234503", "Tan Wei Ming", "What does shipping cost?"},
		{"4915123456704", "Jürgen Müller", "Good morning"},
		{"5511987654305", "João da Silva", "Oi, bom dia"},
		{"447700900106", "Grace Okafor", "Can I book for Friday?"},
	} {
		s.Receive(webtest.ShopNumber, wrote("wamid.shot."+string(rune('a'+i)), who.number, who.name, who.text))
	}
	s.Enter("+60123456707", "Hana Yusof", map[string]any{"tags": []string{"vip", "wholesale"}, "assignee": "kumar", "remarks": "Met at the fair"})
	found := s.API(http.MethodGet, "/v1/contacts?q=Aisha", nil)["contacts"].([]any)[0].(map[string]any)["id"].(string)
	s.API(http.MethodPatch, "/v1/contacts/"+found, map[string]any{"tags": []string{"lead"}, "assignee": "mei", "remarks": "Asked about delivery"})
	file := filepath.Join(t.TempDir(), "customers.csv")
	require.NoError(t, os.WriteFile(file, []byte(strings.Join([]string{
		"Full name,Mobile,Town", "Farid Hassan,012-345 6708,Ipoh", "Lim Siew Ling,+65 9123 4509,Singapore", "Nobody,12345,Penang",
	}, "\n")), 0o600))

	b := s.SignedIn("ada")
	b.Size(webtest.Wide)
	b.Open("/app/imports")
	b.File("file", file)
	b.Press("Look at the file")
	b.Sees("Mobile")
	draft := b.Path()
	for name, path := range map[string]string{
		"contacts": "/app/contacts", "contact": "/app/contacts/" + found, "import": draft, "why": "/app/why?q=60123456701",
	} {
		for _, scheme := range []string{"light", "dark"} {
			b.Colours(scheme)
			b.Open(path)
			b.Shot(name + "-" + scheme)
		}
	}
}
