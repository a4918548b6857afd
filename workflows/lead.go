package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
)

// LeadName is the type of the Lead workflow.
const LeadName = "Lead"

// LeadID returns the id of the workflow that fetches a lead of Facebook's. It has no
// contact's key: nobody knows whose lead it is until it is fetched.
func LeadID(leadgenID string) string { return "lead/" + leadgenID }

// LeadAgainSignal says that somebody has asked for the lead once more, whose workflow
// may be about to end.
const LeadAgainSignal = "again"

// LeadInput names a lead.
type LeadInput struct {
	Lead string `json:"lead"`
}

// leads only names activities; it is never called.
var leads *activities.Leads

// There is no end to the tries: what waits for another token can succeed until Facebook
// itself says that it has the lead no more.
const (
	leadTry        = time.Minute
	leadMaxBackoff = 5 * time.Minute
)

// Lead fetches a lead, and records it as a submission. Until it has succeeded an
// operator sees the activity pending, with its attempt and what is wrong in words.
func Lead(ctx workflow.Context, in LeadInput) (out activities.FetchedLead, err error) {
	again := workflow.GetSignalChannel(ctx, LeadAgainSignal)
	for {
		for again.ReceiveAsync(nil) { // whoever asked before it is fetched is served by that
		}
		out, err = fetchLead(ctx, in)
		if err != nil || again.Len() == 0 {
			return out, err
		}
	}
}

func fetchLead(ctx workflow.Context, in LeadInput) (out activities.FetchedLead, err error) {
	fetching := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: leadTry,
		Summary:             "Fetch the lead – until Facebook gives it",
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        durableBackoff,
			BackoffCoefficient:     2,
			MaximumInterval:        leadMaxBackoff,
			NonRetryableErrorTypes: []string{activities.ErrRefused, activities.ErrNoSuchEvent},
		},
	})
	err = workflow.ExecuteActivity(fetching, leads.FetchLead, in.Lead).Get(ctx, &out)
	if err == nil || temporal.IsCanceledError(err) {
		return out, err
	}
	why := activities.UnfetchedLead{Lead: in.Lead, Why: whyNot(err)}
	err = workflow.ExecuteActivity(durable(ctx, "Quarantine the lead"), leads.QuarantineLead, why).Get(ctx, &out)
	return out, err
}

// whyNot says why a lead is given up, in the activity's words.
func whyNot(err error) string {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app.Message()
	}
	return "it could not be fetched"
}
