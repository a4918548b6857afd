package demo

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFacebookIsToldOfNothing where nothing stands in for it: there is a line that says how.
func TestFacebookIsToldOfNothing(t *testing.T) {
	t.Parallel()
	all := facebookLeads(Facebook{Secret: "secret"})
	require.Len(t, all, 1)
	ids, told, err := all[0].send(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, ids)
	require.Equal(t, []End{all[0].wants}, []End{told[0].End})
	require.Contains(t, told[0].Words, "FACEBOOK_GRAPH_URL=")
}
