package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestEverySourceIsAWayIn fails where a source is forgotten in the table.
func TestEverySourceIsAWayIn(t *testing.T) {
	t.Parallel()
	constants := constants(t, "source.go", "Source")
	require.Len(t, contact.Sources(), len(constants))
	for constant, value := range constants {
		source := contact.Source(value)
		require.True(t, source.Known(), "%s has no line in waysIn", constant)
		require.NotEqual(t, string(source), source.Words(), "%s has words for people", constant)
		require.NotEmpty(t, contact.ClaimSource(source), "%s has a rank", constant)
	}
	for _, signed := range []contact.Source{contact.SourceMessage, contact.SourceSystem} {
		require.Empty(t, signed.Scope(), "no token stands for what WhatsApp signs")
	}
	later := contact.Source("of a later version")
	require.Equal(t, "of a later version", later.Words())
	require.Empty(t, later.Scope())
}
