package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/workflows"
)

func TestLead(t *testing.T) {
	t.Parallel()
	became := activities.FetchedLead{Event: uuid.MustParse("01900000-0000-7000-8000-00000000000c")}
	t.Run("it is asked for as long as something mends itself", func(t *testing.T) {
		t.Parallel()
		env := newEnv(&activities.Leads{})
		tries := 0
		env.OnActivity("FetchLead", mock.Anything, "720").Return(func(context.Context, string) (activities.FetchedLead, error) {
			if tries++; tries < 8 { // this environment gives up after ten, a server does not
				return activities.FetchedLead{}, temporal.NewApplicationError("expired", activities.ErrBadToken)
			}
			return became, nil
		})
		env.ExecuteWorkflow(workflows.LeadName, workflows.LeadInput{Lead: "720"})
		require.NoError(t, env.GetWorkflowError())
		var out activities.FetchedLead
		require.NoError(t, env.GetWorkflowResult(&out))
		require.Equal(t, became, out)
		require.Equal(t, "lead/720", workflows.LeadID("720"))
	})
	t.Run("what is refused is quarantined with why, and asked for once more if somebody wants that meanwhile", func(t *testing.T) {
		t.Parallel()
		env := newEnv(&activities.Leads{})
		asked := 0
		env.OnActivity("FetchLead", mock.Anything, "720").Return(func(context.Context, string) (activities.FetchedLead, error) {
			if asked++; asked == 1 {
				return activities.FetchedLead{}, temporal.NewNonRetryableApplicationError("it is deleted", activities.ErrRefused, nil)
			}
			return became, nil
		})
		env.OnActivity("QuarantineLead", mock.Anything, activities.UnfetchedLead{Lead: "720", Why: "it is deleted"}).
			Return(func(context.Context, activities.UnfetchedLead) (activities.FetchedLead, error) {
				for range 2 {
					env.SignalWorkflow(workflows.LeadAgainSignal, nil)
				}
				return became, nil
			}).Once()
		env.ExecuteWorkflow(workflows.LeadName, workflows.LeadInput{Lead: "720"})
		require.NoError(t, env.GetWorkflowError())
		require.Equal(t, 2, asked)
	})
}

func TestReadLeads(t *testing.T) {
	t.Parallel()
	env := newEnv(&activities.Leads{})
	env.OnActivity("ListPages", mock.Anything).Return([]string{"1", "2", "3"}, nil)
	since := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	env.OnActivity("ReadMissed", mock.Anything, activities.ReadPage{Page: "1", Since: since}).Return(activities.ReadLeads{Forms: 1, Found: 3, New: 1}, nil)
	env.OnActivity("ReadMissed", mock.Anything, activities.ReadPage{Page: "2", Since: since}).
		Return(activities.ReadLeads{}, temporal.NewApplicationError("expired", activities.ErrBadToken)).Once()
	env.OnActivity("ReadMissed", mock.Anything, activities.ReadPage{Page: "3", Since: since}).Return(activities.ReadLeads{Forms: 1, Found: 2, New: 2}, nil)
	env.ExecuteWorkflow(workflows.ReadLeadsName, workflows.ReadLeadsInput{Since: since})
	require.NoError(t, env.GetWorkflowError())
	var out workflows.ReadLeadsResult
	require.NoError(t, env.GetWorkflowResult(&out))
	require.Equal(t, workflows.ReadLeadsResult{Found: 5, New: 3, Failed: []string{"2"}}, out)
}
