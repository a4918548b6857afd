package web_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestEveryPageCanBeUsedByEverybody looks at each page in both sizes and colours. A new
// page gets a line.
func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", []string{"shop"}, "contacts:write")
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)

	signedOut := s.Browser()
	signedOut.Everywhere("/app/login", "login")
	b := s.SignedIn("ada")
	for name, path := range map[string]string{
		"home":       "/app",
		"settings":   "/app/settings",
		"person":     "/app/settings/people/grace",
		"new-person": "/app/settings/new-person",
		"problem":    "/app/nothing",
	} {
		b.Everywhere(path, name)
	}
}
