package workflows_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/workflows"
)

func TestErase(t *testing.T) {
	t.Parallel()
	gone := uuid.MustParse("01900000-0000-7000-8000-00000000000b")
	env := newEnv(&activities.Bulk{})
	var did []string
	unavailable := 1
	for name, removed := range map[string]int{"EraseMessages": 1200, "EraseEvents": 1300, "EraseRows": 2} {
		env.OnActivity(name, mock.Anything, gone).Return(func(context.Context, uuid.UUID) (int, error) {
			if name == "EraseEvents" && unavailable > 0 {
				unavailable--
				return 0, temporal.NewApplicationError("PostgreSQL cannot be reached", activities.ErrUnavailable)
			}
			did = append(did, name)
			return removed, nil
		})
	}
	env.OnActivity("FinishErasure", mock.Anything, gone).Return(func(context.Context, uuid.UUID) error {
		did = append(did, "FinishErasure")
		return nil
	})
	env.ExecuteWorkflow(workflows.EraseName, workflows.EraseInput{Contact: gone})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, []string{"EraseMessages", "EraseEvents", "EraseRows", "FinishErasure"}, did, "what fails is tried until it succeeds")
	var out workflows.EraseResult
	require.NoError(t, env.GetWorkflowResult(&out))
	require.Equal(t, workflows.EraseResult{Messages: 1200, Events: 1300, Rows: 2}, out)
	require.Equal(t, "erase/01900000-0000-7000-8000-00000000000b", workflows.EraseID(gone))
}
