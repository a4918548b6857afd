package starter

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/workflows"
)

// erasing starts the workflows of erasures: at once what was decided in this
// process, and every now and then what nobody could start.
func (s *Sweeper) erasing(ctx context.Context) {
	timer := time.NewTicker(sweepEvery)
	defer timer.Stop()
	for {
		if _, unavailable := s.starter.breaker.open(); !unavailable {
			if err := s.startErasures(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "cannot start an erasure; trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.erased:
		case <-timer.C:
		}
	}
}

// startErasures starts erasures that nobody has started, and those whose workflow
// somebody has ended.
func (s *Sweeper) startErasures(ctx context.Context) error {
	pending, err := s.erasures.UnstartedErasures(ctx)
	if err != nil {
		return err
	}
	var failed []error // one that cannot be started keeps no other from it
	for _, e := range pending {
		failed = append(failed, s.startErasure(ctx, e))
	}
	return errors.Join(failed...)
}

// startErasure starts the workflow of an erasure, unless it runs.
func (s *Sweeper) startErasure(ctx context.Context, e erasure.Erasure) error {
	err := s.starter.start(ctx, client.StartWorkflowOptions{
		ID:                    workflows.EraseID(e.ContactID),
		StaticSummary:         "Remove what is left of a deleted contact of channel " + e.ChannelID,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		TypedSearchAttributes: temporal.NewSearchAttributes(workflows.ChannelAttribute.ValueSet(e.ChannelID)),
	}, workflows.EraseName, workflows.EraseInput{Contact: e.ContactID})
	if err != nil {
		return err
	}
	noting, cancel := context.WithTimeout(ctx, noteDeadline)
	defer cancel()
	return s.erasures.ErasureStarted(noting, e.ContactID)
}
