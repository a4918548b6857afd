package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/web/webtest"
)

// TestEachValueSaysWhereItComesFrom has values come from a form, a file and a person. By
// which form, which file and whom stands beside each, also where that was long ago.
func TestEachValueSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("lin", nil, "contacts:read")
	for _, attribute := range []string{"city", "club"} {
		s.API(http.MethodPut, "/v1/attributes/"+attribute, map[string]any{"type": "string"})
	}
	s.API(http.MethodPut, "/v1/forms/offer", map[string]any{
		"channel_id": s.Shop, "name": "The offer " + script, "fields": map[string]any{"mobile": "phone", "full_name": "display_name", "town": "attributes.city"},
	})
	s.API(http.MethodPost, "/forms/offer/submissions", map[string]any{"mobile": "+60123456789", "full_name": "Grace Hopper", "town": "Ipoh"})
	b := s.SignedIn("ada")
	b.Open("/app/imports")
	b.File("file", aFile(t, "Mobile,attributes.club", "+60123456789,Chess"))
	b.Press("Look at the file")
	b.Sees("can be used")
	b.Press("Do a dry run")
	b.Sees("1\nwould be updated")
	b.Press("Import 1 row")
	b.Sees("1 updated")
	id := s.API(http.MethodGet, "/v1/contacts?q=60123456789", nil)["contacts"].([]any)[0].(map[string]any)["id"].(string)
	many := make([]demo.Message, 31)
	for i := range many {
		many[i] = wrote(fmt.Sprintf("wamid.%d", i), "60123456789", "grace", "hello")
	}
	s.Receive(webtest.ShopNumber, many...)

	b.Open("/app/contacts/" + id)
	b.Press("Edit Remarks")
	b.Fill("remarks", "Met at the fair")
	b.Press("Save Remarks")
	shows(b, "by Name of ada, ")
	b.Sees("Chess")
	b.Sees("from the form The offer <script>")
	b.Sees("from the import <script>document.title = 1<img>.csv, ")
	b.Sees("First message")
	harmless(b)
	b.Open("/app/contacts/" + id + "?show=changes")
	b.Sees("Import <script>document.title")

	t.Run("who may not see imports sees that it was one", func(t *testing.T) {
		b := s.In(t).SignedIn("lin")
		b.Open("/app/contacts/" + id)
		b.Sees("from an import, ")
		require.NotContains(t, b.Text(), ".csv")
	})
}
