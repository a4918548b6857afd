package intake_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

func TestTargets(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"phone", "display_name", "remarks", "tags", "attributes.city"} {
		require.NoError(t, intake.CheckTarget(contact.SourceForm, target))
		require.NoError(t, intake.CheckTarget(contact.SourceImport, target))
	}
	require.NoError(t, intake.CheckTarget(contact.SourceImport, "user_id"))
	for target, says := range map[string]string{
		"user_id":          `no target "user_id", use phone, display_name, tags, remarks, consent, consent_text or attributes.<name>`,
		"":                 `no target ""`,
		"attributes.":      "1 to 64 letters",
		"attributes.phone": "means something else",
	} {
		require.ErrorContains(t, intake.CheckTarget(contact.SourceForm, target), says)
	}
	require.ErrorContains(t, intake.CheckTarget(contact.SourceImport, "email"), "use phone, user_id, country_code, display_name")
}
