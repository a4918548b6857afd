package service

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScopesAddUp(t *testing.T) {
	t.Parallel()
	require.True(t, covers([]string{"imports", "triggers"}, "triggers"))
	require.False(t, covers([]string{"imports", "triggers", "contacts:write"}, "admin"))
	require.False(t, covers([]string{"contacts:read"}, "contacts:write"))
	require.False(t, covers(nil, "contacts:read"))
}

func TestAnEmptySecretMatchesNothing(t *testing.T) {
	t.Parallel()
	require.True(t, same("secret", "secret"))
	require.False(t, same("secre", "secret"))
	require.False(t, same("", "secret"))
	require.False(t, same("", ""))
}
