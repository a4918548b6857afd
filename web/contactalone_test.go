package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestAContactWithoutANumber shows a contact whose only number ended, in the list, on its
// page and in its form.
func TestAContactWithoutANumber(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	s.Receive(webtest.ShopNumber, wrote("wamid.alone", "60123456781", "", "Hello"))
	found := s.API(http.MethodGet, "/v1/contacts?q=60123456781", nil)["contacts"].([]any)
	id := found[0].(map[string]any)["id"].(string)
	n := s.API(http.MethodGet, "/v1/contacts/"+id+"/timeline", nil)["identities"].([]any)[0].(map[string]any)["n"].(float64)
	s.API(http.MethodPost, "/v1/contacts/"+id+"/identities/"+fmt.Sprintf("%.0f", n)+"/end", map[string]any{})

	b := s.SignedIn("ada")
	b.Open("/app/contacts")
	b.Sees("No number")
	require.NotContains(t, b.Text(), "6781")
	b.Everywhere("/app/contacts/"+id, "contact-alone")
	b.Sees("What arrives from a former number is somebody else’s")
	require.NotContains(t, b.Text(), "wa.me")
	b.Everywhere("/app/contacts/"+id+"/edit", "contact-alone-edit")
	require.Empty(t, webtest.Value[string](b, `document.querySelector("[name=display_name]").value`), "the name is to be given, not \"No number\"")
}
