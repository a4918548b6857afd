package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

// TestAddressesBeginWithThePublicURL takes a form's from a server behind a proxy, and
// then submits as the proxy would pass it on.
func TestAddressesBeginWithThePublicURL(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.env = []string{"PUBLIC_URL=https://crm.example.com/contacts/"}
	p := w.serve()
	form, err := p.PutForm(t.Context(), client.Form{ID: w.channel, ChannelID: w.channel, Fields: map[string]string{"phone": "phone"}})
	require.NoError(t, err)
	path, found := strings.CutPrefix(form.SubmitURL, "https://crm.example.com/contacts")
	require.True(t, found, form.SubmitURL)
	require.Equal(t, p.URL+path, p.SubmitURLOf(form), "from within, it is where the server listens")
	submitted, err := client.Submit(t.Context(), p.URL+path, map[string]any{"phone": "+60 12-345 6789"})
	require.NoError(t, err)
	db := w.db()
	w.decided(db)
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM contacts WHERE created_by_event = $1`, submitted))

	rotated, err := p.RotateSubmitKey(t.Context(), w.channel)
	require.NoError(t, err)
	_, err = client.Submit(t.Context(), p.URL+path, map[string]any{"phone": "+60 12-345 6789"})
	require.ErrorContains(t, err, "not any more")
	_, err = client.Submit(t.Context(), p.URL+strings.TrimPrefix(rotated.SubmitURL, "https://crm.example.com/contacts"), map[string]any{"phone": "+60 12-345 6789"})
	require.NoError(t, err)

	out, err := os.ReadFile(p.log.Name())
	require.NoError(t, err)
	for _, key := range []string{path, strings.TrimPrefix(rotated.SubmitURL, "https://crm.example.com/contacts")} {
		require.NotContains(t, string(out), key[strings.LastIndex(key, "/")+1:])
	}
}
