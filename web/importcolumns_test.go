package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// TestColumnsGoElsewhereAfterADryRun sees in a dry run that a column goes to the wrong
// field, and has it go elsewhere without sending the file again.
func TestColumnsGoElsewhereAfterADryRun(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "admin")
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			b.Open("/app/imports")
			b.File("file", aFile(t, "Mobile,Name,城市,Note", "+60123456781,Aisyah,Ipoh,Likes blue", "+60123456782,Kumar,Melaka,"))
			b.Press("Look at the file")
			b.Sees("can be used")

			// A column whose name is of no Latin letter gets an attribute, too.
			b.Choose(`[aria-label="城市 goes to"]`, "new:")
			b.Press("Do a dry run")
			b.Sees("1 thing is not right")
			b.Sees("Write beside the column “城市” what its new attribute is called")
			require.Equal(t, "new:", webtest.Value[string](b, `document.querySelector('[aria-label="城市 goes to"]').value`), "what was chosen stays")
			b.Choose(`[aria-label="Name of the new attribute for 城市"]`, "Home town")
			b.Press("Do a dry run")
			sees(b, scripts, "2\nwould be created")
			sees(b, scripts, "home_town: Ipoh")
			sees(b, scripts, "Remarks: Likes blue")
			first := b.Path()

			b.Press("Change the columns")
			b.At(first + "/columns")
			require.Equal(t, "home_town", webtest.Value[string](b, `document.querySelector('[aria-label="Name of the new attribute for 城市"]').value`))
			if scripts {
				b.Everywhere(first+"/columns", "import-columns")
			}
			b.Choose(`[name="default_country"]`, "nowhere")
			b.Press("Do another dry run")
			b.Sees("The country must be the two letters of a country")
			empty(b, `[name="default_country"]`)
			empty(b, `[aria-label="Note goes to"]`)
			b.Press("Do another dry run")
			sees(b, scripts, "2\nwould be created")
			sees(b, scripts, "home_town: Ipoh")
			b.Lacks("Remarks: Likes blue")
			require.NotEqual(t, first, b.Path())
			b.Press("Import 2 rows")
			sees(b, scripts, "2 created")
			found := s.API(http.MethodGet, "/v1/contacts?q=Aisyah", nil)["contacts"].([]any)[0].(map[string]any)
			require.Equal(t, map[string]any{"home_town": "Ipoh"}, found["attributes"])
			require.Nil(t, found["remarks"])

			b.Open(first)
			sees(b, scripts, "Cancelled")
			b.Lacks("Change the columns")
			b.Open(first + "/columns") // as Back does
			b.At(first)
			b.Sees("send the file again")
		})
	}
}

// empty takes what a field has.
func empty(b *webtest.Browser, selector string) {
	b.T.Helper()
	require.True(b.T, webtest.Value[bool](b, `(document.querySelector("`+strings.ReplaceAll(selector, `"`, `'`)+`").value = "") === ""`))
}
