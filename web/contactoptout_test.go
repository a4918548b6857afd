package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestWhatBecomesOfAnOptOut says before a deletion whether the opt-out is kept.
func TestWhatBecomesOfAnOptOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings map[string]string
		says     string
	}{
		"with a key":    {map[string]string{"ERASURE_KEY": "0123456789abcdef0123456789abcdef"}, "The opt-out stays as a keyed hash of the number"},
		"without a key": {nil, "The opt-out is forgotten, too"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, c.settings)
			s.Person("ada", nil, "contacts:write")
			id := s.Enter("+60123456780", "Grace", nil)
			b := s.SignedIn("ada")
			text := func() string {
				b.Open("/app/contacts/" + id)
				return webtest.Value[string](b, `document.querySelector("main").textContent`)
			}
			require.NotContains(t, text(), "opt-out", "who has not opted out is not spoken of so")
			s.API(http.MethodPatch, "/v1/contacts/"+id, map[string]any{"opted_out": true})
			b.Until(func() bool {
				b.Open("/app/contacts/" + id)
				return webtest.Value[bool](b, `document.body.innerText.includes("Opted out")`)
			}, "she has opted out")
			require.Contains(t, text(), c.says)
		})
	}
}
