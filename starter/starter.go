// Package starter is the way in: everything that can make or change a contact
// is recorded here, and only here are workflows started. What is recorded is
// acknowledged; what is recorded and not yet decided is pending, and the
// dispatcher wakes the workflows of it until it is decided.
package starter

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/workflows"
)

// Starter starts the workflows of one task queue, and knows whether Temporal is
// unavailable.
type Starter struct {
	client    client.Client
	taskQueue string
	breaker   breaker
}

// New returns a starter.
func New(c client.Client, taskQueue string) *Starter {
	return &Starter{client: c, taskQueue: taskQueue}
}

// start starts a workflow within callDeadline. It is no error if the workflow runs
// already, or has run and the options allow no other run.
func (s *Starter) start(ctx context.Context, opts client.StartWorkflowOptions, name string, input any) error {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	opts.TaskQueue, opts.EnableEagerStart = s.taskQueue, true
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL
	opts.WorkflowExecutionErrorWhenAlreadyStarted = true
	_, err := s.client.ExecuteWorkflow(ctx, opts, name, input)
	s.reached(err)
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &already) {
		return fmt.Errorf("start %s: %w", opts.ID, err)
	}
	return nil
}

// startOrTell returns what starts a workflow, or sends the one that runs a signal.
func (s *Starter) startOrTell(signal string) func(ctx context.Context, opts client.StartWorkflowOptions, name string, input any) error {
	return func(ctx context.Context, opts client.StartWorkflowOptions, name string, input any) error {
		ctx, cancel := context.WithTimeout(ctx, callDeadline)
		defer cancel()
		opts.TaskQueue = s.taskQueue
		_, err := s.client.SignalWithStartWorkflow(ctx, opts.ID, signal, nil, opts, name, input)
		s.reached(err)
		if err != nil {
			return fmt.Errorf("start %s: %w", opts.ID, err)
		}
		return nil
	}
}

// startOptions are those of a contact workflow. importID is set if an import
// woke it.
func (s *Starter) startOptions(channel, key, source string, importID *string) client.StartWorkflowOptions {
	attributes := []temporal.SearchAttributeUpdate{
		workflows.ChannelAttribute.ValueSet(channel),
		workflows.SourceAttribute.ValueSet(source),
	}
	if importID != nil {
		attributes = append(attributes, workflows.ImportIDAttribute.ValueSet(*importID))
	}
	return client.StartWorkflowOptions{
		ID:                                       workflows.ContactID(channel, key),
		TaskQueue:                                s.taskQueue,
		EnableEagerStart:                         true,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true, // a rejected start must not look like a success
		StaticSummary:                            "Contact " + key + " on channel " + channel,
		TypedSearchAttributes:                    temporal.NewSearchAttributes(attributes...),
	}
}

// describe returns how a workflow stands; nil if there is none, or nobody remembers it.
func (s *Starter) describe(ctx context.Context, workflowID string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	found, err := s.client.DescribeWorkflowExecution(ctx, workflowID, "")
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look at %s: %w", workflowID, err)
	}
	return found, nil
}

// runs reports whether a workflow is under way.
func (s *Starter) runs(ctx context.Context, workflowID string) (bool, error) {
	found, err := s.describe(ctx, workflowID)
	s.reached(err)
	if err != nil || found == nil {
		return false, err
	}
	status := found.GetWorkflowExecutionInfo().GetStatus()
	// What continues as new is shown so for a moment, until its next run is found.
	return status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || status == enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED ||
		status == enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW, nil
}

// reached closes the breaker if the server has answered, also that there is no such
// workflow, or that it runs already.
func (s *Starter) reached(err error) {
	var (
		none    *serviceerror.NotFound
		already *serviceerror.WorkflowExecutionAlreadyStarted
	)
	if err == nil || errors.As(err, &none) || errors.As(err, &already) {
		s.breaker.close()
	}
}
