package workflows_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/workflows"
)

func TestImportUndo(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 0, 0)
	env.statuses(nil)
	batches := 0
	env.OnActivity("UndoBatch", mock.Anything, importID).Return(func(context.Context, uuid.UUID) (bool, error) {
		env.note("batch")
		batches++
		return batches < 3, nil
	})
	env.OnActivity("FinishUndo", mock.Anything, importID).Return(func(context.Context, uuid.UUID) error { env.note("finish"); return nil })
	env.ExecuteWorkflow(workflows.ImportUndoName, workflows.ImportUndoInput{Import: importID})
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, []string{"undoing", "batch", "batch", "batch", "finish"}, env.done())
}

func TestImportUndoContinuesAsNew(t *testing.T) {
	t.Parallel()
	env := bulkSetup(t, 0, 0)
	env.statuses(nil)
	env.SetContinueAsNewSuggested(true)
	env.OnActivity("UndoBatch", mock.Anything, importID).Return(true, nil).Once()
	env.ExecuteWorkflow(workflows.ImportUndoName, workflows.ImportUndoInput{Import: importID})
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &next)
	env.AssertExpectations(t)
}
