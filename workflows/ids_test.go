package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

func TestContactID(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"60123456789":    "contact/shop/60123456789",
		"MY.bob_1-2/3 4": "contact/shop/MY.bob_1-2/3 4",
		"6012ü":          "contact/shop/6012%C3%BC",
		"a\tb\x7f":       "contact/shop/a%09b%7F",
		"%C3%BC":         "contact/shop/%25C3%25BC",
	} {
		require.Equal(t, want, workflows.ContactID("shop", key))
	}
}
