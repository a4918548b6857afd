package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/workflows"
)

// compareEvery is how often contacts who may be one person are looked for.
const compareEvery = time.Hour

// comparing has Temporal do that from now on, as soon as it can be told.
func (s *Sweeper) comparing(ctx context.Context) {
	for ctx.Err() == nil {
		if _, unavailable := s.starter.breaker.open(); !unavailable {
			err := s.starter.scheduleDuplicates(ctx)
			if err == nil {
				return
			}
			if ctx.Err() == nil {
				s.log.WarnContext(ctx, "cannot have duplicates looked for; trying again", "error", err)
			}
		}
		sleep(ctx, sweepEvery)
	}
}

// scheduleDuplicates makes the schedule, if nobody has.
func (s *Starter) scheduleDuplicates(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	id := workflows.DuplicatesID(s.taskQueue)
	_, err := s.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID:      id,
		Spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: compareEvery}}, Jitter: compareEvery / 12},
		Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
		Action:  &client.ScheduleWorkflowAction{ID: id, Workflow: workflows.DuplicatesName, TaskQueue: s.taskQueue},
	})
	s.reached(err)
	if err != nil && !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return fmt.Errorf("have duplicates looked for every hour: %w", err)
	}
	return nil
}
