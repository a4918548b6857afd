package web_test

import (
	"testing"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/web/webtest"
)

// TestPagesOfContactsCanBeUsedByEverybody looks at the pages of contacts with something
// in them, in both sizes and colours.
func TestPagesOfContactsCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	s, id := furnished(t)
	var more []demo.Message
	for i, name := range []string{"Aisyah Rahman", "Bjørn Ødegård", "陈小明", "João da Silva", "A very long name that somebody has chosen for reasons of their own"} {
		more = append(more, wrote("wamid.more"+string(rune('a'+i)), "6012345670"+string(rune('0'+i)), name, "Hello"))
	}
	s.Receive(webtest.ShopNumber, more...)
	b := s.SignedIn("ada")
	for name, path := range map[string]string{
		"contacts":          "/app/contacts",
		"contacts-filtered": "/app/contacts?tag=vip&wrote=true",
		"contacts-nobody":   "/app/contacts?q=nobody-of-this-name&tag=vip",
		"contact":           "/app/contacts/" + id + "?list=tag%3Dvip&n=1",
		"contact-decisions": "/app/contacts/" + id + "?show=decisions",
		"contact-edit":      "/app/contacts/" + id + "/edit",
		"contact-new":       "/app/contacts/new?q=%2B60123456789",
	} {
		b.Everywhere(path, name)
	}
	b.Open("/app/contacts")
	for _, panel := range []string{"Filter", "Columns", "Export"} {
		b.Press(panel)
		b.Accessible()
		b.Shot("contacts-" + panel)
	}
	b.Open("/app/contacts/" + id)
	b.Press("Edit Name")
	b.Accessible()
	b.Shot("contact-editing")
}
