package web_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/web/webtest"
)

// upload keeps an import as if Temporal had been away when it was sent.
func upload(t *testing.T, s *webtest.Site) uuid.UUID {
	t.Helper()
	id, _, err := s.Imports.CreateImport(t.Context(), imports.Import{
		ID: uuid.Must(uuid.NewV7()), ChannelID: s.Shop, Filename: "people.csv", Mode: "upsert",
	}, strings.NewReader("phone\n+60123456781\n+60123456782\n"), 1<<20)
	require.NoError(t, err)
	return id
}

// TestWhatWaitsSaysWhy has nobody who decides, then Temporal away, and looks at every page
// on which somebody waits.
func TestWhatWaitsSaysWhy(t *testing.T) {
	t.Parallel()
	t.Run("no worker is running", func(t *testing.T) {
		t.Parallel()
		s := webtest.ServeWithoutWorker(t, nil)
		s.Person("ada", nil, "contacts:write", "imports")
		id := upload(t, s)
		const why = "No worker is running"

		b := s.SignedIn("ada")
		b.Open("/app/imports/" + id.String())
		b.Sees(why)
		b.Everywhere(b.Path(), "import-waits")
		still := s.SignedIn("ada")
		still.NoScripts()
		still.Open("/app/imports/" + id.String())
		still.Sees(why)
		still.Open("/app")
		still.Sees(why)

		b.Open("/app/imports/" + id.String())
		b.Press("Import without waiting")
		b.Sees("It could not be done just now")
		b.Sees(why)
		b.Open("/app/imports/" + id.String())
		b.Sees(why)
		s.Work()
		b.Sees("Completed") // by itself
		b.Lacks(why)
		b.Open("/app")
		b.Lacks(why)
	})
	t.Run("Temporal is away", func(t *testing.T) {
		t.Parallel()
		s := webtest.ServeWithoutWorker(t, map[string]string{"TEMPORAL_ADDRESS": "127.0.0.1:1"})
		s.Person("ada", nil, "contacts:write", "imports")
		id := upload(t, s)
		const why = "Temporal cannot be reached"
		s.Deliver(webtest.ShopNumber, wrote("wamid.waits", "60123456789", "Aisyah", "hello"))

		b := s.SignedIn("ada")
		for _, path := range []string{"/app/imports/" + id.String(), "/app/why?q=60123456789", "/app"} {
			b.Open(path)
			b.Sees(why)
		}
	})
}
