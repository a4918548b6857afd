package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/workflows"
)

// Leads takes in what Facebook tells of leads, and has their answers fetched.
type Leads struct {
	facebook *facebook.Facebook
	starter  *Starter
	hub      *Hub
}

// NewLeads returns the leads of a database. The starter's client may be lazy: keeping
// leads needs only the database.
func NewLeads(fb *facebook.Facebook, starter *Starter, hub *Hub) *Leads {
	return &Leads{fb, starter, hub}
}

// Record keeps leads that a webhook has told of, and returns how many are new. When
// it returns without an error none can be lost; this process's sweeper, or any other's,
// starts their workflows.
func (l *Leads) Record(ctx context.Context, leads []facebook.Told) (fresh int, err error) {
	fresh, err = l.facebook.Record(ctx, leads, false)
	if fresh > 0 {
		l.hub.WakeLeads()
	}
	return fresh, err
}

// Again has a lead fetched again that Facebook did not give.
func (l *Leads) Again(ctx context.Context, lead string) error {
	err := l.facebook.Again(ctx, lead)
	l.hub.WakeLeads()
	return err
}

// Read starts looking for leads of a page that no webhook has told of, and returns
// the workflow's id. If it runs already, that run is meant.
func (l *Leads) Read(ctx context.Context, page string, since time.Time) (workflowID string, err error) {
	id := workflows.ReadLeadsID(page)
	return id, l.starter.start(ctx, client.StartWorkflowOptions{
		ID: id, StaticSummary: "Read the leads of page " + page, WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, workflows.ReadLeadsName, workflows.ReadLeadsInput{Page: page, Since: since})
}

// leading starts the workflows of leads: at once what was recorded in this process, and
// every now and then what nobody could start. It has the forms of pages read every hour.
func (s *Sweeper) leading(ctx context.Context) {
	timer := time.NewTicker(sweepEvery)
	defer timer.Stop()
	for scheduled := false; ; {
		if _, unavailable := s.starter.breaker.open(); !unavailable {
			err := s.startLeads(ctx)
			if err == nil && !scheduled {
				scheduled, err = s.schedule(ctx)
			}
			if err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "cannot start the workflow of a lead; trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.hub.leads:
		case <-timer.C:
		}
	}
}

// startLeads starts the workflows of leads that nobody has started, and of those whose
// workflow somebody has ended.
func (s *Sweeper) startLeads(ctx context.Context) error {
	for {
		pending, err := s.facebook.Unstarted(ctx)
		if err != nil || len(pending) == 0 {
			return err
		}
		var failed []error // one that cannot be started keeps no other from it
		for _, lead := range pending {
			failed = append(failed, s.startLead(ctx, lead))
		}
		if err := errors.Join(failed...); err != nil {
			return err
		}
	}
}

// startLead starts the workflow of a lead, unless it runs. One that runs may be about to
// end: it is told if somebody has asked for the lead once more.
func (s *Sweeper) startLead(ctx context.Context, lead facebook.Lead) error {
	opts := client.StartWorkflowOptions{
		ID: workflows.LeadID(lead.ID), StaticSummary: "Lead " + lead.ID + " of page " + lead.PageID,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}
	start := s.starter.start
	if lead.Wanted > 1 && lead.StartedAt == nil {
		start = s.starter.startOrTell(workflows.LeadAgainSignal)
	}
	if err := start(ctx, opts, workflows.LeadName, workflows.LeadInput{Lead: lead.ID}); err != nil {
		return err
	}
	noting, cancel := context.WithTimeout(ctx, noteDeadline)
	defer cancel()
	return s.facebook.Started(noting, lead)
}

// readEvery is how often the forms of all pages are read for leads that were missed.
const readEvery = time.Hour

// schedule has Temporal do that, once there is a page. It reports whether the schedule
// is there.
func (s *Sweeper) schedule(ctx context.Context) (bool, error) {
	pages, err := s.facebook.Pages(ctx)
	if err != nil || len(pages) == 0 {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	_, err = s.starter.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID:      "read-leads/" + s.starter.taskQueue,
		Spec:    client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: readEvery}}, Jitter: readEvery / 12},
		Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
		Action: &client.ScheduleWorkflowAction{
			ID: workflows.ReadLeadsID("all"), Workflow: workflows.ReadLeadsName, TaskQueue: s.starter.taskQueue,
			Args: []any{workflows.ReadLeadsInput{}},
		},
	})
	s.starter.reached(err)
	if err != nil && !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return false, fmt.Errorf("have the leads of pages read every hour: %w", err)
	}
	return true, nil
}
