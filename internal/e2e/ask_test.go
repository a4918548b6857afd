package e2e

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

func startOptions(w *world, key string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: workflows.ContactID(w.channel, key), TaskQueue: w.taskQueue}
}

// askLedger asks a new run for the decision of an event of an earlier one, and
// for one that does not exist.
func askLedger(t *testing.T, w *world, event uuid.UUID, key string) {
	t.Helper()
	c := w.client()
	ask := func(updateID string, id uuid.UUID) (out contact.Decision, err error) {
		opts := startOptions(w, key)
		opts.WorkflowIDConflictPolicy = 1 // fail: there is no run
		handle, err := c.UpdateWithStartWorkflow(context.Background(), client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: c.NewWithStartWorkflowOperation(opts, workflows.ContactName,
				workflows.ContactInput{Channel: w.channel, Key: key}),
			UpdateOptions: client.UpdateWorkflowOptions{
				UpdateID: updateID, WorkflowID: opts.ID, UpdateName: workflows.ApplyUpdate, Args: []any{id},
				WaitForStage: client.WorkflowUpdateStageCompleted,
			},
		})
		if err != nil {
			return out, err
		}
		err = handle.Get(context.Background(), &out)
		return out, err
	}
	_, err := ask("nobody", uuid.New())
	require.ErrorContains(t, err, "there is no event")
	w.ended(key)
	decided, err := ask("again", event)
	require.NoError(t, err)
	require.Equal(t, contact.Created, decided.Kind)
}

// countBy asks for the contact workflows that an import woke.
func countBy(importID string) *workflowservice.CountWorkflowExecutionsRequest {
	return &workflowservice.CountWorkflowExecutionsRequest{
		Query: `WorkflowType = "Contact" AND ImportId = "` + importID + `"`,
	}
}
