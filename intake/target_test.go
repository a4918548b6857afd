package intake_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
)

func TestTargets(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"phone", "display_name", "remarks", "tags", "attributes.city"} {
		require.NoError(t, intake.CheckTarget(target))
		require.NoError(t, intake.CheckTarget(target, intake.TargetUserID))
	}
	require.NoError(t, intake.CheckTarget("user_id", intake.TargetUserID))
	for target, says := range map[string]string{
		"user_id":          `no target "user_id", use phone, display_name, remarks, tags or attributes.<name>`,
		"":                 `no target ""`,
		"attributes.":      "1 to 64 letters",
		"attributes.phone": "means something else",
	} {
		require.ErrorContains(t, intake.CheckTarget(target), says)
	}
	require.ErrorContains(t, intake.CheckTarget("email", intake.TargetUserID), "use phone, user_id, display_name")
}
